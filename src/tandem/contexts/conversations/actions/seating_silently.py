"""The silent seat: a person looks at what the bot would say. It holds a conversation for one answer to one
message; whatever comes in between (the customer writes, an agent takes it) ends that."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.handing_over import set_controller
from tandem.contexts.conversations.errors import NotController
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx

SILENT_SEAT = "silent_seat"


async def to_silent_seat(
    tx: Tx, conversation_id: UUID, actor: Actor, *, reason: str, evidence: Mapping[str, Any]
) -> Conversation | None:
    """The bot gives the conversation to the silent seat; None when the bot does not have it any more. The
    customer is told nothing: the bot goes on being who talks."""
    conversation = await repository.lock(tx, conversation_id)
    if conversation.controller != "bot" or conversation.status != "open":
        return None
    return await set_controller(tx, conversation, SILENT_SEAT, actor, reason=reason, evidence=evidence)


async def from_silent_seat(
    tx: Tx, conversation_id: UUID, actor: Actor, *, reason: str, evidence: Mapping[str, Any]
) -> Conversation:
    """Back to the bot, which may speak now. Raises NotController when the silent seat does not have it."""
    conversation = await repository.lock(tx, conversation_id)
    if conversation.controller != SILENT_SEAT:
        raise NotController()
    return await set_controller(tx, conversation, "bot", actor, reason=reason, evidence=evidence)


async def stop_silent_seat(tx: Tx, conversation: Conversation, customer: Actor) -> Conversation:
    """The customer writes on: what the silent seat looks at answers less than was asked by now. A LOCKED
    conversation goes back to the bot, which reads the new message."""
    if conversation.controller != SILENT_SEAT:
        return conversation
    return await set_controller(tx, conversation, "bot", customer, reason="customer_wrote")
