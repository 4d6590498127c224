"""An agent becomes the controller: by claiming, accepting, being assigned, or taking over.

Lock order everywhere: conversation, then seat. The seat's load is read under its lock: capacity holds."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import append_system
from tandem.contexts.conversations.actions.clocks import NO_CLOCK, start_response_clock, stop_response_clock
from tandem.contexts.conversations.actions.handing_over import set_controller
from tandem.contexts.conversations.actions.presence import set_presence
from tandem.contexts.conversations.actions.queueing import leave
from tandem.contexts.conversations.actions.withdrawing import offer_is_pending
from tandem.contexts.conversations.errors import AlreadyClaimed, CapacityFull, NoSeat, WrongState
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.seats import SeatRow, change_seat, lock_seat, names
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx


async def take(
    tx: Tx,
    conversation: Conversation,
    agent_id: UUID,
    actor: Actor,
    *,
    reason: str,
    evidence: Mapping[str, Any] | None = None,
    comes: bool = False,
) -> Conversation:
    """Give a LOCKED conversation to the agent. Who `comes` for it is there, whatever their state said: from offline
    they go to busy (offline, the customer's next message would send it back into line; busy, they are offered
    nothing). Raises CapacityFull, NoSeat, WrongState (resolved)."""
    if conversation.status == "resolved":
        raise WrongState()
    seat = await lock_seat(tx, agent_id)
    await _check_place(tx, seat, conversation)
    answered = await leave(tx, conversation, "answered", agent_id)
    await stop_response_clock(tx, conversation.id)
    changed = await set_controller(
        tx, conversation, "agent", actor, reason=reason, evidence=evidence, agent_id=agent_id, status="open",
        snoozed_until=None, **NO_CLOCK,
    )  # fmt: skip
    await change_seat(tx, agent_id, last_assigned_at=tx.now, missed_offers=0)
    if comes and seat.state == "offline":
        await set_presence(tx, seat, "busy", actor)
    data = {"name": seat.name, "agent_id": str(agent_id), "reason": reason}
    changed = await append_system(tx, changed, "agent_joined", actor, data)
    if answered or changed.waiting_since is not None:
        changed = await start_response_clock(tx, changed, "first_response")
    return changed


async def _check_place(tx: Tx, seat: SeatRow, conversation: Conversation) -> None:
    """A pending offer of this very conversation is in the load already. Asked under the seat's lock: whoever
    withdraws the agent's offers when the agent leaves holds it too."""
    if seat.left_at is not None:
        raise NoSeat()
    if seat.load < seat.capacity:
        return
    offered = await offer_is_pending(tx, conversation.id, seat.agent_id)
    if seat.load - (1 if offered else 0) >= seat.capacity:
        raise CapacityFull(params={"capacity": seat.capacity})


async def claim(
    tx: Tx,
    conversation_id: UUID,
    agent: Actor,
    *,
    reason: str = "claimed",
    evidence: Mapping[str, Any] | None = None,
) -> Conversation:
    """Take an unassigned conversation (queue, bot or silent seat). Of two who claim, one wins and the
    other gets AlreadyClaimed; claiming what one holds already changes nothing. Who was offline is busy from then
    on. `reason` and `evidence` are for the history."""
    agent.require("conversations.claim")
    if agent.id is None:
        raise NoSeat()
    conversation = await repository.lock(tx, conversation_id)
    if conversation.agent_id == agent.id:
        return conversation
    if conversation.agent_id is not None:
        name = (await names(tx, [conversation.agent_id])).get(conversation.agent_id, "")
        raise AlreadyClaimed(conversation.agent_id, name)
    return await take(tx, conversation, agent.id, agent, reason=reason, evidence=evidence, comes=True)


async def take_over(tx: Tx, conversation_id: UUID, supervisor: Actor) -> Conversation:
    """A supervisor takes the conversation from whoever has it. Who was offline is busy from then on."""
    supervisor.require("conversations.takeover")
    if supervisor.id is None:
        raise NoSeat()
    conversation = await repository.lock(tx, conversation_id)
    if conversation.agent_id == supervisor.id:
        return conversation
    evidence = {"from_agent": str(conversation.agent_id)} if conversation.agent_id else {}
    return await take(
        tx, conversation, supervisor.id, supervisor, reason="taken_over", evidence=evidence, comes=True
    )
