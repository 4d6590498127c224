"""Reading and locking conversations."""

from dataclasses import fields
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Update, bindparam, select, update

from tandem.contexts.conversations.errors import ConversationNotFound
from tandem.contexts.conversations.models import conversation_table, leg_table
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx

c = conversation_table.c
_COLUMNS = [c[field.name] for field in fields(Conversation)]

# Built once: each message passes here, and building a statement costs more than running it.
_GET = select(*_COLUMNS).where(c.id == bindparam("conversation_id"))
_LOCK = _GET.with_for_update()
_OPEN = select(*_COLUMNS).where(
    c.customer_id == bindparam("of_customer"),
    c.channel == bindparam("of_channel"),
    c.account == bindparam("of_account"),
    c.status != "resolved",
)
_OPEN_LOCKED = _OPEN.with_for_update()
_LOCK_OWN = _GET.where(c.customer_id == bindparam("owner_id")).with_for_update()
_g = leg_table.c
_LOCK_LEG = _GET.where(
    c.id.in_(select(_g.conversation_id).where(_g.customer_id == bindparam("owner_id"), _g.ended_at.is_(None)))
).with_for_update()


def conversation_of(row: Row[Any]) -> Conversation:
    return Conversation(*tuple(row))  # the columns stand in the order of the fields


def conversations() -> Select[Any]:
    return select(*_COLUMNS)


async def get(tx: Tx, conversation_id: UUID) -> Conversation:
    row = (await tx.execute(_GET, {"conversation_id": conversation_id})).one_or_none()
    if row is None:
        raise ConversationNotFound()
    return conversation_of(row)


async def lock(tx: Tx, conversation_id: UUID, *, customer_id: UUID | None = None) -> Conversation:
    """The conversation, locked until commit. Every writer locks the conversation before any seat.

    With `customer_id`, a conversation of somebody else does not exist."""
    query, params = _LOCK, {"conversation_id": conversation_id}
    if customer_id is not None:
        query, params = _LOCK_OWN, {**params, "owner_id": customer_id}
    row = (await tx.execute(query, params)).one_or_none()
    if row is None and customer_id is not None:
        # It may have begun where they are known otherwise.
        row = (await tx.execute(_LOCK_LEG, params)).one_or_none()
    if row is None:
        raise ConversationNotFound()
    return conversation_of(row)


async def change(tx: Tx, conversation_id: UUID, **values: Any) -> Conversation:
    """Write the projection; every change raises `version`."""
    told = {f"new_{name}": value for name, value in values.items()}
    statement = _change(tuple(sorted(values)))
    row = (await tx.execute(statement, {"changed_id": conversation_id, "now": tx.now, **told})).one()
    return conversation_of(row)


@cache
def _change(names: tuple[str, ...]) -> Update:
    """One statement for each set of columns that some action writes together."""
    return (
        update(conversation_table)
        .where(c.id == bindparam("changed_id"))
        .values(
            updated_at=bindparam("now"),
            version=c.version + 1,
            **{name: bindparam(f"new_{name}", type_=c[name].type) for name in names},
        )
        .returning(*_COLUMNS)
    )


async def open_of_customer(
    tx: Tx, customer_id: UUID, channel: str, account: str, *, locked: bool = False
) -> Conversation | None:
    asked = {"of_customer": customer_id, "of_channel": channel, "of_account": account}
    row = (await tx.execute(_OPEN_LOCKED if locked else _OPEN, asked)).one_or_none()
    return conversation_of(row) if row else None


async def open_ids_of_customer(tx: Tx, customer_id: UUID) -> list[UUID]:
    """The ids of the customer's conversations that are not resolved, in the order in which to lock them."""
    query = select(c.id).where(c.customer_id == customer_id, c.status != "resolved").order_by(c.id)
    return list((await tx.execute(query)).scalars().all())


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
