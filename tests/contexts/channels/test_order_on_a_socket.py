"""A socket that waits for its turn to read: what was announced meanwhile is not overtaken by what it then reads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import orjson
import pytest

from tandem.contexts.channels.web.socket import connection as module
from tandem.contexts.channels.web.socket.connection import Connection
from tandem.contexts.channels.web.socket.reading import Snapshot
from tandem.contexts.channels.web.socket.watching import Watch
from tandem.kit.ids import new_id
from tandem.kit.notice import Notice

CONVERSATION = new_id()


class Sent(list[int]):
    """A WebSocket that keeps the numbers of the messages sent."""

    async def send_text(self, text: str) -> None:
        self.append(orjson.loads(text)["message"]["seq"])


def announced(seq: int) -> Notice:
    message = {"seq": seq, "role": "customer", "conversation_id": str(CONVERSATION)}
    return Notice(seq, "conversations.message_received", (), {"message": message})


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The parts of a Door that a reading needs. Nobody gets a turn before the test lets them."""

    @asynccontextmanager
    async def transaction() -> AsyncIterator[None]:
        yield

    async def read(_tx: None, _lines: Any, _id: UUID, *, after: int | None, **_: Any) -> Snapshot:
        assert after is not None
        rest: Any = [SimpleNamespace(seq=seq) for seq in range(after + 1, 5)]
        return Snapshot(SimpleNamespace(), None, rest, 4, False)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "read_snapshot", read)
    monkeypatch.setattr(module, "pushed_view", lambda wire, *_: dict(wire))
    monkeypatch.setattr(module, "message_view", lambda one, *_: {"seq": one.seq, "role": "customer"})
    db = SimpleNamespace(transaction=transaction, clock=SimpleNamespace(now=lambda: None))
    return SimpleNamespace(
        hub=SimpleNamespace(subscribe=lambda *_: lambda: None), lines=None, files=None, db=db,
        sockets=SimpleNamespace(turn=asyncio.Semaphore(0)),
    )  # fmt: skip


async def test_what_was_announced_before_the_reading_comes_first(door: Any) -> None:
    sent = Sent()
    socket: Any = sent
    connection = Connection(socket, door)
    connection._watch = watch = Watch(connection, CONVERSATION, 1)
    watch.feed.unsure = False
    writer = asyncio.create_task(connection._write())
    connection.wake()  # to read the view: it waits for its turn
    for _ in range(5):
        await asyncio.sleep(0)
    watch.hear(announced(2))  # the very next one: sent as it is
    watch.hear(announced(4))  # 3 is missing: to be read
    door.sockets.turn.release()
    for _ in range(50):
        await asyncio.sleep(0)
    writer.cancel()
    assert sent == [2, 3, 4]
