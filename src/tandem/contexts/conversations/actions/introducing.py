"""Introducing: a customer's name became known, or was proven, while a conversation is open."""

from uuid import UUID

from sqlalchemy import select

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import agents_of
from tandem.contexts.conversations.events import Changed
from tandem.contexts.conversations.models import conversation_table
from tandem.contexts.conversations.repository import conversations as repository
from tandem.kit.db import Tx

c = conversation_table.c


async def introduce(tx: Tx, customer_id: UUID, name: str, *, verified: bool) -> int:
    """Show the customer under `name` in conversations that are not resolved; how many that changed."""
    strangers = select(c.id).where(
        c.customer_id == customer_id,
        c.status != "resolved",
        (c.customer_name != name) | (c.customer_verified != verified),
    )
    ids = (await tx.execute(strangers.order_by(c.id))).scalars().all()
    for id_ in ids:
        await repository.lock(tx, id_)
        changed = await repository.change(tx, id_, customer_name=name, customer_verified=verified)
        tx.emit(
            Changed(
                subject_id=id_, actor=Actor.customer(customer_id, name).label, queue_id=changed.queue_id,
                agent_ids=agents_of(changed.agent_id), what="customer", detail={"verified": verified},
            )
        )  # fmt: skip
    return len(ids)
