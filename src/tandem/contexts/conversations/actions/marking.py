"""Reads, deliveries, priority, labels."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import agents_of
from tandem.contexts.conversations.actions.guarding import check
from tandem.contexts.conversations.events import Changed
from tandem.contexts.conversations.models import (
    conversation_label_table,
    conversation_table,
    label_table,
    leg_table,
    mention_table,
    message_table,
    queue_entry_table,
)
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.views import PRIORITIES, Conversation
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id

c = conversation_table.c
MENTION_SEEN = "conversations.mention_seen"
"""The notice that somebody has looked at what they were mentioned in."""
MESSAGE_STATE = "message_state"
"""The notice that a message came further; its data are message_id, seq and state."""


def _changed(tx: Tx, conversation: Conversation, actor: Actor, what: str, **detail: object) -> None:
    tx.emit(
        Changed(
            subject_id=conversation.id, actor=actor.label, queue_id=conversation.queue_id,
            agent_ids=agents_of(conversation.agent_id), what=what, detail=dict(detail),
        )
    )  # fmt: skip


def _went_on_with(customer_id: UUID) -> Select[tuple[UUID]]:
    """The conversations that went on where somebody writes."""
    g = leg_table.c
    return select(g.conversation_id).where(g.customer_id == customer_id, g.ended_at.is_(None))


async def read_by_customer(tx: Tx, conversation_id: UUID, customer_id: UUID, seq: int) -> None:
    """The customer has seen everything up to `seq`. Moves forward only."""
    result = await tx.execute(
        update(conversation_table)
        .where(
            c.id == conversation_id,
            or_(c.customer_id == customer_id, c.id.in_(_went_on_with(customer_id))),
            c.customer_read_seq < func.least(seq, c.last_seq),
        )
        .values(
            customer_read_seq=func.least(seq, c.last_seq),
            customer_delivered_seq=func.greatest(c.customer_delivered_seq, func.least(seq, c.last_seq)),
        )
        .returning(c.customer_read_seq)
    )
    reached = result.scalar_one_or_none()
    if reached is not None:
        tx.notify(f"conversation:{conversation_id}", "read", {"role": "customer", "seq": reached})


async def delivered_to_customer(tx: Tx, conversation_id: UUID, seq: int) -> None:
    """A device of the customer has everything up to `seq`. Moves forward only."""
    result = await tx.execute(
        update(conversation_table)
        .where(c.id == conversation_id, c.customer_delivered_seq < func.least(seq, c.last_seq))
        .values(customer_delivered_seq=func.least(seq, c.last_seq))
        .returning(c.customer_delivered_seq)
    )
    reached = result.scalar_one_or_none()
    if reached is not None:
        tx.notify(f"conversation:{conversation_id}", "delivered", {"role": "customer", "seq": reached})


async def lock_message(tx: Tx, message_id: UUID) -> None:
    """Until commit nobody else changes how far the message came (`note_delivery`)."""
    m = message_table.c
    await tx.execute(select(m.id).where(m.id == message_id).with_for_update(key_share=True))


async def note_delivery(tx: Tx, message_id: UUID, state: str) -> None:
    """How far a message came on its way through a channel that has an outbox: queued, sent, delivered, read or failed.
    Open threads show it at once."""
    m = message_table.c
    changed = await tx.execute(
        update(message_table)
        .where(m.id == message_id, m.state != state)
        .values(state=state)
        .returning(m.conversation_id, m.seq)
    )
    row = changed.one_or_none()
    if row is not None:
        told = {"message_id": str(message_id), "seq": row.seq, "state": state}
        tx.notify(f"conversation:{row.conversation_id}", MESSAGE_STATE, told)


async def read_by_agent(tx: Tx, conversation_id: UUID, agent: Actor, seq: int) -> None:
    """The agent who holds it has seen everything up to `seq`; others' looking does not count."""
    m = message_table.c
    upto = func.least(seq, c.last_seq)
    after = (
        select(func.count())
        .where(m.conversation_id == conversation_id, m.role == "customer", m.seq > upto)
        .correlate(conversation_table)
        .scalar_subquery()
    )
    result = await tx.execute(
        update(conversation_table)
        .where(c.id == conversation_id, c.agent_id == agent.id, c.agent_read_seq < upto)
        .values(agent_read_seq=upto, unread=after, version=c.version + 1)
        .returning(c.agent_read_seq)
    )
    reached = result.scalar_one_or_none()
    if reached is not None:
        # "desk": the agent's other windows show the row's badge too.
        topics = [f"conversation:{conversation_id}", "desk"]
        tx.notify(topics, "read", {"role": "agent", "seq": reached, "conversation_id": str(conversation_id)})


async def mention_seen(tx: Tx, conversation_id: UUID, agent: Actor) -> None:
    """Who was mentioned in a note has the thread on screen: it counts as new no more."""
    n = mention_table.c
    seen = await tx.execute(
        update(mention_table)
        .where(n.conversation_id == conversation_id, n.agent_id == agent.id, n.seen_at.is_(None))
        .values(seen_at=tx.now)
    )
    if seen.rowcount:
        tx.notify(f"agent:{agent.id}", MENTION_SEEN, {"conversation_id": str(conversation_id)})


async def set_priority(tx: Tx, conversation_id: UUID, actor: Actor, priority: str) -> Conversation:
    """low, normal, high or urgent; moves the place in line too. Raises WrongState, NotController, Forbidden."""
    if priority not in PRIORITIES:
        raise Invalid(fields=[("priority", "one of " + ", ".join(PRIORITIES))])
    conversation = await repository.lock(tx, conversation_id)
    check(conversation, actor, "priority")
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
    """Replace the labels. Raises WrongState, NotController, Forbidden, Invalid "label_unknown"."""
    conversation = await repository.lock(tx, conversation_id)
    check(conversation, actor, "labels")
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


async def create_label(tx: Tx, name: str, color: str) -> UUID:
    id_ = new_id()
    await tx.execute(insert(label_table).values(id=id_, name=name, color=color, created_at=tx.now))
    return id_
