"""The loop that fires timers. Several workers may run it: SKIP LOCKED shares the rows out."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import or_, select, update

from tandem.kit import metrics
from tandem.kit.db.database import Database
from tandem.kit.db.timer_rows import PENDING, timer_table
from tandem.kit.db.transaction import Tx
from tandem.kit.errors import Unavailable

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class DueTimer:
    id: UUID
    kind: str
    subject_id: UUID
    due_at: datetime
    data: Mapping[str, Any]


TimerHandler = Callable[[Tx, DueTimer], Awaitable[None]]


class TimerLoop:
    """Polls every `interval` seconds; a backlog is fired by `lanes` transactions at a time."""

    def __init__(
        self, db: Database, handlers: Mapping[str, TimerHandler], *, interval: float = 0.1, lanes: int = 4
    ) -> None:
        self._db = db
        self._handlers = dict(handlers)
        self._interval = interval
        self._lanes = lanes
        self._stopping = asyncio.Event()

    async def stop(self) -> None:
        """Fire no more; `run()` returns when the handlers that run are done."""
        self._stopping.set()

    async def run(self) -> None:
        """Fire timers until `stop()`. Never raises but for cancellation."""
        while not self._stopping.is_set():
            pause = self._interval
            try:
                if await self.fire_next():
                    await asyncio.gather(*(self._drain() for _ in range(self._lanes)))
            except Unavailable:
                pause = 0.5
            except Exception:
                log.exception("timers.failed")
                pause = 1.0
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)

    async def _drain(self) -> None:
        while not self._stopping.is_set() and await self.fire_next():
            pass

    async def fire_next(self) -> bool:
        """Fire one due timer; False when none is due. If the handler raises, the timer comes again later."""
        timer: DueTimer | None = None
        try:
            async with self._db.transaction() as tx:
                timer = await self._take(tx)
                if timer is None:
                    return False
                await self._handlers[timer.kind](tx, timer)
        except Unavailable:
            raise
        except Exception as error:
            if timer is None:
                raise
            log.exception("timer.failed", kind=timer.kind, timer_id=str(timer.id), cause=repr(error))
            await self._postpone(timer)
            return True
        metrics.timer_lateness.observe(max(0.0, (tx.now - timer.due_at).total_seconds()))
        return True

    async def _take(self, tx: Tx) -> DueTimer | None:
        t = timer_table.c
        row = (
            await tx.execute(
                select(t.id, t.kind, t.subject_id, t.due_at, t.data)
                .where(
                    PENDING,
                    t.due_at <= tx.now,
                    or_(t.retry_at.is_(None), t.retry_at <= tx.now),
                    t.kind.in_(list(self._handlers)),
                )
                .order_by(t.due_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
        ).one_or_none()
        if row is None:
            return None
        await tx.execute(update(timer_table).where(t.id == row.id).values(fired_at=tx.now))
        return DueTimer(row.id, row.kind, row.subject_id, row.due_at, row.data)

    async def _postpone(self, timer: DueTimer) -> None:
        """Back off by 0.5 s, then twice as long each time up to a minute."""
        t = timer_table.c
        async with self._db.transaction() as tx:
            failures = (
                await tx.execute(
                    update(timer_table)
                    .where(t.id == timer.id, PENDING)
                    .values(failures=t.failures + 1)
                    .returning(t.failures)
                )
            ).scalar_one_or_none()
            if failures is not None:
                wait = timedelta(seconds=min(60.0, 0.5 * 2 ** min(failures - 1, 10)))
                await tx.execute(update(timer_table).where(t.id == timer.id).values(retry_at=tx.now + wait))
