"""Events: past-tense facts, written in the transaction that made them true.

One row feeds the timeline, the realtime hub, subscribers (as jobs) and, later, webhooks and analytics.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from tandem.kit.metadata import metadata

event_table = Table(
    "event",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject_id", Uuid),
    Column("actor", Text),
    Column("topics", ARRAY(Text), nullable=False, server_default="{}"),
    Column("data", JSONB, nullable=False),
    Index("ix_event_subject", "subject_id", "id"),
    Index("ix_event_at", "at"),
    Index("ix_event_kind", "kind", "id"),
)


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every context's events. Subclasses add fields that orjson can write
    (str, int, float, bool, None, datetime, UUID, dict, list) and set `kind`."""

    kind: ClassVar[str]
    subject_id: UUID | None = None
    actor: str | None = None

    def topics(self) -> tuple[str, ...]:
        """Realtime topics that hear of this event at once; none by default."""
        return ()

    def data(self) -> dict[str, Any]:
        """The fields of the subclass, as they are stored."""
        base = {"subject_id", "actor"}
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in base}


@dataclass(frozen=True)
class Recorded:
    """An event as it was stored: what subscribers and the hub receive."""

    id: int
    at: datetime
    kind: str
    subject_id: UUID | None
    actor: str | None
    topics: tuple[str, ...]
    data: Mapping[str, Any]


Handler = Callable[[Recorded], Awaitable[None]]


@dataclass(frozen=True)
class Subscription:
    """`handler` runs as the job `name` once (at least) for each event of `kind`: make it idempotent.

    `priority` (higher first) orders jobs in the queue; below 0 nobody waits for them: they run in the background.
    `max_attempts` bounds retries with back-off. `wants` looks at the event: where it says no, no job is made.
    `together` handles several events that wait at the same time, in the order in which they came or any other: all of
    them, or it raises and each is handled by itself. `ready`: see `Job.ready`.
    """

    kind: str
    name: str
    handler: Handler
    priority: int = 0
    max_attempts: int = 8
    wants: Callable[[Recorded], bool] | None = None
    together: Callable[[Sequence[Recorded]], Awaitable[None]] | None = None
    ready: asyncio.Event | None = None
