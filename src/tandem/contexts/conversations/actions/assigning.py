"""Moving a conversation: assign, transfer with a comment, back to the queue, back to the bot."""

from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import append, append_system
from tandem.contexts.conversations.actions.clocks import NO_CLOCK, stop_response_clock
from tandem.contexts.conversations.actions.guarding import holds
from tandem.contexts.conversations.actions.handing_over import set_controller
from tandem.contexts.conversations.actions.queueing import enqueue, leave
from tandem.contexts.conversations.actions.taking import take
from tandem.contexts.conversations.errors import NotController, WrongState
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.queues import get_queue
from tandem.contexts.conversations.repository.seats import find_seat
from tandem.contexts.conversations.views import Conversation, Draft
from tandem.kit.db import Tx
from tandem.kit.errors import Forbidden, Invalid


def _check_holder(conversation: Conversation, actor: Actor) -> None:
    """The agent who holds it, or somebody who may assign others' conversations."""
    if not holds(conversation, actor) and not actor.may("conversations.assign"):
        raise NotController() if conversation.agent_id is not None else Forbidden()
    if conversation.status == "resolved":
        raise WrongState()


async def _comment(tx: Tx, conversation: Conversation, actor: Actor, comment: str | None) -> Conversation:
    if not comment:
        return conversation
    draft = Draft(
        role="agent", kind="note", text=comment, author_id=actor.id, author_name=actor.name, audience="staff"
    )
    return (await append(tx, conversation, draft, actor))[0]


async def assign(
    tx: Tx, conversation_id: UUID, actor: Actor, agent_id: UUID, comment: str | None = None
) -> Conversation:
    """Give the conversation to an agent who is not offline. Needs conversations.assign, except for one's own
    (a transfer). Raises CapacityFull."""
    conversation = await repository.lock(tx, conversation_id)
    _check_holder(conversation, actor)
    if conversation.agent_id == agent_id:
        return conversation
    seat = await find_seat(tx, agent_id)
    if seat is None or seat.state == "offline" or seat.left_at is not None:
        raise Invalid("agent_not_available", fields=[("agent_id", "offline or without a seat")])
    conversation = await _comment(tx, conversation, actor, comment)
    reason = "transferred" if holds(conversation, actor) else "assigned"
    return await take(tx, conversation, agent_id, actor, reason=reason, evidence={"comment": bool(comment)})


async def transfer_to_queue(
    tx: Tx,
    conversation_id: UUID,
    actor: Actor,
    queue_id: UUID,
    comment: str | None = None,
    *,
    reason: str = "transferred",
) -> Conversation:
    """Send the conversation to a queue's line with a note for whoever takes it. Waiting there already: only
    the note is added."""
    conversation = await repository.lock(tx, conversation_id)
    _check_holder(conversation, actor)
    queue = await get_queue(tx, queue_id)
    conversation = await _comment(tx, conversation, actor, comment)
    if conversation.controller == "queue" and conversation.queue_id == queue_id:
        return conversation
    changed = await enqueue(tx, conversation, actor, reason=reason, queue_id=queue_id)
    return await append_system(tx, changed, "transferred", actor, {"queue": queue.name, "by": actor.name})


async def requeue(tx: Tx, conversation_id: UUID, actor: Actor, comment: str | None = None) -> Conversation:
    """Back into the line of its own queue."""
    conversation = await repository.lock(tx, conversation_id)
    return await transfer_to_queue(
        tx, conversation_id, actor, conversation.queue_id, comment, reason="requeued"
    )


async def hand_back(tx: Tx, conversation_id: UUID, actor: Actor, comment: str | None = None) -> Conversation:
    """Give the conversation back to the bot."""
    conversation = await repository.lock(tx, conversation_id)
    _check_holder(conversation, actor)
    if conversation.controller == "bot":
        return conversation
    conversation = await _comment(tx, conversation, actor, comment)
    return await to_bot(tx, conversation, actor, reason="handed_back", line="handed_back")


async def to_bot(
    tx: Tx, conversation: Conversation, actor: Actor, *, reason: str, line: str, outcome: str = "flow_out"
) -> Conversation:
    """Make the bot the controller of a LOCKED conversation; `line` is the system line's event."""
    await leave(tx, conversation, outcome)
    await stop_response_clock(tx, conversation.id)
    changed = await set_controller(
        tx, conversation, "bot", actor, reason=reason, status="open", snoozed_until=None,
        waiting_since=None, **NO_CLOCK,
    )  # fmt: skip
    return await append_system(tx, changed, line, actor, {"by": actor.name})
