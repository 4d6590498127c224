"""Queues, waiting entries, calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import (
    ARRAY,
    Integer,
    Row,
    Uuid,
    and_,
    any_,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)

from tandem.contexts.conversations.errors import WrongState
from tandem.contexts.conversations.models import calendar_table, offer_table, queue_entry_table, queue_table
from tandem.kit.calendar import Calendar
from tandem.kit.db import Tx
from tandem.kit.errors import NotFound

q = queue_table.c
e = queue_entry_table.c


@dataclass(frozen=True)
class Queue:
    id: UUID
    key: str
    name: str
    skills: tuple[str, ...]
    accept_mode: str
    accept_timeout_s: int
    sl_target_s: int
    sl_goal: float
    first_response_s: int
    next_response_s: int
    short_abandon_s: int
    idle_handback_s: int | None
    calendar: Calendar | None


@dataclass(frozen=True)
class Entry:
    id: UUID
    conversation_id: UUID
    queue_id: UUID
    priority: int
    entered_at: datetime
    counts_from: datetime
    sl_due_at: datetime


# In the order of the fields above.
_ENTRY = [e.id, e.conversation_id, e.queue_id, e.priority, e.entered_at, e.counts_from, e.sl_due_at]


@lru_cache(maxsize=64)
def _calendar(definition: bytes) -> Calendar:
    return Calendar.from_dict(orjson.loads(definition))


def _queue_of(row: Row[Any]) -> Queue:
    calendar = None
    if row.definition is not None:
        calendar = _calendar(orjson.dumps(row.definition, option=orjson.OPT_SORT_KEYS))
    return Queue(
        row.id, row.key, row.name, tuple(row.skills), row.accept_mode, row.accept_timeout_s,
        row.sl_target_s, row.sl_goal, row.first_response_s, row.next_response_s, row.short_abandon_s,
        row.idle_handback_s, calendar,
    )  # fmt: skip


_QUEUES = select(*queue_table.c, calendar_table.c.definition).outerjoin(
    calendar_table, calendar_table.c.id == q.calendar_id
)
# Built once: each message may ask these.
_QUEUE = _QUEUES.where(q.id == bindparam("queue_id"))
_BY_KEY = _QUEUES.where(q.key == bindparam("of_key"))
_BY_NAME = _QUEUES.order_by(q.name)
_WAITING = select(*_ENTRY).where(e.conversation_id == bindparam("of_conversation"), e.left_at.is_(None))
_LINE = (
    select(e.conversation_id)
    .where(e.queue_id == bindparam("of_queue"), e.left_at.is_(None))
    .order_by(e.priority.desc(), e.entered_at, e.id)
)
_UNOFFERED = (
    select(*_ENTRY)
    .where(
        e.queue_id == any_(bindparam("of_queues", type_=ARRAY(Uuid))),
        e.left_at.is_(None),
        ~exists().where(offer_table.c.conversation_id == e.conversation_id, offer_table.c.ended_at.is_(None)),
    )
    .order_by(e.priority.desc(), e.entered_at, e.id)
    .limit(bindparam("most", type_=Integer))
)
_before = queue_entry_table.alias("before")
_POSITION = select(
    select(func.count() + 1)
    .where(
        _before.c.queue_id == e.queue_id,
        _before.c.left_at.is_(None),
        or_(
            _before.c.priority > e.priority,
            and_(
                _before.c.priority == e.priority,
                tuple_(_before.c.entered_at, _before.c.id) < tuple_(e.entered_at, e.id),
            ),
        ),
    )
    .scalar_subquery()
).where(
    e.conversation_id == bindparam("of_conversation"),
    e.queue_id == bindparam("of_queue"),
    e.left_at.is_(None),
)


async def all_queues(tx: Tx) -> list[Queue]:
    return [_queue_of(row) for row in (await tx.execute(_BY_NAME)).all()]


async def get_queue(tx: Tx, queue_id: UUID) -> Queue:
    row = (await tx.execute(_QUEUE, {"queue_id": queue_id})).one_or_none()
    if row is None:
        raise NotFound("queue_not_found")
    return _queue_of(row)


async def queue_by_key(tx: Tx, key: str) -> Queue:
    row = (await tx.execute(_BY_KEY, {"of_key": key})).one_or_none()
    if row is None:
        raise NotFound("queue_not_found")
    return _queue_of(row)


def _entry(row: Sequence[Any]) -> Entry:
    return Entry(*row)


async def waiting_entry(tx: Tx, conversation_id: UUID) -> Entry | None:
    row = (await tx.execute(_WAITING, {"of_conversation": conversation_id})).one_or_none()
    return _entry(row) if row else None


async def line(tx: Tx, queue_id: UUID) -> list[UUID]:
    """The waiting conversations of a queue in order of service."""
    return [row.conversation_id for row in (await tx.execute(_LINE, {"of_queue": queue_id})).all()]


async def position_in_line(tx: Tx, queue_id: UUID, conversation_id: UUID) -> int | None:
    """1 is next; None for a conversation that does not wait in this queue."""
    return (
        await tx.execute(_POSITION, {"of_queue": queue_id, "of_conversation": conversation_id})
    ).scalar_one_or_none()


async def unoffered(tx: Tx, queue_ids: Sequence[UUID], limit: int) -> list[Entry]:
    """Who waits in these queues without being offered to anybody now, in order of service."""
    rows = await tx.execute(_UNOFFERED, {"of_queues": list(queue_ids), "most": limit})
    return [_entry(row) for row in rows.all()]


async def leave_line(tx: Tx, entry_id: UUID, outcome: str, agent_id: UUID | None = None) -> None:
    result = await tx.execute(
        update(queue_entry_table)
        .where(e.id == entry_id, e.left_at.is_(None))
        .values(left_at=tx.now, outcome=outcome, agent_id=agent_id)
    )
    if not result.rowcount:
        raise WrongState()


async def answered_since(tx: Tx, queue_ids: Sequence[UUID], since: datetime) -> dict[UUID, int]:
    rows = await tx.execute(
        select(e.queue_id, func.count().label("answered"))
        .where(e.queue_id.in_(queue_ids), e.outcome == "answered", e.left_at >= since)
        .group_by(e.queue_id)
    )
    return {row.queue_id: row.answered for row in rows.all()}
