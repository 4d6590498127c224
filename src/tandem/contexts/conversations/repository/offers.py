"""Offers: an agent's pending ones, stray ones, and who declined what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, literal_column, select, union_all

from tandem.contexts.conversations.models import assignment_table, offer_table, seat_table
from tandem.contexts.conversations.repository.queues import Entry
from tandem.contexts.conversations.repository.rows import by_ids, iso
from tandem.kit.db import Tx

o = offer_table.c
a = assignment_table.c
# Ends of an assignment by which the agent gave the conversation away.
_GIVEN_AWAY = ("transferred", "requeued")
# Built once: each routing run asks it, and a thousand may wait.
_DECLINED = union_all(
    select(o.conversation_id, o.agent_id).where(
        o.queue_entry_id == any_(bindparam("entries", type_=ARRAY(Uuid))),
        o.ended_at > bindparam("since"),
        o.outcome.in_([literal_column("'refused'"), literal_column("'missed'")]),
    ),
    select(a.conversation_id, a.agent_id).where(
        a.conversation_id == any_(bindparam("conversations", type_=ARRAY(Uuid))),
        a.ended_at > bindparam("since"),
        a.end_reason.in_([literal_column(f"'{reason}'") for reason in _GIVEN_AWAY]),
    ),
)


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
    asked = {
        "entries": [entry.id for entry in entries],
        "conversations": [entry.conversation_id for entry in entries],
        "since": since,
    }
    found: dict[UUID, set[UUID]] = {}
    for row in (await tx.execute(_DECLINED, asked)).all():
        found.setdefault(row.conversation_id, set()).add(row.agent_id)
    return {id_: frozenset(agents) for id_, agents in found.items()}
