"""Seats: agents as routing sees them. Load is counted under the seat's lock, so capacity holds exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, bindparam, func, select, update

from tandem.contexts.conversations.errors import NoSeat
from tandem.contexts.conversations.models import (
    conversation_table,
    offer_table,
    seat_queue_table,
    seat_table,
)
from tandem.kit.db import Tx

s = seat_table.c


@dataclass(frozen=True)
class SeatRow:
    agent_id: UUID
    name: str
    team_id: UUID | None
    team_name: str | None
    skills: tuple[str, ...]
    capacity: int
    auto_accept: bool
    state: str
    state_since: datetime
    last_seen_at: datetime | None
    last_assigned_at: datetime | None
    missed_offers: int
    left_at: datetime | None
    load: int
    queue_ids: tuple[UUID, ...]


def load_expression() -> ColumnElement[int]:
    """Open conversations held plus offers pending."""
    conversation, offer = conversation_table.c, offer_table.c
    held = (
        select(func.count())
        .where(conversation.agent_id == s.agent_id, conversation.status == "open")
        .correlate(seat_table)
        .scalar_subquery()
    )
    offered = (
        select(func.count())
        .where(offer.agent_id == s.agent_id, offer.ended_at.is_(None))
        .correlate(seat_table)
        .scalar_subquery()
    )
    return held + offered


_QUEUES = (
    select(func.array_agg(seat_queue_table.c.queue_id))
    .where(seat_queue_table.c.agent_id == s.agent_id)
    .correlate(seat_table)
    .scalar_subquery()
)


def _seat_of(row: Row[Any]) -> SeatRow:
    return SeatRow(
        row.agent_id, row.name, row.team_id, row.team_name, tuple(row.skills), row.capacity, row.auto_accept,
        row.state, row.state_since, row.last_seen_at, row.last_assigned_at, row.missed_offers, row.left_at, row.load,
        tuple(row.queue_ids or ()),
    )  # fmt: skip


# Built once: routing, claims and every desk ask these.
_SEATS = select(*seat_table.c, load_expression().label("load"), _QUEUES.label("queue_ids"))
_SEAT = _SEATS.where(s.agent_id == bindparam("of_agent"))
_LOCK = select(s.agent_id).where(s.agent_id == bindparam("of_agent")).with_for_update()
_STATE = select(s.state).where(s.agent_id == bindparam("of_agent"))


async def all_seats(tx: Tx, *, queue_id: UUID | None = None, online_only: bool = False) -> list[SeatRow]:
    """The seats of everybody who has not left, by name."""
    query = _SEATS.where(s.left_at.is_(None))
    if queue_id is not None:
        query = query.join(seat_queue_table, seat_queue_table.c.agent_id == s.agent_id).where(
            seat_queue_table.c.queue_id == queue_id
        )
    if online_only:
        query = query.where(s.state == "online")
    return [_seat_of(row) for row in (await tx.execute(query.order_by(s.name))).all()]


async def find_seat(tx: Tx, agent_id: UUID) -> SeatRow | None:
    row = (await tx.execute(_SEAT, {"of_agent": agent_id})).one_or_none()
    return _seat_of(row) if row else None


async def lock_seat(tx: Tx, agent_id: UUID) -> SeatRow:
    """Lock, then read: the load is counted after the lock is held, or two claims could both see a free place."""
    found = await tx.execute(_LOCK, {"of_agent": agent_id})
    if found.one_or_none() is None:
        raise NoSeat()
    seat = await find_seat(tx, agent_id)
    assert seat is not None
    return seat


async def change_seat(tx: Tx, agent_id: UUID, **values: Any) -> None:
    await tx.execute(update(seat_table).where(s.agent_id == agent_id).values(**values))


async def queues_served(tx: Tx, agent_id: UUID) -> list[UUID]:
    rows = await tx.execute(
        select(seat_queue_table.c.queue_id).where(seat_queue_table.c.agent_id == agent_id)
    )
    return list(rows.scalars().all())


async def names(tx: Tx, agent_ids: Sequence[UUID]) -> dict[UUID, str]:
    rows = await tx.execute(select(s.agent_id, s.name).where(s.agent_id.in_(agent_ids)))
    return {row.agent_id: row.name for row in rows.all()}


async def is_offline(tx: Tx, agent_id: UUID) -> bool:
    state = (await tx.execute(_STATE, {"of_agent": agent_id})).scalar_one_or_none()
    return state in ("offline", None)


async def heard_of(tx: Tx, agent_id: UUID, before: datetime) -> bool:
    """Note a sign of life of somebody who is not offline and was last heard of before `before`."""
    noted = await tx.execute(
        update(seat_table)
        .where(s.agent_id == agent_id, s.state != "offline", s.last_seen_at < before)
        .values(last_seen_at=tx.now)
    )
    return bool(noted.rowcount)
