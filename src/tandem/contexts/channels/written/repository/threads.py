"""Threads: how a conversation reaches its customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, case, select, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.channels.written.messages import Incoming
from tandem.contexts.channels.written.models import thread_table
from tandem.contexts.channels.written.repository import lines
from tandem.contexts.channels.written.repository.lines import Address
from tandem.kit.db import Tx

t = thread_table.c
_FIND = select(thread_table).where(t.conversation_id == bindparam("conversation"))
_LOCK = _FIND.with_for_update()


@dataclass(frozen=True)
class Thread:
    """`queued_seq`: everything up to that message is in the outbox. `sent_since`: messages sent since the customer
    wrote last, templates apart. `refused_at`: when the channel said, since then, that its window is closed."""

    conversation_id: UUID
    account_id: UUID
    recipient: str
    queued_seq: int
    last_in_at: datetime | None
    last_in_external_id: str | None
    sent_since: int
    refused_at: datetime | None
    context: Mapping[str, Any]


async def lock(tx: Tx, conversation_id: UUID) -> Thread | None:
    """The thread, locked until commit; None for a conversation that has none (web chat)."""
    row = (await tx.execute(_LOCK, {"conversation": conversation_id})).one_or_none()
    return await _thread_of(tx, row) if row else None


async def find(tx: Tx, conversation_id: UUID) -> Thread | None:
    """The thread as it is, not locked."""
    row = (await tx.execute(_FIND, {"conversation": conversation_id})).one_or_none()
    return await _thread_of(tx, row) if row else None


async def _thread_of(tx: Tx, row: Row[Any]) -> Thread:
    recipient = await lines.opened(tx, row.recipient, row.sealed)
    return Thread(
        row.conversation_id, row.account_id, recipient, row.queued_seq, row.last_in_at, row.last_in_external_id,
        row.sent_since, row.refused_at, row.context,
    )  # fmt: skip


async def reached(tx: Tx, conversation_id: UUID) -> tuple[UUID, str] | None:
    """The account and the address by which a customer wrote last in a conversation; None for web chat."""
    query = select(t.account_id, t.recipient, t.sealed).where(
        t.conversation_id == conversation_id, t.recipient != ""
    )
    row = (await tx.execute(query.order_by(t.last_in_at.desc().nulls_last()).limit(1))).one_or_none()
    return (row.account_id, await lines.opened(tx, row.recipient, row.sealed)) if row else None


async def note_incoming(
    tx: Tx, conversation_id: UUID, account_id: UUID, incoming: Incoming, whose: Address, seq: int
) -> None:
    """The customer wrote: the reply window opens anew, and what the adapter wants back is kept, unless it came late and
    a newer one was noted. A channel's clock may go fast: a window is never open longer for it. A new thread begins
    after `seq`: what was said before it came to this channel is not sent again."""
    told: dict[str, Any] = {
        "recipient": whose.line, "sealed": whose.sealed, "data_key": whose.key, "last_in_at": min(incoming.at, tx.now),
        "last_in_external_id": incoming.external_id, "context": dict(incoming.context),
    }  # fmt: skip
    adding = insert(thread_table).values(
        conversation_id=conversation_id, account_id=account_id, queued_seq=seq, sent_since=0, **told
    )
    newest = t.last_in_at.is_(None) | (t.last_in_at <= adding.excluded.last_in_at)
    kept = {name: case((newest, adding.excluded[name]), else_=t[name]) for name in told}
    await tx.execute(
        adding.on_conflict_do_update(
            index_elements=["conversation_id"], set_={**kept, "sent_since": 0, "refused_at": None}
        )
    )


async def change(tx: Tx, conversation_id: UUID, **values: Any) -> None:
    await tx.execute(update(thread_table).where(t.conversation_id == conversation_id).values(**values))
