"""Legs and continuations: where conversations went on, and what was agreed to before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, any_, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid

from tandem.contexts.conversations.models import continuation_table, conversation_table, leg_table
from tandem.kit.db import Tx

c, g, n = conversation_table.c, leg_table.c, continuation_table.c
_LEG = (g.id, g.conversation_id, g.customer_id, g.channel, g.account, g.began_at)
_LIVE = select(*_LEG).where(g.conversation_id == bindparam("talk"), g.ended_at.is_(None)).order_by(g.began_at)
_OF_WRITER = select(*_LEG).where(
    g.customer_id == bindparam("writer"), g.channel == bindparam("by_channel"),
    g.account == bindparam("by_account"), g.ended_at.is_(None),
)  # fmt: skip
_OPEN = select(continuation_table).where(
    n.conversation_id == bindparam("talk"), n.how == "asked", n.answer.is_(None)
)


@dataclass(frozen=True)
class Leg:
    """A conversation in another channel than that of its beginning: `customer_id` is who they are there."""

    id: UUID
    conversation_id: UUID
    customer_id: UUID
    channel: str
    account: str
    began_at: datetime


async def live(tx: Tx, conversation_id: UUID) -> list[Leg]:
    """Those that are open to the customer, the oldest first."""
    return [Leg(*tuple(row)) for row in (await tx.execute(_LIVE, {"talk": conversation_id})).all()]


async def of_writer(tx: Tx, customer_id: UUID, channel: str, account: str) -> Leg | None:
    """The leg in which somebody writes from there; None when their conversation there began there."""
    asked = {"writer": customer_id, "by_channel": channel, "by_account": account}
    row = (await tx.execute(_OF_WRITER, asked)).one_or_none()
    return Leg(*tuple(row)) if row else None


async def begin(tx: Tx, leg: Leg) -> None:
    await tx.execute(insert(leg_table).values(**vars(leg)))


async def end(tx: Tx, leg_id: UUID, reason: str) -> None:
    await tx.execute(
        update(leg_table)
        .where(g.id == leg_id, g.ended_at.is_(None))
        .values(ended_at=tx.now, end_reason=reason)
    )


async def held_by(tx: Tx, customer_ids: list[UUID]) -> list[Leg]:
    """Live legs of these customers, and of conversations that these customers began."""
    theirs = any_(bindparam("ids", type_=ARRAY(Uuid)))
    query = (
        select(*_LEG)
        .join(conversation_table, c.id == g.conversation_id)
        .where(g.ended_at.is_(None), (g.customer_id == theirs) | (c.customer_id == theirs))
        .order_by(g.conversation_id, g.id)
    )
    return [Leg(*tuple(row)) for row in (await tx.execute(query, {"ids": customer_ids})).all()]


async def note(tx: Tx, **values: Any) -> None:
    """Keep what was asked."""
    await tx.execute(insert(continuation_table).values(**values))


async def asked(tx: Tx, conversation_id: UUID) -> list[Row[Any]]:
    """What the customer was asked and has not answered."""
    return list((await tx.execute(_OPEN, {"talk": conversation_id})).all())


async def get(tx: Tx, continuation_id: UUID) -> Row[Any] | None:
    return (
        await tx.execute(select(continuation_table).where(n.id == continuation_id).with_for_update())
    ).one_or_none()


async def by_token(tx: Tx, token_hash: bytes) -> Row[Any] | None:
    """The continuation of a link, locked."""
    query = select(continuation_table).where(n.token_hash == token_hash).with_for_update()
    return (await tx.execute(query)).one_or_none()


async def answer(tx: Tx, continuation_id: UUID, answer_: str, **values: Any) -> None:
    """Write down what came of it."""
    await tx.execute(
        update(continuation_table)
        .where(n.id == continuation_id)
        .values(answer=answer_, answered_at=tx.now, **values)
    )
