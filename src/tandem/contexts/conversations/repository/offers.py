"""Offers: an agent's pending ones, stray ones, and who declined what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tandem.contexts.conversations.models import assignment_table, offer_table, seat_table
from tandem.contexts.conversations.repository.queues import Entry
from tandem.contexts.conversations.repository.rows import by_ids, iso
from tandem.kit.db import Tx

o = offer_table.c
# Ends of an assignment by which the agent gave the conversation away.
_GIVEN_AWAY = ("transferred", "requeued")


async def pending_offers(
    tx: Tx, agent_id: UUID, *, conversation_id: UUID | None = None
) -> list[dict[str, Any]]:
    """[{id, conversation, offered_at, expires_at}], the oldest first; all, or those of one conversation."""
    query = select(o.id, o.conversation_id, o.offered_at, o.expires_at).where(
        o.agent_id == agent_id, o.ended_at.is_(None)
    )
    if conversation_id is not None:
        query = query.where(o.conversation_id == conversation_id)
    offers = (await tx.execute(query.order_by(o.offered_at))).all()
    if not offers:
        return []
    rows = {row["id"]: row for row in await by_ids(tx, [offer.conversation_id for offer in offers])}
    return [
        {
            "id": str(offer.id), "conversation": rows[str(offer.conversation_id)],
            "offered_at": iso(offer.offered_at), "expires_at": iso(offer.expires_at),
        }
        for offer in offers
    ]  # fmt: skip


async def is_offered(tx: Tx, conversation_id: UUID) -> bool:
    query = select(o.id).where(o.conversation_id == conversation_id, o.ended_at.is_(None))
    return (await tx.execute(query)).first() is not None


async def stray_offers(tx: Tx) -> list[tuple[UUID, UUID]]:
    """(conversation, agent) of pending offers to agents who are not online."""
    s = seat_table.c
    rows = await tx.execute(
        select(o.conversation_id, o.agent_id)
        .join(seat_table, s.agent_id == o.agent_id)
        .where(o.ended_at.is_(None), s.state != "online")
        .order_by(o.conversation_id)
    )
    return [(row.conversation_id, row.agent_id) for row in rows.all()]


async def declined_by(tx: Tx, entries: Sequence[Entry], since: datetime) -> dict[UUID, frozenset[UUID]]:
    """Per conversation: who refused or missed it in its present wait, or gave it away, since `since`."""
    if not entries:
        return {}
    a = assignment_table.c
    refused = select(o.conversation_id, o.agent_id).where(
        o.queue_entry_id.in_([entry.id for entry in entries]),
        o.ended_at > since,
        o.outcome.in_(("refused", "missed")),
    )
    given = select(a.conversation_id, a.agent_id).where(
        a.conversation_id.in_([entry.conversation_id for entry in entries]),
        a.ended_at > since,
        a.end_reason.in_(_GIVEN_AWAY),
    )
    found: dict[UUID, set[UUID]] = {}
    for row in (await tx.execute(refused.union_all(given))).all():
        found.setdefault(row.conversation_id, set()).add(row.agent_id)
    return {id_: frozenset(agents) for id_, agents in found.items()}
