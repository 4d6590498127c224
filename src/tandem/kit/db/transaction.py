"""One transaction = rows + events + jobs + timers. Notices leave only after the commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import Executable

from tandem.kit.db.timer_rows import cancel_timer, schedule_timer
from tandem.kit.events import Event, Recorded
from tandem.kit.jobs.enqueuing import PendingJob, enqueue_all
from tandem.kit.notice import Notice

_INSERT_EVENTS = """
INSERT INTO event (at, kind, subject_id, actor, topics, data)
SELECT $1, r.kind, r.subject_id, r.actor,
       ARRAY(SELECT jsonb_array_elements_text(r.topics)), r.data
FROM jsonb_to_recordset($2::jsonb) WITH ORDINALITY
     AS r(kind text, subject_id uuid, actor text, topics jsonb, data jsonb, n bigint)
ORDER BY n
RETURNING id
"""
_INSERT_EVENT = "INSERT INTO event (at, kind, subject_id, actor, topics, data) VALUES ($1,$2,$3,$4,$5,$6::jsonb) RETURNING id"


@dataclass(frozen=True)
class Subscriber:
    """What the transaction needs to know of a subscription: the job to enqueue for an event kind."""

    job: str
    priority: int


class Tx:
    """An open transaction. `now` is its time; `execute` runs SQLAlchemy Core statements."""

    def __init__(
        self, connection: AsyncConnection, now: datetime, subscribers: Mapping[str, Sequence[Subscriber]]
    ) -> None:
        self.connection = connection
        self.now = now
        self._subscribers = subscribers
        self._events: list[Event] = []
        self._jobs: list[PendingJob] = []
        self._notices: list[Notice] = []
        self._raw: asyncpg.Connection | None = None
        self._begun = False

    async def execute(
        self, statement: Executable, params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        self._begun = True
        return await self.connection.execute(statement, params)

    async def raw(self) -> asyncpg.Connection:
        """The asyncpg connection inside this transaction, for statements on the hot path."""
        if self._raw is None:
            if not self._begun:
                # begin() opens the server-side transaction lazily: one statement makes sure that it is open.
                await self.connection.exec_driver_sql("SELECT 1")
            fairy = await self.connection.get_raw_connection()
            self._raw = fairy.driver_connection
        assert self._raw is not None
        return self._raw

    def emit(self, event: Event) -> None:
        """Record a fact. Its row, and a job for each of its subscribers, are written with this transaction."""
        self._events.append(event)

    def enqueue(
        self,
        job: str,
        payload: Mapping[str, Any],
        *,
        priority: int = 0,
        delay: timedelta | None = None,
        dedupe_key: str | None = None,
    ) -> None:
        """Ask for a job by name; it becomes visible to workers when this transaction commits.

        A job with the same pending `dedupe_key` is not enqueued twice."""
        self._jobs.append(PendingJob(job, orjson.dumps(payload), priority, delay, dedupe_key))

    async def schedule(
        self, kind: str, subject_id: UUID, due_at: datetime, data: Mapping[str, Any] | None = None
    ) -> None:
        """Set the timer (kind, subject_id) to fire at `due_at`; an earlier setting is replaced."""
        await schedule_timer(self.connection, kind, subject_id, due_at, data or {}, self.now)

    async def cancel(self, kind: str, subject_id: UUID) -> bool:
        """Cancel a pending timer; False when there was none."""
        return await cancel_timer(self.connection, kind, subject_id, self.now)

    def notify(self, topics: str | Sequence[str], kind: str, data: Mapping[str, Any]) -> None:
        """Send an ephemeral notice after the commit (typing, presence). It may be lost: never the only carrier."""
        names = (topics,) if isinstance(topics, str) else tuple(topics)
        self._notices.append(Notice(event_id=None, kind=kind, topics=names, data=dict(data)))

    async def flush(self) -> list[Notice]:
        """Write events and jobs; return the notices to send after the commit."""
        notices: list[Notice] = []
        if self._events:
            recorded = await self._write_events()
            for event in recorded:
                body = {
                    "id": event.id,
                    "at": event.at,
                    "kind": event.kind,
                    "subject_id": event.subject_id,
                    "actor": event.actor,
                    "topics": event.topics,
                    "data": event.data,
                }
                for subscriber in self._subscribers.get(event.kind, ()):
                    self._jobs.append(
                        PendingJob(subscriber.job, orjson.dumps(body), subscriber.priority, None, None)
                    )
                if event.topics:
                    notices.append(Notice(event.id, event.kind, event.topics, dict(event.data)))
        if self._jobs:
            await enqueue_all(await self.raw(), self._jobs)
            self._jobs = []
        notices.extend(self._notices)
        return notices

    async def _write_events(self) -> list[Recorded]:
        raw = await self.raw()
        events, self._events = self._events, []
        rows = [
            (e.kind, e.subject_id, e.actor, e.topics(), orjson.loads(orjson.dumps(e.data()))) for e in events
        ]
        if len(rows) == 1:
            kind, subject, actor, topics, data = rows[0]
            ids = [
                await raw.fetchval(
                    _INSERT_EVENT, self.now, kind, subject, actor, list(topics), orjson.dumps(data).decode()
                )
            ]
        else:
            keys = ("kind", "subject_id", "actor", "topics", "data")
            document = orjson.dumps([dict(zip(keys, row, strict=True)) for row in rows]).decode()
            ids = [record["id"] for record in await raw.fetch(_INSERT_EVENTS, self.now, document)]
        return [
            Recorded(id_, self.now, kind, subject, actor, tuple(topics), data)
            for id_, (kind, subject, actor, topics, data) in zip(ids, rows, strict=True)
        ]
