"""Deliveries: what is to be told to whom, in which order, and what came of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Row, bindparam, delete, exists, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tandem.contexts.integrations.models import attempt_table, delivery_table, endpoint_table
from tandem.kit.db import Tx
from tandem.kit.events import Recorded, event_table

d, a, v, e = delivery_table.c, attempt_table.c, event_table.c, endpoint_table.c
KEPT = timedelta(days=30)
"""How long the log is kept."""
_OPEN = d.state.in_(("queued", "sending"))
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('webhook:' || CAST(:what AS text), 0))")
_FIRST_OPEN = (
    select(delivery_table).where(d.lane == bindparam("lane_id"), _OPEN).order_by(d.event_id).limit(1)
)
_SENDING = select(func.count()).where(
    d.endpoint_id == bindparam("endpoint"), d.state == "sending", d.state_at > bindparam("since")
)
_held = delivery_table.alias("held")
_WAITING = (
    select(d.lane)
    .where(d.endpoint_id == bindparam("endpoint"), d.state == "queued", d.lane != bindparam("besides"))
    .where(
        ~exists().where(
            _held.c.lane == d.lane,
            (_held.c.state == "sending")
            | ((_held.c.state == "queued") & (_held.c.due_at > bindparam("now"))),
        )
    )
    .order_by(d.state_at)
    .limit(bindparam("most", type_=Integer))
)
_EVENT = select(event_table).where(v.id == bindparam("event"))
# Behind the last one that was queued, and not older than the caller looks back.
_BEHIND = (
    select(event_table)
    .where(
        v.subject_id == bindparam("subject"),
        v.kind.in_(bindparam("kinds", expanding=True)),
        v.id <= bindparam("upto"),
        v.id
        > func.greatest(
            bindparam("after"),
            func.coalesce(
                select(func.max(d.event_id)).where(d.lane == bindparam("lane_id")).scalar_subquery(), 0
            ),
        ),
        v.at >= bindparam("since"),
    )
    .order_by(v.id)
)


def recorded(row: Row[Any]) -> Recorded:
    return Recorded(row.id, row.at, row.kind, row.subject_id, row.actor, tuple(row.topics), row.data)


async def lock_lane(tx: Tx, lane: UUID) -> None:
    """One transaction at a time looks at a lane."""
    await tx.execute(_LOCK, {"what": str(lane)})


async def lock_places(tx: Tx, endpoint_id: UUID) -> None:
    """One transaction at a time takes one of an endpoint's places; after the lane's lock."""
    await tx.execute(_LOCK, {"what": str(endpoint_id)})


async def event(tx: Tx, event_id: int) -> Recorded | None:
    row = (await tx.execute(_EVENT, {"event": event_id})).one_or_none()
    return recorded(row) if row else None


async def behind(
    tx: Tx, lane: UUID, subject_id: UUID, kinds: Sequence[str], *, after: int, upto: int, since: datetime
) -> list[Recorded]:
    """Events of a subject up to one of them that are not queued in this lane yet, in order."""
    rows = await tx.execute(
        _BEHIND,
        {
            "lane_id": lane, "subject": subject_id, "kinds": list(kinds), "after": after, "upto": upto,
            "since": since,
        },
    )  # fmt: skip
    return [recorded(row) for row in rows]


async def newest_per_subject(tx: Tx, kinds: Sequence[str], after: int) -> list[tuple[UUID, int]]:
    """Subjects of events behind a number, each with its newest one."""
    rows = await tx.execute(
        select(v.subject_id, func.max(v.id).label("id"))
        .where(v.id > after, v.kind.in_(list(kinds)), v.subject_id.is_not(None))
        .group_by(v.subject_id)
    )
    return [(row.subject_id, row.id) for row in rows]


async def add(tx: Tx, rows: Sequence[dict[str, Any]]) -> None:
    """Queue deliveries; one that is there already stays as it is."""
    whole = [{"created_at": tx.now, "state_at": tx.now, "tried_since": tx.now, **row} for row in rows]
    await tx.execute(upsert(delivery_table).on_conflict_do_nothing(), whole)


async def first_open(tx: Tx, lane: UUID) -> Row[Any] | None:
    """The delivery whose turn it is."""
    return (await tx.execute(_FIRST_OPEN, {"lane_id": lane})).one_or_none()


async def on_their_way(tx: Tx, endpoint_id: UUID, since: datetime) -> int:
    return int((await tx.execute(_SENDING, {"endpoint": endpoint_id, "since": since})).scalar_one())


async def waiting_lanes(tx: Tx, endpoint_id: UUID, besides: UUID, most: int) -> set[UUID]:
    """Of the endpoint's other lanes those whose next deliveries could go and have waited longest."""
    asked = {"endpoint": endpoint_id, "besides": besides, "now": tx.now, "most": most}
    return set((await tx.execute(_WAITING, asked)).scalars())


async def lock(tx: Tx, delivery_id: UUID) -> Row[Any] | None:
    statement = select(delivery_table).join(endpoint_table, e.id == d.endpoint_id)
    statement = statement.where(d.id == delivery_id, e.removed_at.is_(None))
    return (await tx.execute(statement.with_for_update(of=delivery_table))).one_or_none()


async def change(tx: Tx, delivery_id: UUID, **values: Any) -> None:
    await tx.execute(update(delivery_table).where(d.id == delivery_id).values(**values))


async def move(tx: Tx, delivery_id: UUID, state: str, **values: Any) -> None:
    """To another state, now."""
    await change(tx, delivery_id, state=state, state_at=tx.now, **values)


async def end_open(tx: Tx, endpoint_id: UUID, error: str) -> int:
    """Give up all that waits for an endpoint; how many."""
    done = await tx.execute(
        update(delivery_table)
        .where(d.endpoint_id == endpoint_id, _OPEN)
        .values(state="dead", state_at=tx.now, error=error, due_at=None)
    )
    return done.rowcount


async def open_lanes(tx: Tx, endpoint_id: UUID) -> list[UUID]:
    rows = await tx.execute(select(d.lane).distinct().where(d.endpoint_id == endpoint_id, _OPEN))
    return list(rows.scalars())


async def dead_of(tx: Tx, endpoint_id: UUID, limit: int) -> list[Row[Any]]:
    """What was given up, the oldest first, locked."""
    statement = select(delivery_table).where(d.endpoint_id == endpoint_id, d.state == "dead")
    statement = statement.order_by(d.created_at, d.id).limit(limit).with_for_update(skip_locked=True)
    return list((await tx.execute(statement)).all())


async def idle_lanes(tx: Tx, late: timedelta, limit: int = 200) -> list[UUID]:
    """Lanes that nobody seems to be looking after: their job was lost."""
    before = tx.now - late
    statement = (
        select(d.lane)
        .join(endpoint_table, e.id == d.endpoint_id)
        .where(_OPEN, d.state_at < before, d.due_at.is_(None) | (d.due_at < before))
        .where(e.paused_at.is_(None), e.rested_at.is_(None), e.removed_at.is_(None))
        .where(e.again_at.is_(None) | (e.again_at < before))
        .group_by(d.lane)
        .order_by(func.min(d.state_at))
        .limit(limit)
    )
    return list((await tx.execute(statement)).scalars())


async def note(tx: Tx, delivery_id: UUID, number: int, **values: Any) -> None:
    """One try and what came of it. Of two that ended under one number (a crash between) the first stays."""
    await tx.execute(
        upsert(attempt_table)
        .values(delivery_id=delivery_id, number=number, **values)
        .on_conflict_do_nothing()
    )


async def log(
    tx: Tx,
    endpoint_id: UUID,
    *,
    state: str | None,
    event_type: str | None,
    subject_id: UUID | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Row[Any]]:
    """Deliveries of an endpoint, newest first, each with the status of its last try."""
    last = (
        select(a.status)
        .where(a.delivery_id == d.id)
        .order_by(a.number.desc())
        .limit(1)
        .correlate(delivery_table)
        .scalar_subquery()
        .label("status")
    )
    statement = select(delivery_table, last).where(d.endpoint_id == endpoint_id)
    if state is not None:
        statement = statement.where(_OPEN if state == "open" else d.state == state)
    if event_type is not None:
        statement = statement.where(d.event_type == event_type)
    if subject_id is not None:
        statement = statement.where(d.subject_id == subject_id)
    if after is not None:
        statement = statement.where(tuple_(d.created_at, d.id) < after)
    return list((await tx.execute(statement.order_by(d.created_at.desc(), d.id.desc()).limit(limit))).all())


async def attempts(tx: Tx, delivery_id: UUID) -> list[Row[Any]]:
    """Its tries, in order."""
    statement = select(attempt_table).where(a.delivery_id == delivery_id).order_by(a.number)
    return list((await tx.execute(statement)).all())


async def forget(tx: Tx, limit: int) -> int:
    """Delete what is older than the log is kept, with its tries, delivered or not; how many."""
    old = select(d.id).where(d.created_at < tx.now - KEPT).order_by(d.created_at).limit(limit)
    return (await tx.execute(delete(delivery_table).where(d.id.in_(old)))).rowcount
