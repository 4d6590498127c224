"""Ratings."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from tandem.contexts.conversations.models import rating_table
from tandem.kit.db import Tx

r = rating_table.c
_PRESENT = select(r.score, r.comment, r.tags, r.at).where(
    r.conversation_id == bindparam("of_conversation"), r.superseded_at.is_(None)
)


async def find_rating(tx: Tx, conversation_id: UUID) -> dict[str, Any] | None:
    """The conversation's present rating ({score, comment, tags, at}), or None."""
    row = (await tx.execute(_PRESENT, {"of_conversation": conversation_id})).one_or_none()
    return row._asdict() if row else None
