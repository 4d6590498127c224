"""Ending a snooze: its row and its timer, whatever takes the conversation up again."""

from uuid import UUID

from sqlalchemy import update

from tandem.contexts.conversations.models import snooze_table
from tandem.kit.db import Tx

SNOOZE = "conversations.snooze"


async def end_snooze(tx: Tx, conversation_id: UUID, reason: str) -> None:
    """Close the snooze row of a LOCKED conversation and cancel its timer; the caller changes the status."""
    s = snooze_table.c
    await tx.execute(
        update(snooze_table)
        .where(s.conversation_id == conversation_id, s.ended_at.is_(None))
        .values(ended_at=tx.now, end_reason=reason)
    )
    await tx.cancel(SNOOZE, conversation_id)
