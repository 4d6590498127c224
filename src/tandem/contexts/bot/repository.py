"""The bot's turns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.bot.decision import Action, Past
from tandem.contexts.bot.models import bot_feedback_table, bot_turn_table
from tandem.kit.db import Tx

t, f = bot_turn_table.c, bot_feedback_table.c
# What was said longer ago is another matter.
_STRETCH = timedelta(hours=2)
_TURNS = 12
_ROWS = 20
"""More than `_TURNS`: among them may be drafts."""

# Built once: each message of a customer asks and writes these.
_UP_TO = (
    select(t.message_id, t.seq, t.action, t.reason, t.asked, t.entry_ids, t.option_ids, f.helpful, t.at)
    .outerjoin(bot_feedback_table, f.answer_id == t.answer_id)
    .where(t.conversation_id == bindparam("in_conversation"), t.seq <= bindparam("up_to", type_=Integer))
    .order_by(t.seq.desc())
    .limit(_ROWS)
)
_INSERT = insert(bot_turn_table)
_KEEP_FIRST = _INSERT.on_conflict_do_nothing()
_KEEP_AGAIN = _INSERT.on_conflict_do_update(
    index_elements=["message_id"],
    set_={column.name: _INSERT.excluded[column.name] for column in t if column.name != "message_id"},
)


@dataclass(frozen=True)
class Lately:
    """The bot's turns up to a message. `decided`: messages that were decided on, among the latest twenty. `past`: the
    turns before it in this stretch of the conversation, oldest first: since the bot last handed over."""

    decided: frozenset[UUID]
    past: tuple[Past, ...]


async def lately(tx: Tx, conversation_id: UUID, message: Mapping[str, Any]) -> Lately:
    """What the bot did in a conversation until a message, that message's own turn among what was `decided`."""
    written_at = datetime.fromisoformat(message["created_at"])
    asked = {"in_conversation": conversation_id, "up_to": message["seq"]}
    rows = (await tx.execute(_UP_TO, asked)).all()
    found: list[Past] = []
    for row in rows:
        if row.seq == message["seq"] or row.action == "draft":
            continue  # a draft that was withdrawn said nothing
        if row.action == "handoff" or row.at <= tx.now - _STRETCH or len(found) == _TURNS:
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
    return Lately(frozenset(row.message_id for row in rows), tuple(reversed(found)))


async def keep(tx: Tx, values: Mapping[str, Any], *, again: bool = False) -> None:
    """`values`: every column. `again`: what is known now replaces what was kept while the turn waited."""
    await tx.execute(_KEEP_AGAIN if again else _KEEP_FIRST, dict(values))


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
