"""Reads, deliveries, priority, labels, ratings."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import agents_of, append_system
from tandem.contexts.conversations.events import Changed
from tandem.contexts.conversations.models import (
    assignment_table,
    conversation_label_table,
    conversation_table,
    label_table,
    queue_entry_table,
    rating_table,
)
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.views import PRIORITIES, Conversation
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id

c = conversation_table.c


def _changed(tx: Tx, conversation: Conversation, actor: Actor, what: str, **detail: object) -> None:
    tx.emit(
        Changed(
            subject_id=conversation.id, actor=actor.label, queue_id=conversation.queue_id,
            agent_ids=agents_of(conversation.agent_id), what=what, detail=dict(detail),
        )
    )  # fmt: skip


async def read_by_customer(tx: Tx, conversation_id: UUID, customer_id: UUID, seq: int) -> None:
    """The customer has seen everything up to `seq`. Moves forward only."""
    result = await tx.execute(
        update(conversation_table)
        .where(
            c.id == conversation_id,
            c.customer_id == customer_id,
            c.customer_read_seq < func.least(seq, c.last_seq),
        )
        .values(
            customer_read_seq=func.least(seq, c.last_seq),
            customer_delivered_seq=func.greatest(c.customer_delivered_seq, func.least(seq, c.last_seq)),
        )
    )
    if result.rowcount:
        tx.notify(f"conversation:{conversation_id}", "read", {"role": "customer", "seq": seq})


async def delivered_to_customer(tx: Tx, conversation_id: UUID, seq: int) -> None:
    """A device of the customer has everything up to `seq`. Moves forward only."""
    result = await tx.execute(
        update(conversation_table)
        .where(c.id == conversation_id, c.customer_delivered_seq < func.least(seq, c.last_seq))
        .values(customer_delivered_seq=func.least(seq, c.last_seq))
    )
    if result.rowcount:
        tx.notify(f"conversation:{conversation_id}", "delivered", {"role": "customer", "seq": seq})


async def read_by_agent(tx: Tx, conversation_id: UUID, agent: Actor, seq: int) -> None:
    """The agent who holds it has seen everything up to `seq`; others' looking does not count."""
    result = await tx.execute(
        update(conversation_table)
        .where(
            c.id == conversation_id, c.agent_id == agent.id, c.agent_read_seq < func.least(seq, c.last_seq)
        )
        .values(agent_read_seq=func.least(seq, c.last_seq), unread=0)
    )
    if result.rowcount:
        topics = [f"conversation:{conversation_id}", f"agent:{agent.id}"]
        tx.notify(topics, "read", {"role": "agent", "seq": seq, "conversation_id": str(conversation_id)})


async def set_priority(tx: Tx, conversation_id: UUID, actor: Actor, priority: str) -> Conversation:
    """low, normal, high or urgent; moves the place in line too."""
    if priority not in PRIORITIES:
        raise Invalid(fields=[("priority", "one of " + ", ".join(PRIORITIES))])
    conversation = await repository.lock(tx, conversation_id)
    level = PRIORITIES.index(priority)
    e = queue_entry_table.c
    await tx.execute(
        update(queue_entry_table)
        .where(e.conversation_id == conversation_id, e.left_at.is_(None))
        .values(priority=level)
    )
    changed = await repository.change(tx, conversation.id, priority=level)
    _changed(tx, changed, actor, "priority", priority=priority)
    return changed


async def set_labels(tx: Tx, conversation_id: UUID, actor: Actor, label_ids: Sequence[UUID]) -> Conversation:
    """Replace the labels."""
    conversation = await repository.lock(tx, conversation_id)
    wanted = set(label_ids)
    if wanted:
        known = await tx.execute(select(label_table.c.id).where(label_table.c.id.in_(wanted)))
        if set(known.scalars().all()) != wanted:
            raise Invalid("label_unknown", fields=[("label_ids", "unknown label")])
    cl = conversation_label_table.c
    await tx.execute(
        delete(conversation_label_table).where(
            cl.conversation_id == conversation_id, cl.label_id.not_in(wanted)
        )
    )
    if wanted:
        rows = [
            {"conversation_id": conversation_id, "label_id": id_, "by": actor.label, "at": tx.now}
            for id_ in sorted(wanted)
        ]
        await tx.execute(upsert(conversation_label_table).on_conflict_do_nothing(), rows)
    changed = await repository.change(tx, conversation.id)
    _changed(tx, changed, actor, "labels")
    return changed


async def rate(
    tx: Tx, conversation_id: UUID, customer: Actor, score: int, comment: str | None, tags: Sequence[str]
) -> bool:
    """The customer's rating 1–5, once; a second one is ignored (False) so that a double tap does no harm."""
    conversation = await repository.lock(tx, conversation_id, customer_id=customer.id)
    last_agent = await _last_agent(tx, conversation)
    made = await tx.execute(
        upsert(rating_table)
        .values(
            id=new_id(), conversation_id=conversation.id, score=score, comment=comment, tags=list(tags),
            agent_id=last_agent, at=tx.now,
        )
        .on_conflict_do_nothing(index_elements=["conversation_id"])
    )  # fmt: skip
    if not made.rowcount:
        return False
    _changed(tx, conversation, customer, "rated", score=score)
    await append_system(tx, conversation, "rated", customer, {"score": score})
    return True


async def _last_agent(tx: Tx, conversation: Conversation) -> UUID | None:
    a = assignment_table.c
    row = (
        await tx.execute(
            select(a.agent_id)
            .where(a.conversation_id == conversation.id)
            .order_by(a.assigned_at.desc())
            .limit(1)
        )
    ).one_or_none()
    return row.agent_id if row else None


async def create_label(tx: Tx, name: str, color: str) -> UUID:
    id_ = new_id()
    await tx.execute(insert(label_table).values(id=id_, name=name, color=color, created_at=tx.now))
    return id_
