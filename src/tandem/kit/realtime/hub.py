"""The hub of one process: topics on one side, the process's sockets on the other.

Three ways lead here, and each event passes once: this process's own commits, notices of other processes,
and a sweep over the event table that finds whatever a crash or a lost connection swallowed."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from typing import Any

import structlog
from sqlalchemy import ARRAY, Text, bindparam, cast, select

from tandem.kit.db.database import Database
from tandem.kit.errors import Unavailable
from tandem.kit.events import event_table
from tandem.kit.notice import Notice
from tandem.kit.realtime.port import Transport

log = structlog.get_logger(__name__)
Subscriber = Callable[[Notice], None]

_SWEEP_WINDOW = timedelta(seconds=15)
_REMEMBERED_SECONDS = 60.0
_GAP = Notice(None, "gap", (), {})


class Hub:
    """`subscribe(topic, callback)`; callbacks must not block. After a gap every callback gets kind "gap"."""

    def __init__(
        self, db: Database, transport: Transport, *, listen: bool = True, sweep_s: float = 1.0
    ) -> None:
        self._db = db
        self._transport = transport
        self._listen = listen
        self._sweep_s = sweep_s
        self._topics: dict[str, set[Subscriber]] = {}
        self._seen: dict[int, float] = {}
        self._primed = False
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def connected(self) -> bool:
        return self._transport.connected

    def subscribe(self, topic: str, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber` for every notice of `topic`; returns the function that ends it."""
        self._topics.setdefault(topic, set()).add(subscriber)

        def unsubscribe() -> None:
            subscribers = self._topics.get(topic)
            if subscribers is not None:
                subscribers.discard(subscriber)
                if not subscribers:
                    del self._topics[topic]

        return unsubscribe

    def publish(self, notices: Sequence[Notice]) -> None:
        """Deliver to this process at once and to the others by the transport."""
        self._transport.publish(notices)
        for notice in notices:
            self.dispatch(notice)

    def dispatch(self, notice: Notice) -> None:
        if notice.event_id is not None:
            if notice.event_id in self._seen:
                return
            self._seen[notice.event_id] = monotonic()
        if notice.data is None:
            self._start(self._load(notice))
            return
        self._deliver(notice)

    def _deliver(self, notice: Notice) -> None:
        targets: set[Subscriber] = set()
        for topic in notice.topics:
            targets |= self._topics.get(topic, set())
        _tell(targets, notice)

    def _gap(self) -> None:
        _tell(set().union(*self._topics.values()), _GAP)

    async def start(self) -> None:
        """Begin to carry notices. What happened before belongs to the snapshot that each socket loads."""
        self._start(self._carry_forever())
        if self._listen:
            with suppress(Unavailable):
                await self.sweep()
            self._start(self._sweep_forever())

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        for task in list(self._tasks):
            with suppress(asyncio.CancelledError):
                await task

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.append(task)
        task.add_done_callback(self._forget)

    def _forget(self, task: asyncio.Task[None]) -> None:
        with suppress(ValueError):
            self._tasks.remove(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("realtime.task_died", cause=repr(task.exception()))

    async def _carry_forever(self) -> None:
        while True:
            try:
                await self._transport.run(self.dispatch, self._gap, listen=self._listen)
            except Exception as error:
                log.exception("realtime.transport_failed", cause=repr(error))
            await asyncio.sleep(1)

    async def _load(self, notice: Notice) -> None:
        try:
            data = await self._read(notice)
        except Exception as error:
            # Not delivered, so not seen: the sweep brings it.
            self._seen.pop(notice.event_id or 0, None)
            log.warning("realtime.load_failed", cause=repr(error))
            return
        if data is not None:
            self._deliver(Notice(notice.event_id, notice.kind, notice.topics, data))

    async def _read(self, notice: Notice) -> dict[str, Any] | None:
        async with self._db.transaction() as tx:
            found: dict[str, Any] | None = (
                await tx.execute(select(event_table.c.data).where(event_table.c.id == notice.event_id))
            ).scalar_one_or_none()
        return found

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(self._sweep_s)
            try:
                await self.sweep()
            except Unavailable:
                continue
            except Exception:
                log.exception("realtime.sweep_failed")

    async def sweep(self) -> int:
        """Dispatch recent events that never arrived; returns how many there were. The first sweep only
        takes note of what is there."""
        rows = await self._unseen()
        for row in rows:
            notice = Notice(row.id, row.kind, tuple(row.topics), row.data)
            if self._primed:
                self.dispatch(notice)
            else:
                self._seen[row.id] = monotonic()
        if not self._primed:
            self._primed = True
            self._gap()
        horizon = monotonic() - _REMEMBERED_SECONDS
        for id_ in [i for i, at in self._seen.items() if at < horizon]:
            del self._seen[id_]
        return len(rows)

    async def _unseen(self) -> Sequence[Any]:
        e = event_table.c
        recent = select(e.id).where(e.at > bindparam("since"), e.topics != cast([], ARRAY(Text)))
        async with self._db.transaction() as tx:
            ids = (await tx.execute(recent, {"since": tx.now - _SWEEP_WINDOW})).scalars().all()
            missing = [id_ for id_ in ids if id_ not in self._seen]
            if not missing:
                return ()
            found = select(e.id, e.kind, e.topics, e.data).where(e.id.in_(missing)).order_by(e.id)
            return (await tx.execute(found)).all()


def _tell(subscribers: Iterable[Subscriber], notice: Notice) -> None:
    for subscriber in subscribers:
        try:
            subscriber(notice)
        except Exception:
            # One socket's trouble is neither the other sockets' nor the writer's.
            log.exception("realtime.subscriber_failed", kind=notice.kind)
