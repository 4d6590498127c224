"""Putting a conversation into a queue's line, and taking it out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import append_system
from tandem.contexts.conversations.actions.clocks import SERVICE_LEVEL, stop_response_clock
from tandem.contexts.conversations.actions.handing_over import ROUTE_JOB, set_controller
from tandem.contexts.conversations.actions.withdrawing import withdraw_offer
from tandem.contexts.conversations.events import Enqueued
from tandem.contexts.conversations.models import queue_entry_table
from tandem.contexts.conversations.repository.queues import get_queue, leave_line, waiting_entry
from tandem.contexts.conversations.rules import clocks
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx
from tandem.kit.ids import new_id


async def enqueue(
    tx: Tx,
    conversation: Conversation,
    actor: Actor,
    *,
    reason: str,
    evidence: Mapping[str, Any] | None = None,
    queue_id: UUID | None = None,
    **values: Any,
) -> Conversation:
    """Put a LOCKED conversation into line and start its service-level clock. Already waiting in the same
    queue: nothing changes (the place in line is kept). Who stands in line waits for an answer."""
    queue = await get_queue(tx, queue_id or conversation.queue_id)
    entry = await waiting_entry(tx, conversation.id)
    if entry is not None:
        if entry.queue_id == queue.id:
            return conversation
        await leave(tx, conversation, "flow_out")
    await stop_response_clock(tx, conversation.id)
    counts_from = clocks.counts_from(queue.calendar, tx.now)
    due_at = clocks.due(queue.calendar, counts_from, queue.sl_target_s)
    changed = await set_controller(
        tx, conversation, "queue", actor, reason=reason, evidence=evidence, queue_id=queue.id, status="open",
        sla_kind="service_level", sla_due_at=due_at, sla_missed_at=None, snoozed_until=None,
        waiting_since=conversation.waiting_since or tx.now, **values,
    )  # fmt: skip
    entry_id = new_id()
    await tx.execute(
        insert(queue_entry_table).values(
            id=entry_id, conversation_id=conversation.id, queue_id=queue.id, priority=changed.priority,
            entered_at=tx.now, counts_from=counts_from, sl_due_at=due_at,
        )
    )  # fmt: skip
    await tx.schedule(SERVICE_LEVEL, entry_id, due_at, {"conversation_id": str(conversation.id)})
    tx.emit(Enqueued(subject_id=conversation.id, actor=actor.label, queue_id=queue.id, entry_id=entry_id))
    tx.enqueue(ROUTE_JOB, {"queue_id": str(queue.id)}, priority=10)
    return changed


async def leave(tx: Tx, conversation: Conversation, outcome: str, agent_id: UUID | None = None) -> bool:
    """Take a LOCKED conversation out of line, if it stands there; a pending offer is withdrawn unless it
    was this agent's. `outcome`: answered, abandoned or flow_out."""
    entry = await waiting_entry(tx, conversation.id)
    if entry is None:
        return False
    await withdraw_offer(tx, conversation, except_agent=agent_id)
    await leave_line(tx, entry.id, outcome, agent_id)
    await tx.cancel(SERVICE_LEVEL, entry.id)
    return True


async def back_to_line(tx: Tx, conversation: Conversation, actor: Actor, *, reason: str) -> Conversation:
    """Send a LOCKED conversation whose agent cannot go on back to its queue, and tell the customer."""
    changed = await enqueue(tx, conversation, actor, reason=reason)
    return await append_system(tx, changed, "requeued", actor)
