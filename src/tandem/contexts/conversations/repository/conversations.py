"""Reading and locking conversations."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, update

from tandem.contexts.conversations.errors import ConversationNotFound
from tandem.contexts.conversations.models import conversation_table
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx

c = conversation_table.c
_COLUMNS = [c[field.name] for field in fields(Conversation)]


def conversation_of(row: Row[Any]) -> Conversation:
    return Conversation(**{field.name: getattr(row, field.name) for field in fields(Conversation)})


def conversations() -> Select[Any]:
    return select(*_COLUMNS)


async def get(tx: Tx, conversation_id: UUID) -> Conversation:
    row = (await tx.execute(conversations().where(c.id == conversation_id))).one_or_none()
    if row is None:
        raise ConversationNotFound()
    return conversation_of(row)


async def lock(tx: Tx, conversation_id: UUID, *, customer_id: UUID | None = None) -> Conversation:
    """The conversation, locked until commit. Every writer locks the conversation before any seat.

    With `customer_id`, a conversation of somebody else does not exist."""
    query = conversations().where(c.id == conversation_id).with_for_update()
    if customer_id is not None:
        query = query.where(c.customer_id == customer_id)
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise ConversationNotFound()
    return conversation_of(row)


async def change(tx: Tx, conversation_id: UUID, **values: Any) -> Conversation:
    """Write the projection; every change raises `version`."""
    row = (
        await tx.execute(
            update(conversation_table)
            .where(c.id == conversation_id)
            .values(updated_at=tx.now, version=c.version + 1, **values)
            .returning(*_COLUMNS)
        )
    ).one()
    return conversation_of(row)


async def open_of_customer(
    tx: Tx, customer_id: UUID, channel: str, account: str, *, locked: bool = False
) -> Conversation | None:
    query = conversations().where(
        c.customer_id == customer_id, c.channel == channel, c.account == account, c.status != "resolved"
    )
    if locked:
        query = query.with_for_update()
    row = (await tx.execute(query)).one_or_none()
    return conversation_of(row) if row else None


async def latest_of_customer(tx: Tx, customer_id: UUID, channel: str, account: str) -> Conversation | None:
    row = (
        await tx.execute(
            conversations()
            .where(c.customer_id == customer_id, c.channel == channel, c.account == account)
            .order_by(c.opened_at.desc())
            .limit(1)
        )
    ).one_or_none()
    return conversation_of(row) if row else None
