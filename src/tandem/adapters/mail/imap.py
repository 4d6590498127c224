"""One connection to a mailbox, by imap-tools over the standard library. It blocks: it runs in a thread of its own."""

import re
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from imaplib import IMAP4

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError

from tandem.adapters.mail.fields import Mailbox, Server

TIMEOUT_S = 20.0
_IDLE_SLICE_S = 1
_UID = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class ImapFailed(Exception):
    """The mailbox cannot be used now. `code`: login, no_tls, folder, connection. `detail`: what the server said."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail[:200]


@dataclass(frozen=True)
class Numbering:
    """`next_uid`: what the next mail gets; all below it are there or gone."""

    uidvalidity: int
    next_uid: int
    messages: int


class Session:
    """Every method raises ImapFailed and then needs a new session."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._box: BaseMailBox | None = None
        self._stopped = False
        self._messages = 0

    def reach(self) -> None:
        """Connect, with TLS verified."""
        server, trusted = self._server, ssl.create_default_context()
        with _failing("connection"):
            if server.security == "tls":
                self._box = MailBox(server.host, server.port, timeout=TIMEOUT_S, ssl_context=trusted)
            elif server.security == "starttls":
                self._box = MailBoxStartTls(server.host, server.port, timeout=TIMEOUT_S, ssl_context=trusted)
            else:
                self._box = MailBoxUnencrypted(server.host, server.port, timeout=TIMEOUT_S)

    def log_in(self, box: Mailbox, token: str | None) -> None:
        """By token or password."""
        with _failing("login"):
            if token is not None:
                self._open.xoauth2(box.user, token, initial_folder=None)
                return
            password = box.password or ""
            if (box.user + password).isascii():
                self._open.login(box.user, password, initial_folder=None)
            else:
                self._open.login_utf8(box.user, password, initial_folder=None)

    def examine(self, folder: str) -> Numbering:
        """Open a folder to read; nothing in it is marked."""
        with _failing("folder"):
            self._open.folder.set(folder, readonly=True)
        return self.numbering(folder)

    def numbering(self, folder: str) -> Numbering:
        """The same of the folder that is open."""
        with _failing("folder"):
            for told_before in ("EXISTS", "EXPUNGE"):
                self._open.client.response(told_before)
            told = self._open.folder.status(folder, ["MESSAGES", "UIDNEXT", "UIDVALIDITY"])
        self._messages = told["MESSAGES"]
        return Numbering(told["UIDVALIDITY"], told["UIDNEXT"], told["MESSAGES"])

    def sizes(self, first: int, last: int | None) -> list[tuple[int, int]]:
        """UID and bytes of the mails from `first` to `last` (None: the newest), in their order."""
        rows = self._fetch(f"{first}:{last or '*'}", "(UID RFC822.SIZE)")
        found = []
        for row in rows:
            told = row[0] if isinstance(row, tuple) else row
            uid, size = _UID.search(told or b""), _SIZE.search(told or b"")
            if uid and size and first <= int(uid[1]) <= (last or int(uid[1])):
                found.append((int(uid[1]), int(size[1])))
        return sorted(found)

    def mails(self, uids: Sequence[int], limit: int) -> Iterator[tuple[int, bytes]]:
        """The mails, at most `limit` bytes of each; those that are gone are left out."""
        if not uids:
            return
        rows = list(self._fetch(",".join(map(str, uids)), f"(UID BODY.PEEK[]<0.{limit}>)"))
        for at, row in enumerate(rows):
            if isinstance(row, tuple) and len(row) == 2:
                # Some servers (Exchange) say the number behind the body.
                after = rows[at + 1] if at + 1 < len(rows) else b""
                uid = _UID.search(row[0]) or (_UID.search(after) if isinstance(after, bytes) else None)
                if uid:
                    yield int(uid[1]), row[1]

    def since(self, day: date) -> list[int]:
        """UIDs of mails that came on that day or later."""
        with _failing("folder"):
            asked = f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}"
            _, found = self._open.client.uid("SEARCH", "SINCE", asked)
        return sorted(int(one) for one in (found[0] or b"").split())

    def idle(self, seconds: float) -> bool:
        """Wait for news, at most so long; whether there are any. Ends within a second of `stop`."""
        until = time.monotonic() + seconds
        with _failing("connection"), self._open.idle as idle:
            if self._told_already():
                return True
            while time.monotonic() < until and not self._stopped:
                began = time.monotonic()
                if idle.poll(_IDLE_SLICE_S):
                    return True
                if time.monotonic() - began < _IDLE_SLICE_S / 2:
                    return True  # the other end has hung up: leaving IDLE says how
        return False

    def _told_already(self) -> bool:
        """Whether the server said since `numbering` that there are other mails, within the answer to a FETCH or to IDLE
        itself. It says so once: waiting for it would take until the next round."""
        told = self._open.client.untagged_responses
        counts = [one for one in told.get("EXISTS", ()) if isinstance(one, bytes)]
        return "EXPUNGE" in told or any(int(one) != self._messages for one in counts)

    def can_idle(self) -> bool:
        return "IDLE" in self._open.client.capabilities

    def stop(self) -> None:
        """From any thread: do not wait any longer."""
        self._stopped = True

    @property
    def stopped(self) -> bool:
        return self._stopped

    def close(self) -> None:
        """Leave, whatever the state."""
        if self._box is not None:
            with suppress(Exception):
                self._box.client.logout()
            self._box = None

    @property
    def _open(self) -> BaseMailBox:
        if self._box is None:
            raise ImapFailed("connection")
        return self._box

    def _fetch(self, uids: str, what: str) -> list[tuple[bytes, bytes] | bytes]:
        with _failing("connection"):
            kind, rows = self._open.client.uid("FETCH", uids, what)
        if kind != "OK":
            raise ImapFailed("connection")
        return [row for row in rows if row is not None]


class _failing:
    """Everything that the libraries raise is a ImapFailed with this code."""

    def __init__(self, code: str) -> None:
        self._code = code

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ssl.SSLError):
            raise ImapFailed("no_tls", str(error.reason or "")) from error
        if isinstance(error, (MailboxLoginError, IMAP4.error)) and not isinstance(error, IMAP4.abort):
            raise ImapFailed(self._code, _said(error)) from error
        if isinstance(error, (ImapToolsError, IMAP4.abort, OSError, ValueError, AttributeError)):
            raise ImapFailed("connection" if self._code != "folder" else self._code, _said(error)) from error


def _said(error: BaseException) -> str:
    return re.sub(r"\S+@\S+", "…", str(error)).replace("\r", " ").replace("\n", " ")[:200]
