"""Snoozing: put aside until a time, or until the customer writes."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import insert

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import agents_of, append_system
from tandem.contexts.conversations.actions.clocks import NO_CLOCK, start_response_clock, stop_response_clock
from tandem.contexts.conversations.actions.guarding import holds
from tandem.contexts.conversations.actions.handing_over import ROUTE_JOB
from tandem.contexts.conversations.actions.idling import watch_idle
from tandem.contexts.conversations.actions.queueing import back_to_line
from tandem.contexts.conversations.actions.waking import SNOOZE, end_snooze
from tandem.contexts.conversations.errors import CapacityFull, NotController, WrongState
from tandem.contexts.conversations.events import Changed
from tandem.contexts.conversations.models import snooze_table
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.seats import lock_seat
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id
from tandem.kit.timers import DueTimer

LONGEST = timedelta(days=366)
Reason = Literal["by_agent", "customer_wrote", "time"]


async def snooze(tx: Tx, conversation_id: UUID, agent: Actor, until: datetime) -> Conversation:
    """Put the agent's own conversation aside until `until` (in the future, within a year, aware)."""
    if until <= tx.now:
        raise Invalid("snooze_in_past", fields=[("until", "must lie in the future")])
    if until - tx.now > LONGEST:
        raise Invalid("snooze_too_far", fields=[("until", "at most a year ahead")])
    conversation = await repository.lock(tx, conversation_id)
    if not holds(conversation, agent):
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
    await watch_idle(tx, changed)
    _emit(tx, changed, "snoozed", agent.label)
    tx.enqueue(ROUTE_JOB, {"agent_id": str(agent.id)}, priority=10)
    data = {"until": until.isoformat(), "by": agent.name}
    return await append_system(tx, changed, "snoozed", agent, data, audience="staff")


async def unsnooze(tx: Tx, conversation_id: UUID, agent: Actor) -> Conversation:
    """Take up one's own snoozed conversation. Raises WrongState, NotController, CapacityFull."""
    conversation = await repository.lock(tx, conversation_id)
    if conversation.status != "snoozed":
        raise WrongState()
    if not holds(conversation, agent):
        raise NotController()
    return await wake(tx, conversation, reason="by_agent")


async def wake(tx: Tx, conversation: Conversation, *, reason: Reason) -> Conversation:
    """Open a LOCKED, snoozed conversation again. Its agent keeps it when a place is free: waking never fills
    an agent beyond capacity. A full agent is refused (CapacityFull); when the time or the customer wakes it,
    it goes to the queue instead, also when the agent is offline while the customer writes."""
    assert conversation.agent_id is not None
    seat = await lock_seat(tx, conversation.agent_id)
    system = Actor.system("snooze")
    if seat.load >= seat.capacity:
        if reason == "by_agent":
            raise CapacityFull(params={"capacity": seat.capacity})
        return await back_to_line(tx, conversation, system, reason="agent_full_at_wake")
    if seat.left_at is not None or (reason == "customer_wrote" and seat.state == "offline"):
        return await back_to_line(tx, conversation, system, reason="agent_offline")
    await end_snooze(tx, conversation.id, reason)
    changed = await repository.change(tx, conversation.id, status="open", snoozed_until=None)
    await watch_idle(tx, changed)
    _emit(tx, changed, "woken", system.label)
    changed = await append_system(tx, changed, "woken", system, {"reason": reason}, audience="staff")
    if changed.waiting_since is not None:
        changed = await start_response_clock(tx, changed, "next_response")
    return changed


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
