"""Messages: reading pages of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Integer, Row, Uuid, bindparam, column, literal, select, true, update, values

from tandem.contexts.conversations.models import message_table
from tandem.contexts.conversations.views import MessageView
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx

m = message_table.c
_COLUMNS = [m[field.name] for field in fields(MessageView)]
# Built once: each message that is written asks this first.
_BY_CLIENT_ID = select(*_COLUMNS).where(
    m.conversation_id == bindparam("in_conversation"),
    m.role == bindparam("by_role"),
    m.client_id == bindparam("with_client_id"),
)
# What a customer's message asks first, once it holds the conversation: was it received before, and does a block
# stand? One statement, one row always. Its snapshot is younger than the lock.
_NOW = bindparam("asked_at", type_=DateTime(timezone=True))
_WRITER = bindparam("writer_id", type_=Uuid)
_FIRST = select(literal(1).label("one")).subquery()
_BEFORE_RECEIVING = select(customers.blocking(_WRITER, _NOW).label("block_id"), *_COLUMNS).select_from(
    _FIRST.outerjoin(
        message_table,
        (m.conversation_id == bindparam("in_conversation"))
        & (m.role == "customer")
        & (m.client_id == bindparam("with_client_id")),
    )
)

_WRITTEN_BEFORE = (
    select(m.id, m.role, m.created_at)
    .where(m.conversation_id == bindparam("in_conversation"), m.seq < bindparam("before_seq", type_=Integer))
    .order_by(m.seq.desc())
    .limit(bindparam("at_most", type_=Integer))
)
_OF = select(*_COLUMNS).where(m.conversation_id == bindparam("in_conversation"))
_AT_MOST = bindparam("at_most", type_=Integer)
# What sockets ask after every message: those after a number, the whole talk or what the customer may see.
_AFTER = {
    seen: (_OF.where(m.audience == "all") if seen else _OF)
    .where(m.seq > bindparam("after_seq", type_=Integer))
    .order_by(m.seq)
    .limit(_AT_MOST)
    for seen in (True, False)
}
_ROLE = select(m.role).where(m.id == bindparam("message"))

_newest = (
    select(m.seq, m.role, m.leg_id, m.author_id, m.payload["session"].astext.label("session"))
    .where(m.conversation_id == bindparam("in_conversation"), m.audience == "all")
    .order_by(m.seq.desc())
    .limit(bindparam("at_most", type_=Integer))
    .subquery()
)
_LAST_WRITER = (
    select(_newest.c.author_id, _newest.c.session)
    .where(
        _newest.c.role == "customer",
        _newest.c.leg_id.is_not_distinct_from(bindparam("in_leg", type_=Uuid)),
    )
    .order_by(_newest.c.seq.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Written:
    """Who wrote a message, and when."""

    id: UUID
    role: str
    created_at: datetime


def message_of(row: Row[Any]) -> MessageView:
    return MessageView(*tuple(row))  # the columns stand in the order of the fields


async def said_by(tx: Tx, message_id: UUID) -> str:
    """The role of who wrote a message: customer, bot, agent, system."""
    role: str = (await tx.execute(_ROLE, {"message": message_id})).scalar_one()
    return role


async def by_client_id(tx: Tx, conversation_id: UUID, role: str, client_id: str) -> MessageView | None:
    asked = {"in_conversation": conversation_id, "by_role": role, "with_client_id": client_id}
    row = (await tx.execute(_BY_CLIENT_ID, asked)).one_or_none()
    return message_of(row) if row else None


async def before_receiving(
    tx: Tx, conversation_id: UUID, client_id: str, customer_id: UUID
) -> tuple[MessageView | None, UUID | None]:
    """The customer's message with this client id, if it was received before; and the id of the block that keeps
    the customer from writing."""
    asked = {
        "in_conversation": conversation_id, "with_client_id": client_id, "writer_id": customer_id,
        "asked_at": tx.now,
    }  # fmt: skip
    row = (await tx.execute(_BEFORE_RECEIVING, asked)).one()
    return (MessageView(*tuple(row)[1:]) if row.id is not None else None), row.block_id


async def by_id(tx: Tx, conversation_id: UUID, message_id: UUID) -> MessageView | None:
    row = (
        await tx.execute(select(*_COLUMNS).where(m.conversation_id == conversation_id, m.id == message_id))
    ).one_or_none()
    return message_of(row) if row else None


async def page(
    tx: Tx,
    conversation_id: UUID,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = 50,
    customer_view: bool = False,
) -> tuple[list[MessageView], bool]:
    """Messages in ascending order and whether more lie beyond. Without bounds: the newest ones."""
    if after is not None:
        asked = {"in_conversation": conversation_id, "after_seq": after, "at_most": limit + 1}
        rows = (await tx.execute(_AFTER[customer_view], asked)).all()
    else:
        query = select(*_COLUMNS).where(m.conversation_id == conversation_id)
        if customer_view:
            query = query.where(m.audience == "all")
        if before is not None:
            query = query.where(m.seq < before)
        rows = (await tx.execute(query.order_by(m.seq.desc()).limit(limit + 1))).all()
    items = sorted((message_of(row) for row in rows[:limit]), key=lambda message: message.seq)
    return items, len(rows) > limit


async def to_send(
    tx: Tx, conversation_id: UUID, leg_id: UUID | None, *, after: int, limit: int
) -> tuple[list[MessageView], bool]:
    """What the customer can see of one leg (None: where the conversation began) after a number, and whether more is
    there."""
    of_leg = m.leg_id.is_(None) if leg_id is None else m.leg_id == leg_id
    query = select(*_COLUMNS).where(
        m.conversation_id == conversation_id, m.seq > after, m.audience == "all", of_leg
    )
    rows = (await tx.execute(query.order_by(m.seq).limit(limit + 1))).all()
    return [message_of(row) for row in rows[:limit]], len(rows) > limit


async def move_messages(
    tx: Tx, conversation_id: UUID, ids: Sequence[UUID], leg_id: UUID | None
) -> list[MessageView]:
    """Messages that go out by another leg than they were written for; as they are then, in their order."""
    if not ids:
        return []
    moving = update(message_table).where(m.conversation_id == conversation_id, m.id.in_(ids))
    rows = (await tx.execute(moving.values(leg_id=leg_id).returning(*_COLUMNS))).all()
    return sorted((message_of(row) for row in rows), key=lambda message: message.seq)


async def written_before(tx: Tx, conversation_id: UUID, seq: int, *, limit: int) -> list[Written]:
    """The last messages before a sequence number, newest first, without what they say."""
    asked = {"in_conversation": conversation_id, "before_seq": seq, "at_most": limit}
    return [Written(*tuple(row)) for row in (await tx.execute(_WRITTEN_BEFORE, asked)).all()]


async def last_writer(
    tx: Tx, conversation_id: UUID, leg_id: UUID | None, among: int
) -> tuple[UUID | None, str] | None:
    """Who wrote last in this leg (None: where the conversation began) and by which session ("" on a channel without
    sessions), if that is among so many newest messages that the customer can see. Never of one leg the writer and of
    another the session: two people may write in one conversation."""
    asked = {"in_conversation": conversation_id, "at_most": among, "in_leg": leg_id}
    row = (await tx.execute(_LAST_WRITER, asked)).one_or_none()
    return (row.author_id, row.session or "") if row else None


async def recent(tx: Tx, conversation_id: UUID, limit: int) -> list[MessageView]:
    """The newest messages that the customer can see, oldest first."""
    items, _ = await page(tx, conversation_id, limit=limit, customer_view=True)
    return items


async def recent_before(tx: Tx, before: Mapping[UUID, int], limit: int) -> dict[UUID, list[MessageView]]:
    """Of several conversations (id to a sequence number) the last messages before that number which the
    customer can see, oldest first."""
    found: dict[UUID, list[MessageView]] = {id_: [] for id_ in before}
    if not before:
        return found
    places = values(column("id", Uuid), column("seq", Integer), name="places").data(list(before.items()))
    last = (
        select(*_COLUMNS)
        .where(m.conversation_id == places.c.id, m.seq < places.c.seq, m.audience == "all")
        .order_by(m.seq.desc())
        .limit(limit)
        .lateral()
    )
    rows = (await tx.execute(select(last).select_from(places).join(last, true()).order_by(last.c.seq))).all()
    for row in rows:
        found[row.conversation_id].append(message_of(row))
    return found
