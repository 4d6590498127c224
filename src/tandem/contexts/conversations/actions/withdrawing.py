"""Ending a pending offer from outside: the conversation went elsewhere."""

from uuid import UUID

from sqlalchemy import select, update

from tandem.contexts.conversations.events import OfferEnded
from tandem.contexts.conversations.models import offer_table
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx

OFFER = "conversations.offer"
o = offer_table.c


async def withdraw_offer(tx: Tx, conversation: Conversation, *, except_agent: UUID | None = None) -> None:
    """End the pending offer of a LOCKED conversation: accepted when it was `except_agent`'s, else withdrawn."""
    pending = (
        await tx.execute(
            select(o.id, o.agent_id).where(o.conversation_id == conversation.id, o.ended_at.is_(None))
        )
    ).one_or_none()
    if pending is not None:
        outcome = "accepted" if pending.agent_id == except_agent else "withdrawn"
        await end_offer(tx, conversation, pending.id, pending.agent_id, outcome)


async def end_offer(
    tx: Tx,
    conversation: Conversation,
    offer_id: UUID,
    agent_id: UUID,
    outcome: str,
    reason: str | None = None,
) -> bool:
    """Close one offer with its outcome; False when it was closed already."""
    closed = await tx.execute(
        update(offer_table)
        .where(o.id == offer_id, o.ended_at.is_(None))
        .values(ended_at=tx.now, outcome=outcome, reason=reason)
    )
    if not closed.rowcount:
        return False
    await tx.cancel(OFFER, offer_id)
    tx.emit(
        OfferEnded(
            subject_id=conversation.id, actor=f"staff:{agent_id}", queue_id=conversation.queue_id,
            agent_ids=[agent_id], offer_id=offer_id, agent_id=agent_id, outcome=outcome,
        )
    )  # fmt: skip
    return True


async def offer_is_pending(tx: Tx, conversation_id: UUID, agent_id: UUID) -> bool:
    """True when this agent is being offered this conversation now."""
    query = select(o.id).where(
        o.conversation_id == conversation_id, o.agent_id == agent_id, o.ended_at.is_(None)
    )
    return (await tx.execute(query)).first() is not None
