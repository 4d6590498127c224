"""Summaries: the newest one counts, and of two of the same stretch the model's."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.summaries.models import conversation_summary_table
from tandem.contexts.conversations.api import readable_ids
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

s = conversation_summary_table.c


@dataclass(frozen=True)
class Kept:
    """`text`: the model's, None of the rules, whose `content` has asked, said and facts."""

    id: UUID
    conversation_id: UUID
    up_to_seq: int
    reason: str
    at: datetime
    made_by: str
    model: str | None
    text: str | None
    content: Mapping[str, Any]


_COLUMNS = [s[field.name] for field in fields(Kept)]


async def keep(tx: Tx, values: Mapping[str, Any]) -> UUID | None:
    """Keep a summary; None when this stretch has one of the same maker."""
    row = {"id": new_id(), "at": tx.now, "verdict": "ok", **values}
    statement = insert(conversation_summary_table).values(**row).on_conflict_do_nothing()
    return (await tx.execute(statement.returning(s.id))).scalar_one_or_none()


async def get(tx: Tx, summary_id: UUID) -> Kept | None:
    row = (await tx.execute(select(*_COLUMNS).where(s.id == summary_id))).one_or_none()
    return Kept(**row._mapping) if row else None


async def made(tx: Tx, conversation_id: UUID, up_to_seq: int) -> bool:
    """Whether the model was asked about this stretch already."""
    query = select(s.id).where(
        s.conversation_id == conversation_id, s.up_to_seq == up_to_seq, s.made_by == "model"
    )
    return (await tx.execute(query)).first() is not None


async def latest(tx: Tx, conversation_id: UUID, actor: Actor) -> tuple[Kept, Kept | None] | None:
    """(the rules' newest summary, the model's of the same stretch if it passed) of a conversation that the actor
    may read."""
    rows = await tx.execute(
        select(*_COLUMNS)
        .where(s.conversation_id == conversation_id, s.verdict == "ok")
        .where(s.conversation_id.in_(readable_ids(actor)))
        .order_by(s.up_to_seq.desc(), s.made_by.desc())
        .limit(2)
    )
    found = [Kept(**row._mapping) for row in rows.all()]
    if not found:
        return None
    newest = [one for one in found if one.up_to_seq == found[0].up_to_seq]
    rules = next((one for one in newest if one.made_by == "rules"), None)
    model = next((one for one in newest if one.made_by == "model"), None)
    return (rules, model) if rules else None
