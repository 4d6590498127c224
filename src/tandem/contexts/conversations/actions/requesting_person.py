"""Asking for a person: by the customer, by a rule, or because the bot does not know."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import append_system
from tandem.contexts.conversations.actions.assigning import to_bot
from tandem.contexts.conversations.actions.queueing import enqueue
from tandem.contexts.conversations.errors import WrongState
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.queues import get_queue, queue_by_key
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx


async def request_person(
    tx: Tx,
    conversation_id: UUID,
    actor: Actor,
    *,
    reason: str,
    evidence: Mapping[str, Any] | None = None,
    queue_key: str | None = None,
    priority: int | None = None,
    customer_id: UUID | None = None,
) -> Conversation:
    """Put the conversation in line for an agent. Already in line or with an agent: nothing changes.

    `reason` names the rule (asked_for_person, complaint, fraud, low_confidence …), `evidence` what it saw;
    `priority` 0–3 may only raise. Works outside opening hours: the wait then counts from the next opening."""
    conversation = await repository.lock(tx, conversation_id, customer_id=customer_id)
    if conversation.status == "resolved":
        raise WrongState()
    if conversation.controller in ("queue", "agent"):
        return conversation
    raised = max(conversation.priority, priority if priority is not None else 0)
    target = await queue_by_key(tx, queue_key) if queue_key else None
    queue_id = target.id if target else conversation.queue_id
    changed = await enqueue(
        tx, conversation, actor, reason=reason, evidence=evidence, queue_id=queue_id, priority=raised
    )
    queue = target or await get_queue(tx, queue_id)
    closed = queue.calendar is not None and not queue.calendar.is_open(tx.now)
    next_open = queue.calendar.next_open(tx.now) if closed and queue.calendar else None
    data = {
        "reason": reason,
        "queue": queue.name,
        "next_open_at": next_open.isoformat() if next_open else None,
    }
    return await append_system(tx, changed, "queued_closed" if closed else "queued", actor, data)


async def leave_queue(tx: Tx, conversation_id: UUID, customer: Actor) -> Conversation:
    """The customer gives up waiting and goes on with the bot. Counts as abandoned."""
    conversation = await repository.lock(tx, conversation_id, customer_id=customer.id)
    if conversation.controller != "queue":
        return conversation
    return await to_bot(
        tx, conversation, customer, reason="left_queue", line="left_queue", outcome="abandoned"
    )
