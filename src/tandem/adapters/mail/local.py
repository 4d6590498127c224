"""A mailbox that is a folder on this machine, seen from the customer's side: the demo's screen and command."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

from tandem.adapters.mail import maildir
from tandem.adapters.mail.fields import Mailbox
from tandem.adapters.mail.maildir import Maildir
from tandem.adapters.mail.reading.addresses import addresses, normalised
from tandem.adapters.mail.reading.bodies import body_of
from tandem.adapters.mail.reading.opening import Unreadable, opened
from tandem.adapters.mail.reading.words import header, raw_header
from tandem.contexts.channels.ports import Account
from tandem.kit.clock import Clock
from tandem.kit.ids import new_id

_BYTES = 1024 * 1024
_CHARS = 5_000


class NotLocal(ValueError):
    """The account receives elsewhere, or the address is none."""


@dataclass(frozen=True)
class LocalMail:
    """One mail as its reader sees it; who wrote and what stays out of whatever prints it."""

    id: str
    direction: str
    at: datetime
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    files: tuple[str, ...] = field(default=(), repr=False)


class LocalMailbox:
    """`write` is what a customer's mail program does, `newest` what it shows."""

    def __init__(self, root: Path, clock: Clock) -> None:
        self._root, self._clock = root, clock

    async def write(
        self, account: Account, *, sender: str, subject: str, text: str, answers: str | None = None
    ) -> str:
        """Put a mail of a customer into the mailbox; its name. `answers`: the name of an outgoing mail. Raises
        NotLocal."""
        box, address = Mailbox(account), normalised(sender)
        if box.receives_by != "maildir":
            raise NotLocal("The account does not receive by a folder on this machine.")
        if address is None or not address.isascii():
            raise NotLocal("The address is none.")
        return await asyncio.to_thread(self._write, box, address, subject, text, answers)

    async def newest(self, account: Account, limit: int) -> list[LocalMail]:
        """The newest mails of both directions, the newest first."""
        return await asyncio.to_thread(self._newest, account.key, limit)

    def _write(self, box: Mailbox, sender: str, subject: str, text: str, answers: str | None) -> str:
        heads = self._heads_of(box.account.key, answers) if answers else ""
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"] = Address(addr_spec=sender), Address(addr_spec=box.address)
        mail["Subject"] = " ".join(subject.split())[:200]
        mail["Date"] = format_datetime(self._clock.now())
        mail.set_content(text.encode("utf-8", "replace").decode(), charset="utf-8", cte="base64")
        if box.trusted_server:  # as a lender's own server says of a mail that it has checked
            domain = sender.rpartition("@")[2]
            heads = (
                f"Authentication-Results: {box.trusted_server}; dmarc=pass header.from={domain}\r\n{heads}"
            )
        heads += f"Message-ID: <{new_id().hex}@{sender.rpartition('@')[2]}>\r\n"
        return maildir.incoming(self._root, box.account.key).deliver(heads.encode() + mail.as_bytes())

    def _heads_of(self, key: str, answers: str) -> str:
        """What a mail program adds to an answer."""
        path = maildir.outgoing(self._root, key).find(answers)
        if path is None:
            return ""
        answered = header(opened(maildir.read(path, _BYTES)), "message-id")
        sound = answered.startswith("<") and answered.isascii() and " " not in answered
        return f"In-Reply-To: {answered}\r\nReferences: {answered}\r\n" if sound else ""

    def _newest(self, key: str, limit: int) -> list[LocalMail]:
        found: list[LocalMail] = []
        boxes = {"in": maildir.incoming(self._root, key), "out": maildir.outgoing(self._root, key)}
        for direction, box in boxes.items():
            found += [one for name in box.all(limit) if (one := _seen(box, name, direction)) is not None]
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)[:limit]


def _seen(box: Maildir, name: str, direction: str) -> LocalMail | None:
    path = box.find(name)
    try:
        message = opened(maildir.read(path, _BYTES)) if path else None
    except (OSError, Unreadable):
        return None
    if message is None:
        return None
    body = body_of(message)
    people = {
        which: next((one.value for one in addresses(raw_header(message, which))), "")
        for which in ("from", "to")
    }
    return LocalMail(
        name, direction, _date(raw_header(message, "date")), people["from"], people["to"],
        header(message, "subject")[:200], body.text.strip()[:_CHARS], tuple(one.name for one in body.files),
    )  # fmt: skip


def _date(raw: str) -> datetime:
    try:
        told = parsedate_to_datetime(raw)
    except (TypeError, ValueError, IndexError, OverflowError):
        return datetime.fromtimestamp(0, UTC)
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
