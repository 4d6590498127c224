"""Changing the controller: every change is a row and an event, with reason and evidence."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import agents_of
from tandem.contexts.conversations.actions.idling import watch_idle
from tandem.contexts.conversations.actions.waking import end_snooze
from tandem.contexts.conversations.events import ControllerChanged, SilentSeatLeft
from tandem.contexts.conversations.models import assignment_table, handover_table
from tandem.contexts.conversations.repository.conversations import change
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

ROUTE_JOB = "conversations.route"


async def set_controller(
    tx: Tx,
    conversation: Conversation,
    to: str,
    actor: Actor,
    *,
    reason: str,
    evidence: Mapping[str, Any] | None = None,
    agent_id: UUID | None = None,
    **values: Any,
) -> Conversation:
    """Hand a LOCKED conversation to another controller (`agent_id` when it is an agent), writing the
    history. Ends the current assignment and snooze; does not touch queue entries. `values` are further
    columns. The place that an agent gives up is routing's at once."""
    if conversation.status == "snoozed":
        await end_snooze(tx, conversation.id, reason)
    if conversation.agent_id is not None:
        await _end_assignment(tx, conversation, reason)
        tx.enqueue(ROUTE_JOB, {"agent_id": str(conversation.agent_id)}, priority=10)
    await tx.execute(
        insert(handover_table).values(
            id=new_id(), conversation_id=conversation.id, at=tx.now, from_controller=conversation.controller,
            to_controller=to, reason=reason, evidence=dict(evidence or {}), by=actor.label, by_name=actor.name,
        )
    )  # fmt: skip
    changed = await change(tx, conversation.id, controller=to, agent_id=agent_id, **values)
    if agent_id is not None:
        await tx.execute(
            insert(assignment_table).values(
                id=new_id(), conversation_id=conversation.id, agent_id=agent_id, queue_id=changed.queue_id,
                assigned_at=tx.now, assigned_by=actor.label,
            )
        )  # fmt: skip
    await watch_idle(tx, changed)
    if conversation.controller == "silent_seat":
        tx.emit(
            SilentSeatLeft(subject_id=conversation.id, actor=actor.label, to_controller=to, reason=reason)
        )
    tx.emit(
        ControllerChanged(
            subject_id=conversation.id, actor=actor.label, queue_id=changed.queue_id,
            agent_ids=agents_of(conversation.agent_id, agent_id), from_controller=conversation.controller,
            from_queue_id=conversation.queue_id, from_agent_id=conversation.agent_id, to_controller=to,
            reason=reason, evidence=dict(evidence or {}),
        )
    )  # fmt: skip
    return changed


async def _end_assignment(tx: Tx, conversation: Conversation, reason: str) -> None:
    a = assignment_table.c
    await tx.execute(
        update(assignment_table)
        .where(a.conversation_id == conversation.id, a.ended_at.is_(None))
        .values(ended_at=tx.now, end_reason=reason)
    )
