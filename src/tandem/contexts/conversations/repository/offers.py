"""Pending offers of an agent."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from tandem.contexts.conversations.models import offer_table
from tandem.contexts.conversations.repository.rows import by_ids, iso
from tandem.kit.db import Tx


async def pending_offers(tx: Tx, agent_id: UUID) -> list[dict[str, Any]]:
    """[{id, conversation, offered_at, expires_at}], the oldest first."""
    o = offer_table.c
    offers = (
        await tx.execute(
            select(o.id, o.conversation_id, o.offered_at, o.expires_at)
            .where(o.agent_id == agent_id, o.ended_at.is_(None))
            .order_by(o.offered_at)
        )
    ).all()
    rows = {row["id"]: row for row in await by_ids(tx, [offer.conversation_id for offer in offers])}
    return [
        {
            "id": str(offer.id), "conversation": rows[str(offer.conversation_id)],
            "offered_at": iso(offer.offered_at), "expires_at": iso(offer.expires_at),
        }
        for offer in offers
    ]  # fmt: skip
