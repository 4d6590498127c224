"""Opening a conversation: one open conversation per customer, channel and account."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.idling import watch_idle
from tandem.contexts.conversations.events import ConversationOpened
from tandem.contexts.conversations.models import conversation_table
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.queues import queue_by_key
from tandem.contexts.conversations.repository.whereabouts import open_there
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

_ADD = (
    insert(conversation_table)
    .on_conflict_do_nothing(
        index_elements=["customer_id", "channel", "account"], index_where=text("status <> 'resolved'")
    )
    .returning(conversation_table.c.id)
)


async def open_conversation(
    tx: Tx,
    *,
    customer_id: UUID,
    customer_name: str,
    customer_verified: bool,
    channel: str,
    account: str,
    queue_key: str,
    client_id: str | None = None,
    context: Mapping[str, Any] | None = None,
) -> tuple[Conversation, bool]:
    """The customer's open conversation, made if there is none; the flag says whether it was made now.

    Two requests at once give the same conversation."""
    queue = await queue_by_key(tx, queue_key)
    values = {
        "customer_id": customer_id, "customer_name": customer_name, "customer_verified": customer_verified,
        "channel": channel, "account": account, "client_id": client_id, "context": dict(context or {}),
        "status": "open", "controller": "bot", "queue_id": queue.id, "opened_at": tx.now, "updated_at": tx.now,
    }  # fmt: skip
    made: UUID | None = None
    while made is None:
        existing = await open_there(tx, customer_id, channel, account)
        if existing is not None:
            return existing, False
        # None again when another request made one that is resolved by now: the next round makes it.
        made = await _insert(tx, values)
    conversation = await repository.get(tx, made)
    await watch_idle(tx, conversation)
    tx.emit(
        ConversationOpened(
            subject_id=made, actor=Actor.customer(customer_id, customer_name).label, queue_id=queue.id,
            customer_id=customer_id, channel=channel,
        )
    )  # fmt: skip
    return conversation, True


async def _insert(tx: Tx, values: Mapping[str, Any]) -> UUID | None:
    made: UUID | None = (await tx.execute(_ADD, {"id": new_id(), **values})).scalar_one_or_none()
    return made
