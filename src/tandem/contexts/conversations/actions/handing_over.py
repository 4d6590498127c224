"""Changing the controller: every change is a row and an event, with reason and evidence."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import agents_of
from tandem.contexts.conversations.events import ControllerChanged
from tandem.contexts.conversations.models import assignment_table, handover_table
from tandem.contexts.conversations.repository.conversations import change
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx
from tandem.kit.ids import new_id


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
    history. Ends the current assignment; does not touch queue entries. `values` are further columns."""
    if conversation.agent_id is not None:
        a = assignment_table.c
        await tx.execute(
            update(assignment_table)
            .where(a.conversation_id == conversation.id, a.ended_at.is_(None))
            .values(ended_at=tx.now, end_reason=reason)
        )
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
    tx.emit(
        ControllerChanged(
            subject_id=conversation.id, actor=actor.label, queue_id=changed.queue_id,
            agent_ids=agents_of(conversation.agent_id, agent_id), from_controller=conversation.controller,
            to_controller=to, reason=reason, evidence=dict(evidence or {}),
        )
    )  # fmt: skip
    return changed
