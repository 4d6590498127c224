"""One transaction = rows + events + jobs + timers. Notices leave only after the commit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import Executable

from tandem.kit import json
from tandem.kit.crypto import Vault
from tandem.kit.db.again import Repertoire
from tandem.kit.db.timer_rows import CANCEL_TIMER, FIND_TIMER, SET_TIMER, timer_values
from tandem.kit.errors import Unavailable
from tandem.kit.events import Event, Recorded
from tandem.kit.jobs.enqueuing import PendingJob, enqueue_all
from tandem.kit.notice import Notice

_INSERT_EVENTS = """
INSERT INTO event (at, kind, subject_id, actor, topics, data)
SELECT $1, r.kind, r.subject_id, r.actor, ARRAY(SELECT jsonb_array_elements_text(r.topics::jsonb)), r.data::jsonb
FROM unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[])
     WITH ORDINALITY AS r(kind, subject_id, actor, topics, data, n)
ORDER BY r.n
RETURNING id
"""


@dataclass(frozen=True)
class Subscriber:
    """What the transaction needs to know of a subscription: the job to enqueue for an event kind."""

    job: str
    priority: int
    wants: Callable[[Recorded], bool] | None = None


class Tx:
    """An open transaction. `now` is its time; `execute` runs SQLAlchemy Core statements."""

    def __init__(
        self,
        connection: AsyncConnection,
        now: datetime,
        subscribers: Mapping[str, Sequence[Subscriber]],
        vault: Vault | None = None,
        repertoire: Repertoire | None = None,
    ) -> None:
        self.connection = connection
        self._repertoire = repertoire
        self.now = now
        self._vault = vault
        self._subscribers = subscribers
        self._events: list[Event] = []
        self._jobs: list[PendingJob] = []
        self._notices: list[Notice] = []
        self._raw: asyncpg.Connection | None = None
        self._begun = False

    @property
    def seals(self) -> bool:
        """Whether there are keys: a Database without a keyring (some tests) stores everything in clear."""
        return self._vault is not None

    @property
    def vault(self) -> Vault:
        """What seals and opens personal data in this database."""
        if self._vault is None:
            raise RuntimeError("this Database was made without a keyring: it can seal and open nothing")
        return self._vault

    async def execute(
        self, statement: Executable, params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        try:
            if self._repertoire is not None and (params is None or isinstance(params, Mapping)):
                known = self._repertoire.get(statement, params)
                if known is not None:
                    return await known.run(await self.raw(), params)
            self._begun = True
            return await self.connection.execute(statement, params)
        except (OSError, TimeoutError) as error:
            raise Unavailable("database_away", retry_after=1) from error

    async def raw(self) -> asyncpg.Connection:
        """The asyncpg connection inside this transaction, for statements on the hot path."""
        if self._raw is None:
            connection = self.connection.sync_connection
            assert connection is not None
            fairy = connection.connection  # asks nobody: it is checked out
            if not self._begun:
                # SQLAlchemy opens the server-side transaction with the first statement that it runs itself.
                connection.begin()
                try:
                    await fairy.dbapi_connection._start_transaction()  # type: ignore[union-attr]
                except BaseException as error:
                    # Cut off half-way (a socket's task was cancelled), it may be open without anybody to close it: what
                    # came next on this connection would never be committed.
                    await self.connection.invalidate()
                    if isinstance(
                        error, Exception
                    ):  # there is nothing in it that could be wrong but the connection
                        raise Unavailable("database_away", retry_after=1) from error
                    raise
            self._raw = fairy.driver_connection
        assert self._raw is not None
        return self._raw

    async def may_be_late(self) -> None:
        """Commit without waiting for the disk. A crash of the database may undo the last moments of it, with everything
        that came later: for jobs, which are then done again, and nobody else."""
        await (await self.raw()).execute("SET LOCAL synchronous_commit TO off")

    def emit(self, event: Event) -> None:
        """Record a fact. Its row and a job for each of its subscribers are written with this transaction."""
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

        While a job of this name with the same `dedupe_key` waits to start, it stands for the new one too
        (its payload and delay count); it is sure to start after this transaction's commit."""
        self._jobs.append(PendingJob(job, json.dumps(payload), priority, delay, dedupe_key))

    async def schedule(
        self, kind: str, subject_id: UUID, due_at: datetime, data: Mapping[str, Any] | None = None
    ) -> None:
        """Set the timer (kind, subject_id) to fire at `due_at`; an earlier setting is replaced."""
        await self.execute(SET_TIMER, timer_values(kind, subject_id, due_at, data or {}, self.now))

    async def scheduled(self, kind: str, subject_id: UUID) -> Mapping[str, Any] | None:
        """What a pending timer carries; None when there is none."""
        asked = {"of_kind": kind, "of_subject": subject_id}
        found: Mapping[str, Any] | None = (await self.execute(FIND_TIMER, asked)).scalar_one_or_none()
        return found

    async def schedule_all(self, kind: str, many: Sequence[tuple[UUID, datetime, Mapping[str, Any]]]) -> None:
        """The same for many subjects at once: (subject, due, data), each subject once."""
        if many:
            await self.execute(SET_TIMER, [timer_values(kind, *one, self.now) for one in many])

    async def cancel(self, kind: str, subject_id: UUID) -> bool:
        """Cancel a pending timer; False when there was none."""
        asked = {"of_kind": kind, "of_subject": subject_id, "now": self.now}
        return bool((await self.execute(CANCEL_TIMER, asked)).rowcount)

    def notify(self, topics: str | Sequence[str], kind: str, data: Mapping[str, Any]) -> None:
        """Send an ephemeral notice after the commit (typing, presence). It may be lost; it is not stored."""
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
                    if subscriber.wants is None or subscriber.wants(event):
                        self._jobs.append(
                            PendingJob(subscriber.job, json.dumps(body), subscriber.priority, None, None)
                        )
                if event.topics:
                    notices.append(Notice(event.id, event.kind, event.topics, dict(event.data)))
        if self._jobs:
            await enqueue_all(await self.raw(), self._jobs)
            self._jobs = []
        notices.extend(self._notices)
        return notices

    async def _write_events(self) -> list[Recorded]:
        events, self._events = self._events, []
        bodies = [json.dumps(event.data()) for event in events]
        raw = await self.raw()
        ids = await raw.fetch(
            _INSERT_EVENTS,
            self.now,
            [event.kind for event in events],
            [event.subject_id for event in events],
            [event.actor for event in events],
            [json.dumps(event.topics()).decode() for event in events],
            [body.decode() for body in bodies],
        )
        return [
            # Read back, so that this process hears the same plain JSON as every other one.
            Recorded(id_["id"], self.now, e.kind, e.subject_id, e.actor, e.topics(), orjson.loads(body))
            for id_, e, body in zip(ids, events, bodies, strict=True)
        ]
