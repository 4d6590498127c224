"""Labels: what people said that turns are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.models import bot_turn_table
from tandem.contexts.bot.training.models import (
    bot_label_table,
    bot_publication_table,
    bot_turn_judgement_table,
)
from tandem.contexts.bot.training.repository.margins import apart
from tandem.contexts.conversations.api import readable_ids, tables
from tandem.kit.db import Tx

l, t, m = bot_label_table.c, bot_turn_table.c, tables.message.c  # noqa: E741


@dataclass(frozen=True)
class LabelledTurn:
    """A turn to label, with the customer's own words."""

    id: UUID
    text: str


async def lock_turns(tx: Tx, actor: Actor, turn_ids: Collection[UUID]) -> dict[UUID, LabelledTurn]:
    """Those of the turns whose conversations the actor may read, held until the transaction ends."""
    rows = await tx.execute(
        select(t.message_id, m.text)
        .join_from(bot_turn_table, tables.message, m.id == t.message_id)
        .where(t.message_id.in_(turn_ids), t.conversation_id.in_(readable_ids(actor)))
        .order_by(t.message_id)
        .with_for_update(of=bot_turn_table)
    )
    return {row.message_id: LabelledTurn(row.message_id, row.text) for row in rows.all()}


async def hold_turns(tx: Tx, turn_ids: Collection[UUID]) -> None:
    """Nobody else says or unsays anything of these turns until the transaction ends. Before their labels are touched,
    in the order of `lock_turns`: else two trainers wait for each other."""
    await tx.execute(
        select(t.message_id)
        .where(t.message_id.in_(turn_ids))
        .order_by(t.message_id)
        .with_for_update(of=bot_turn_table)
    )


async def replace(tx: Tx, turn_ids: Collection[UUID]) -> None:
    """What was said of these turns before does not count any more."""
    await tx.execute(
        update(bot_label_table)
        .where(l.turn_id.in_(turn_ids), l.replaced_at.is_(None))
        .values(replaced_at=tx.now)
    )


async def keep(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write labels; their turns leave the inbox."""
    await tx.execute(insert(bot_label_table).values(list(rows)))
    turn_ids = [row["turn_id"] for row in rows]
    await tx.execute(update(bot_turn_table).where(t.message_id.in_(turn_ids)).values(margin=None))


async def own(tx: Tx, actor: Actor, turn_ids: Collection[UUID]) -> list[UUID]:
    """Those of the turns whose label that counts is the actor's, held until the transaction ends."""
    rows = await tx.execute(
        select(l.turn_id)
        .where(l.turn_id.in_(turn_ids), l.replaced_at.is_(None), l.by_id == actor.id)
        .order_by(l.turn_id)
        .with_for_update()
    )
    return list(rows.scalars())


async def wait_again(tx: Tx, turn_ids: Collection[UUID]) -> None:
    """Back to the inbox, in the place that the published version's judgement of them gives, else what search found."""
    j, p = bot_turn_judgement_table.c, bot_publication_table.c
    published = (
        select(apart(j.intents, "probability", j.scope))
        .join(bot_publication_table, p.version == j.version)
        .where(j.turn_id == t.message_id, p.until.is_(None), p.arm == "base")
        .scalar_subquery()
    )
    at_the_time = apart(t.intents, "probability", t.scope), apart(t.candidates, "confidence", t.scope)
    margin = func.coalesce(published, *at_the_time, 0.0)
    await tx.execute(update(bot_turn_table).where(t.message_id.in_(turn_ids)).values(margin=margin))
