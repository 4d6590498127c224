"""What an IMAP server says once, and in the answer to something else."""

import socket
import threading
from collections.abc import Iterator

import pytest

from tandem.adapters.mail.fields import Server
from tandem.adapters.mail.imap import Session

from .mails import box

OPENED = [b"* 1 EXISTS", b"* OK [UIDVALIDITY 7] ok", b"* OK [UIDNEXT 2] ok"]
STATUS = b'* STATUS "INBOX" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7)'


class Scripted:
    """An IMAP server that says what the test wants before it answers a command, and nothing while one waits."""

    def __init__(self) -> None:
        self.before: dict[bytes, list[bytes]] = {
            b"CAPABILITY": [b"* CAPABILITY IMAP4REV1 IDLE"], b"EXAMINE": OPENED, b"STATUS": [STATUS],
            b"UID": [b"* 1 FETCH (UID 1 RFC822.SIZE 10)"],
        }  # fmt: skip
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        line, _ = self.door.accept()
        with line, line.makefile("rwb", buffering=0) as talk:
            talk.write(b"* OK ready\r\n")
            tag = b""
            for told in talk:
                if told.strip() == b"DONE":
                    talk.write(tag + b" OK done\r\n")
                    continue
                tag, command = told.split()[:2]
                for one in self.before.get(command, []):
                    talk.write(one + b"\r\n")
                talk.write(b"+ idling\r\n" if command == b"IDLE" else tag + b" OK done\r\n")


@pytest.fixture
def talk() -> Iterator[tuple[Scripted, Session]]:
    server = Scripted()
    session = Session(Server("127.0.0.1", server.port, "none"))
    session.reach()
    yield server, session
    session.close()
    server.door.close()


@pytest.mark.parametrize(
    ("said", "news"),
    [(b"* 2 EXISTS", True), (b"* 1 EXPUNGE", True), (b"* 1 EXISTS", False), (b"* 1 RECENT", False)],
)
def test_what_a_fetch_is_told_beside_is_not_waited_for(talk, said, news):
    server, session = talk
    session.log_in(box(user="service"), None)
    session.examine("INBOX")
    server.before[b"UID"].append(said)
    assert session.sizes(1, None) == [(1, 10)]
    assert session.idle(0.01) is news


def test_what_was_looked_at_since_is_no_news(talk):
    server, session = talk
    session.log_in(box(user="service"), None)
    session.examine("INBOX")
    server.before[b"UID"].append(b"* 2 EXISTS")
    session.sizes(1, None)
    server.before[b"STATUS"] = [STATUS.replace(b"MESSAGES 1", b"MESSAGES 2")]
    session.numbering("INBOX")
    assert session.idle(0.01) is False
