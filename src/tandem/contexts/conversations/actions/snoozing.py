"""Snoozing: put aside until a time, or until the customer writes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import agents_of, append_system
from tandem.contexts.conversations.actions.clocks import NO_CLOCK, stop_response_clock
from tandem.contexts.conversations.actions.queueing import enqueue
from tandem.contexts.conversations.errors import NotController, WrongState
from tandem.contexts.conversations.events import Changed
from tandem.contexts.conversations.models import snooze_table
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.seats import lock_seat
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id
from tandem.kit.timers import DueTimer

SNOOZE = "conversations.snooze"


async def snooze(tx: Tx, conversation_id: UUID, agent: Actor, until: datetime) -> Conversation:
    """Put the agent's own conversation aside until `until` (in the future, aware)."""
    if until <= tx.now:
        raise Invalid("snooze_in_past", fields=[("until", "must lie in the future")])
    conversation = await repository.lock(tx, conversation_id)
    if conversation.agent_id != agent.id:
        raise NotController()
    if conversation.status != "open":
        raise WrongState()
    await tx.execute(
        insert(snooze_table).values(
            id=new_id(), conversation_id=conversation.id, until=until, by=agent.label, at=tx.now
        )
    )
    await stop_response_clock(tx, conversation.id)
    await tx.schedule(SNOOZE, conversation.id, until)
    changed = await repository.change(tx, conversation.id, status="snoozed", snoozed_until=until, **NO_CLOCK)
    _emit(tx, changed, "snoozed", agent.label)
    data = {"until": until.isoformat(), "by": agent.name}
    return await append_system(tx, changed, "snoozed", agent, data, audience="staff")


async def unsnooze(tx: Tx, conversation_id: UUID, agent: Actor) -> Conversation:
    conversation = await repository.lock(tx, conversation_id)
    if conversation.status != "snoozed":
        raise WrongState()
    if conversation.agent_id != agent.id:
        raise NotController()
    return await wake(tx, conversation, reason="by_agent")


async def wake(tx: Tx, conversation: Conversation, *, reason: str) -> Conversation:
    """Open a LOCKED, snoozed conversation again. Its agent keeps it when a place is free; otherwise it
    goes to the queue: waking never fills an agent beyond capacity."""
    s = snooze_table.c
    await tx.execute(
        update(snooze_table)
        .where(s.conversation_id == conversation.id, s.ended_at.is_(None))
        .values(ended_at=tx.now, end_reason=reason)
    )
    await tx.cancel(SNOOZE, conversation.id)
    assert conversation.agent_id is not None
    seat = await lock_seat(tx, conversation.agent_id)
    system = Actor.system("snooze")
    if seat.load >= seat.capacity:
        return await enqueue(tx, conversation, system, reason="agent_full_at_wake")
    changed = await repository.change(tx, conversation.id, status="open", snoozed_until=None)
    _emit(tx, changed, "woken", system.label)
    return await append_system(tx, changed, "woken", system, {"reason": reason}, audience="staff")


async def snooze_over(tx: Tx, timer: DueTimer) -> None:
    """Timer: the snooze's time has come."""
    conversation = await repository.lock(tx, timer.subject_id)
    if conversation.status == "snoozed":
        await wake(tx, conversation, reason="time")


def _emit(tx: Tx, conversation: Conversation, what: str, by: str) -> None:
    tx.emit(
        Changed(
            subject_id=conversation.id, actor=by, queue_id=conversation.queue_id,
            agent_ids=agents_of(conversation.agent_id), what=what,
        )
    )  # fmt: skip
