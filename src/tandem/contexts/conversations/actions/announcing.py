"""Announcing: another part has news for both sides of a conversation."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import append_system
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository import messages
from tandem.kit.db import Tx


async def announce(
    tx: Tx, conversation_id: UUID, event: str, actor: Actor, data: Mapping[str, Any], *, client_id: str
) -> None:
    """A line of the system that the customer and the agent read: `system.<event>` of the catalogue, filled with `data`.
    It changes no controller and stops no clock. The same client id again: nothing."""
    conversation = await repository.lock(tx, conversation_id)
    if await messages.by_client_id(tx, conversation_id, "system", client_id) is None:
        await append_system(tx, conversation, event, actor, data, client_id=client_id)
