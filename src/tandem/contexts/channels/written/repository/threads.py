"""Threads: how a conversation reaches its customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, any_, bindparam, case, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert

from tandem.contexts.channels.written.messages import Incoming
from tandem.contexts.channels.written.models import thread_table
from tandem.contexts.channels.written.repository import lines
from tandem.contexts.channels.written.repository.lines import Address
from tandem.contexts.conversations.api import tables
from tandem.kit.db import Tx

c, t = tables.conversation.c, thread_table.c
_MOST = 20
_FIND = (
    select(thread_table)
    .join(tables.conversation, c.id == t.conversation_id)
    .where(c.id == bindparam("conversation"), t.id == func.coalesce(c.leg_id, c.id))
)
_LOCK = select(thread_table).where(t.id == bindparam("thread")).with_for_update()


@dataclass(frozen=True)
class Thread:
    """`id`: of the leg, or of the conversation where it began in this channel. `queued_seq`: everything of it up to
    that message is in the outbox. `sent_since`: messages sent since the customer wrote last, templates
    apart. `refused_at`: when the channel said, since then, that its window is closed."""

    id: UUID
    conversation_id: UUID
    account_id: UUID
    recipient: str = field(repr=False)
    queued_seq: int
    last_in_at: datetime | None
    last_in_external_id: str | None
    sent_since: int
    refused_at: datetime | None
    context: Mapping[str, Any]

    @property
    def leg_id(self) -> UUID | None:
        """None where the conversation began."""
        return self.id if self.id != self.conversation_id else None


async def lock(tx: Tx, thread_id: UUID) -> Thread | None:
    """The thread, locked until commit; None where there is none (web chat)."""
    row = (await tx.execute(_LOCK, {"thread": thread_id})).one_or_none()
    return await _thread_of(tx, row) if row else None


async def get(tx: Tx, thread_id: UUID) -> Thread | None:
    """The thread, not locked; None where there is none (web chat)."""
    row = (await tx.execute(select(thread_table).where(t.id == thread_id))).one_or_none()
    return await _thread_of(tx, row) if row else None


async def prepare(
    tx: Tx, thread_id: UUID, conversation_id: UUID, account_id: UUID, recipient: str, *, seq: int = 0,
    open_since: datetime | None = None,
) -> None:  # fmt: skip
    """Before a conversation goes on in a channel, after `seq`: how its customer is reached there, should they agree.
    The reply window is that of what they wrote there before, or open since a time."""
    earlier = await newest_with(tx, account_id, recipient)
    (whose,) = await lines.addresses(tx, [(account_id, recipient)])
    await tx.execute(
        insert(thread_table)
        .values(
            id=thread_id, conversation_id=conversation_id, account_id=account_id, recipient=whose.line,
            sealed=whose.sealed, data_key=whose.key, queued_seq=seq, context=dict(earlier.context) if earlier else {},
            last_in_at=open_since or (earlier.last_in_at if earlier else None),
            last_in_external_id=earlier.last_in_external_id if earlier else None,
            sent_since=earlier.sent_since if earlier and open_since is None else 0,
            refused_at=earlier.refused_at if earlier and open_since is None else None,
        )
        .on_conflict_do_nothing(index_elements=["id"])
    )  # fmt: skip


async def newest_with(tx: Tx, account_id: UUID, recipient: str) -> Thread | None:
    """How somebody was reached last in an account, with what the adapter wants back."""
    line = await lines.line_of(tx, account_id, recipient)
    query = select(thread_table).where(t.account_id == account_id, t.recipient == line)
    newest = query.order_by(t.last_in_at.desc().nulls_last()).limit(1)
    row = (await tx.execute(newest)).one_or_none()
    return await _thread_of(tx, row) if row else None


@dataclass(frozen=True)
class WrittenFrom:
    """From where somebody wrote, when last, and what was sent since."""

    account_id: UUID
    recipient: str = field(repr=False)
    last_in_at: datetime
    sent_since: int
    refused_at: datetime | None


async def written_from(tx: Tx, family: Sequence[UUID]) -> list[WrittenFrom]:
    """From where these customers have written, the newest first."""
    theirs = select(c.id).where(c.customer_id == any_(bindparam("family", type_=ARRAY(Uuid))))
    query = (
        select(t.account_id, t.recipient, t.sealed, t.last_in_at, t.sent_since, t.refused_at)
        .ext(distinct_on(t.account_id, t.recipient))
        .where(t.conversation_id.in_(theirs), t.recipient != "", t.last_in_at.is_not(None))
        .order_by(t.account_id, t.recipient, t.last_in_at.desc())
    )
    rows = (await tx.execute(query, {"family": list(family)})).all()
    newest = sorted(rows, key=lambda row: row.last_in_at, reverse=True)[:_MOST]
    return [
        WrittenFrom(
            row.account_id, await lines.opened(tx, row.recipient, row.sealed), row.last_in_at, row.sent_since,
            row.refused_at,
        )
        for row in newest
    ]  # fmt: skip


async def find(tx: Tx, conversation_id: UUID) -> Thread | None:
    """The thread in which a conversation is now, not locked; None where it is in none (web chat)."""
    row = (await tx.execute(_FIND, {"conversation": conversation_id})).one_or_none()
    return await _thread_of(tx, row) if row else None


async def _thread_of(tx: Tx, row: Row[Any]) -> Thread:
    recipient = await lines.opened(tx, row.recipient, row.sealed)
    return Thread(
        row.id, row.conversation_id, row.account_id, recipient, row.queued_seq, row.last_in_at, row.last_in_external_id,
        row.sent_since, row.refused_at, row.context,
    )  # fmt: skip


async def reached(tx: Tx, conversation_id: UUID) -> tuple[UUID, str] | None:
    """The account and the address by which a conversation's customer is written to now; None in web chat."""
    thread = await find(tx, conversation_id)
    return (thread.account_id, thread.recipient) if thread and thread.recipient else None


async def note_incoming(
    tx: Tx,
    thread_id: UUID,
    conversation_id: UUID,
    account_id: UUID,
    incoming: Incoming,
    whose: Address,
    seq: int,
) -> None:
    """The customer wrote: the reply window opens anew, and what the adapter wants back is kept, unless it came late and
    a newer one was noted. A channel's clock may go fast: a window is never open longer for it. A new thread begins
    after `seq`: what was said before it came to this channel is not sent again."""
    told: dict[str, Any] = {
        "recipient": whose.line, "sealed": whose.sealed, "data_key": whose.key, "last_in_at": min(incoming.at, tx.now),
        "last_in_external_id": incoming.external_id, "context": dict(incoming.context),
    }  # fmt: skip
    adding = insert(thread_table).values(
        id=thread_id,
        conversation_id=conversation_id,
        account_id=account_id,
        queued_seq=seq,
        sent_since=0,
        **told,
    )
    newest = t.last_in_at.is_(None) | (t.last_in_at <= adding.excluded.last_in_at)
    kept = {name: case((newest, adding.excluded[name]), else_=t[name]) for name in told}
    anew = {**kept, "sent_since": 0, "refused_at": None}
    await tx.execute(adding.on_conflict_do_update(index_elements=["id"], set_=anew))


async def change(tx: Tx, thread_id: UUID, **values: Any) -> None:
    await tx.execute(update(thread_table).where(t.id == thread_id).values(**values))
