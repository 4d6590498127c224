"""Ratings."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from tandem.contexts.conversations.models import rating_table
from tandem.kit.db import Tx


async def find_rating(tx: Tx, conversation_id: UUID) -> dict[str, Any] | None:
    """The conversation's present rating ({score, comment, tags, at}), or None."""
    r = rating_table.c
    row = (
        await tx.execute(
            select(r.score, r.comment, r.tags, r.at).where(
                r.conversation_id == conversation_id, r.superseded_at.is_(None)
            )
        )
    ).one_or_none()
    return row._asdict() if row else None
