"""What the open thread shows beside the messages: history of control, earlier conversations, wrap-up, rating."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.models import (
    conversation_table,
    disposition_table,
    handover_table,
    label_table,
    resolution_table,
)
from tandem.contexts.conversations.repository.ratings import find_rating
from tandem.contexts.conversations.repository.readable import readable_by
from tandem.contexts.conversations.repository.rows import iso
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx

_PREVIOUS = 20


async def handovers(tx: Tx, conversation_id: UUID) -> list[dict[str, Any]]:
    h = handover_table.c
    rows = await tx.execute(
        select(handover_table).where(h.conversation_id == conversation_id).order_by(h.at, h.id)
    )
    return [
        {
            "at": iso(row.at), "from": row.from_controller, "to": row.to_controller, "reason": row.reason,
            "evidence": row.evidence, "by": row.by_name or row.by,
        }
        for row in rows.all()
    ]  # fmt: skip


async def previous(tx: Tx, actor: Actor, conversation_id: UUID, customer_id: UUID) -> list[dict[str, Any]]:
    """The customer's other conversations that the actor may read, newest first."""
    family = await customers.family(tx, customer_id)
    c, r = conversation_table.c, resolution_table.c
    rows = await tx.execute(
        select(
            c.id,
            func.coalesce(c.leg_channel, c.channel).label("channel"),
            c.status,
            c.opened_at,
            c.resolved_at,
            c.last_message,
            r.summary,
            r.by_name,
        )
        .outerjoin(resolution_table, (r.conversation_id == c.id) & r.reopened_at.is_(None))
        .where(c.customer_id.in_(family), c.id != conversation_id, readable_by(actor, few=True))
        .order_by(c.opened_at.desc())
        .limit(_PREVIOUS)
    )
    return [
        {
            "id": str(row.id), "channel": row.channel, "status": row.status, "opened_at": iso(row.opened_at),
            "resolved_at": iso(row.resolved_at), "agent": row.by_name,
            "summary": row.summary or (row.last_message or {}).get("text"),
        }
        for row in rows.all()
    ]  # fmt: skip


async def wrap_up(tx: Tx, conversation_id: UUID) -> dict[str, Any] | None:
    """The latest wrap-up, also of a conversation that was reopened since."""
    r, d = resolution_table.c, disposition_table.c
    row = (
        await tx.execute(
            select(r.at, r.by_name, r.summary, r.solved, r.disposition_id, d.name)
            .outerjoin(disposition_table, d.id == r.disposition_id)
            .where(r.conversation_id == conversation_id)
            .order_by(r.at.desc())
            .limit(1)
        )
    ).one_or_none()
    if row is None:
        return None
    disposition = {"id": str(row.disposition_id), "name": row.name} if row.disposition_id else None
    return {
        "at": iso(row.at), "by": row.by_name, "summary": row.summary, "resolved": row.solved,
        "disposition": disposition,
    }  # fmt: skip


async def detail(tx: Tx, actor: Actor, row: dict[str, Any]) -> dict[str, Any]:
    """A wire row plus everything of the open thread."""
    conversation_id, customer_id = UUID(row["id"]), UUID(row["customer"]["id"])
    context = (
        await tx.execute(
            select(conversation_table.c.context).where(conversation_table.c.id == conversation_id)
        )
    ).scalar_one()
    rating = await find_rating(tx, conversation_id)
    return {
        **row,
        "customer": {
            **row["customer"],
            **{k: context.get(k) for k in ("page_url", "user_agent", "locale", "topic")},
        },
        "handovers": await handovers(tx, conversation_id),
        "previous": await previous(tx, actor, conversation_id, customer_id),
        "wrap_up": await wrap_up(tx, conversation_id),
        "rating": {**rating, "at": iso(rating["at"])} if rating else None,
    }


async def labels(tx: Tx) -> list[dict[str, Any]]:
    rows = await tx.execute(select(label_table).order_by(label_table.c.name))
    return [{"id": str(row.id), "name": row.name, "color": row.color} for row in rows.all()]


async def dispositions(tx: Tx) -> list[dict[str, Any]]:
    """Those that may be chosen: neither retired nor under a retired one."""
    d, group = disposition_table.c, disposition_table.alias("disposition_group")
    rows = await tx.execute(
        select(disposition_table)
        .outerjoin(group, group.c.id == d.parent_id)
        .where(d.retired_at.is_(None), group.c.retired_at.is_(None))
        .order_by(d.position, d.code)
    )
    return [
        {
            "id": str(row.id), "code": row.code, "name": row.name, "name_en": row.name_en,
            "parent_id": str(row.parent_id) if row.parent_id else None,
        }
        for row in rows.all()
    ]  # fmt: skip
