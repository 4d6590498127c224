"""Reopening what was resolved: by an agent, or by the customer who writes again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import agents_of, append_system
from tandem.contexts.conversations.actions.idling import watch_idle
from tandem.contexts.conversations.actions.taking import take
from tandem.contexts.conversations.errors import ConversationClosed, NoSeat, WrongState
from tandem.contexts.conversations.events import Changed
from tandem.contexts.conversations.models import resolution_table
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.whereabouts import open_there
from tandem.contexts.conversations.rules.control import may_reopen
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx


def reopens(conversation: Conversation, now: datetime) -> bool:
    """Whether the customer's next message goes on with this resolved conversation."""
    return conversation.resolved_at is not None and may_reopen(conversation.resolved_at, now)


async def reopen(tx: Tx, conversation_id: UUID, agent: Actor) -> Conversation:
    """An agent opens a resolved conversation and holds it. WrongState when it is not resolved or the
    customer has opened a newer one meanwhile; CapacityFull."""
    agent.require("conversations.reply")
    if agent.id is None:
        raise NoSeat()
    conversation = await repository.lock(tx, conversation_id)
    if conversation.status != "resolved":
        raise WrongState()
    newer = await _newer(tx, conversation)
    if newer is not None:
        raise WrongState("newer_conversation_open", extra={"conversation_id": str(newer.id)})
    try:
        opened = await _open_again(tx, conversation, agent)
    except IntegrityError as error:
        raise WrongState("newer_conversation_open") from error
    return await take(tx, opened, agent.id, agent, reason="reopened")


async def reopen_for_customer(tx: Tx, conversation: Conversation, customer: Actor) -> Conversation:
    """A LOCKED conversation goes on because the customer wrote within a day; the bot listens first.
    ConversationClosed, with the newer one's id, when the customer has another one open."""
    newer = await _newer(tx, conversation)
    if newer is not None:
        raise ConversationClosed(extra={"conversation_id": str(newer.id)})
    try:
        return await _open_again(tx, conversation, customer)
    except IntegrityError as error:
        raise ConversationClosed() from error


async def _newer(tx: Tx, conversation: Conversation) -> Conversation | None:
    """The customer's open conversation. One that is opened this very moment shows as IntegrityError later."""
    return await open_there(tx, conversation.customer_id, conversation.channel, conversation.account)


async def _open_again(tx: Tx, conversation: Conversation, actor: Actor) -> Conversation:
    r = resolution_table.c
    await tx.execute(
        update(resolution_table)
        .where(r.conversation_id == conversation.id, r.reopened_at.is_(None))
        .values(reopened_at=tx.now, reopened_by=actor.label)
    )
    changed = await repository.change(tx, conversation.id, status="open", resolved_at=None)
    await watch_idle(tx, changed)
    tx.emit(
        Changed(
            subject_id=changed.id, actor=actor.label, queue_id=changed.queue_id,
            agent_ids=agents_of(changed.agent_id), what="reopened",
        )
    )  # fmt: skip
    return await append_system(tx, changed, "reopened", actor, {"by": actor.kind})
