"""The bot's turns."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.bot.decision import Action, Past
from tandem.contexts.bot.models import bot_feedback_table, bot_turn_table
from tandem.kit.db import Tx

t, f = bot_turn_table.c, bot_feedback_table.c
# What was said longer ago is another matter.
_STRETCH = timedelta(hours=2)
_TURNS = 12


async def past(tx: Tx, conversation_id: UUID, message: Mapping[str, Any]) -> tuple[Past, ...]:
    """The bot's turns before a message in this stretch of the conversation, oldest first: since it last handed over."""
    written_at = datetime.fromisoformat(message["created_at"])
    rows = (
        await tx.execute(
            select(t.action, t.reason, t.asked, t.entry_ids, t.option_ids, f.helpful, t.at)
            .outerjoin(bot_feedback_table, f.answer_id == t.answer_id)
            # A draft that was withdrawn said nothing.
            .where(t.conversation_id == conversation_id, t.seq < message["seq"], t.at > tx.now - _STRETCH)
            .where(t.action != "draft")
            .order_by(t.seq.desc())
            .limit(_TURNS)
        )
    ).all()
    found: list[Past] = []
    for row in rows:
        if row.action == "handoff":
            break
        found.append(
            Past(
                row.action,
                row.reason,
                row.asked,
                tuple(row.entry_ids),
                tuple(row.option_ids),
                row.helpful,
                unseen=row.at > written_at,
            )
        )
    return tuple(reversed(found))


async def decided(tx: Tx, message_id: UUID) -> bool:
    """Whether this message was decided on already."""
    return (await tx.execute(select(t.message_id).where(t.message_id == message_id))).first() is not None


async def keep(tx: Tx, values: Mapping[str, Any]) -> None:
    await tx.execute(insert(bot_turn_table).values(**values).on_conflict_do_nothing())


async def settle(
    tx: Tx,
    message_id: UUID,
    action: Action,
    reason: str,
    answer_id: UUID | None = None,
    entry_ids: Sequence[UUID] = (),
) -> None:
    """What became of a turn that was a draft."""
    values: dict[str, Any] = {"action": action, "reason": reason, "answer_id": answer_id}
    if entry_ids:
        values["entry_ids"] = [str(id_) for id_ in entry_ids]
    await tx.execute(update(bot_turn_table).where(t.message_id == message_id).values(**values))


async def keep_feedback(tx: Tx, answer_id: UUID, helpful: bool) -> None:
    """What the customer says last counts."""
    statement = insert(bot_feedback_table).values(answer_id=answer_id, helpful=helpful, at=tx.now)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["answer_id"], set_={"helpful": helpful, "at": tx.now})
    )
