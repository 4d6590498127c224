"""Where customers stand in line: one reading a queue and second, however many sockets look at it."""

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic
from uuid import UUID

import structlog

from tandem.contexts.conversations.api import Place, Serving, place_of, places, serving
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Unavailable
from tandem.kit.notice import Notice
from tandem.kit.realtime import Hub

log = structlog.get_logger(__name__)
_FRESH_S = 1.0
# Estimates also change when nothing happens; this is often enough for half minutes.
_REPEAT_S = 20.0
_MOVES = frozenset(
    {
        "gap",
        "conversations.enqueued",
        "conversations.controller_changed",
        "conversations.changed",
        "conversations.presence_changed",
    }
)
Listener = Callable[[Mapping[UUID, Place]], None]


class _Line:
    """One queue's line as it was at `read_at` (monotonic seconds)."""

    def __init__(self) -> None:
        self.places: Mapping[UUID, Place] = {}
        self.served: Serving | None = None
        self.read_at = float("-inf")
        self.listeners: set[Listener] = set()
        self.moved = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    @property
    def fresh(self) -> bool:
        return monotonic() - self.read_at < _FRESH_S

    async def read(self, tx: Tx, queue_id: UUID) -> Mapping[UUID, Place]:
        served = await serving(tx, queue_id)
        found = await places(tx, queue_id, served)
        self.places, self.served, self.read_at = found, served, monotonic()
        return found


class Lines:
    def __init__(self, db: Database, hub: Hub) -> None:
        self._db, self._hub = db, hub
        self._lines: dict[UUID, _Line] = {}

    async def place(
        self, tx: Tx, queue_id: UUID, conversation_id: UUID, *, fresh: bool = False
    ) -> Place | None:
        """The place of a waiting conversation, at most a second old; `fresh` counts it in this transaction,
        which has just changed the line. Who came after the last reading is counted, too: the whole line is read once a
        second, however many come."""
        line = self._lines.setdefault(queue_id, _Line())
        if not line.fresh or line.served is None:
            if not fresh:
                return (await line.read(tx, queue_id)).get(conversation_id)
            return await place_of(tx, queue_id, conversation_id, await serving(tx, queue_id))
        if not fresh and conversation_id in line.places:
            return line.places[conversation_id]
        return await place_of(tx, queue_id, conversation_id, line.served)

    def watch(self, queue_id: UUID, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the line after it moved, at most once a second; returns the function that
        ends it."""
        line = self._lines.setdefault(queue_id, _Line())
        line.listeners.add(listener)
        if line.task is None:
            line.task = asyncio.create_task(self._follow(queue_id, line))

        def unwatch() -> None:
            line.listeners.discard(listener)
            line.moved.set()

        return unwatch

    async def _follow(self, queue_id: UUID, line: _Line) -> None:
        def heard(notice: Notice) -> None:
            if notice.kind in _MOVES:
                line.moved.set()

        unsubscribe = self._hub.subscribe(f"queue:{queue_id}", heard)
        try:
            while line.listeners:
                await _moved_or_due(line)
                if line.listeners:
                    await self._read(queue_id, line)
        finally:
            unsubscribe()
            line.task = None

    async def _read(self, queue_id: UUID, line: _Line) -> None:
        try:
            async with self._db.transaction() as tx:
                found = await line.read(tx, queue_id)
        except Unavailable:
            return
        except Exception:
            log.exception("web.line_failed")
            return
        for listener in list(line.listeners):
            listener(found)


async def _moved_or_due(line: _Line) -> None:
    """Wait until the line moved (but a second after its last reading), or the repetition is due."""
    try:
        async with asyncio.timeout(_REPEAT_S):
            await line.moved.wait()
    except TimeoutError:
        return
    await asyncio.sleep(max(0.05, line.read_at + _FRESH_S - monotonic()))
    line.moved.clear()
