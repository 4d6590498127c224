"""The outbox: what goes to customers, part by part, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert

from tandem.contexts.channels.written.models import account_table, outbox_table
from tandem.contexts.channels.written.repository.threads import Thread
from tandem.contexts.channels.written.rules.fitting import Part
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

o = outbox_table.c
_FIRST_OPEN = (
    select(outbox_table)
    .where(o.thread_id == bindparam("thread"), o.state.in_(("queued", "sending")))
    .order_by(o.seq, o.part)
    .limit(1)
)
_WAITING = select(func.count()).where(
    o.thread_id == bindparam("thread"), o.state.in_(("queued", "sending")), o.template.is_(None)
)
_STATES = select(o.state).where(o.message_id == bindparam("message"))


async def add(
    tx: Tx, thread: Thread, message_id: UUID, seq: int, parts: Sequence[Part], attachment_id: UUID | None,
    template: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Queue the parts of one message; those that are there already stay as they are, for a message is carried over to
    another leg and queued there by whichever comes first. `template`: what it was made of."""
    rows = [
        {
            "id": new_id(), "thread_id": thread.id, "conversation_id": thread.conversation_id,
            "account_id": thread.account_id, "message_id": message_id, "seq": seq, "part": number,
            "kind": part.kind, "text": part.text,
            "options": [[option.id, option.label] for option in part.options],
            "attachment_id": attachment_id if part.kind not in ("text", "choice") else None,
            "template": template, "state_at": tx.now, "created_at": tx.now,
        }
        for number, part in enumerate(parts)
    ]  # fmt: skip
    if rows:
        adding = upsert(outbox_table).on_conflict_do_nothing(index_elements=["message_id", "part"])
        await tx.execute(adding, rows)


async def first_open(tx: Tx, thread_id: UUID) -> Row[Any] | None:
    """The part whose turn it is."""
    return (await tx.execute(_FIRST_OPEN, {"thread": thread_id})).one_or_none()


async def waiting(tx: Tx, thread_id: UUID) -> int:
    """How many parts will use the reply window before what is said now."""
    return int((await tx.execute(_WAITING, {"thread": thread_id})).scalar_one())


async def is_held(tx: Tx, thread_id: UUID, reason: str) -> bool:
    """Whether something of a thread is held for `reason`."""
    query = select(o.id).where(o.thread_id == thread_id, o.state == "held", o.error == reason)
    return (await tx.execute(query.limit(1))).first() is not None


async def give_up_message(tx: Tx, conversation_id: UUID, message_id: UUID, by: str) -> int:
    """Nothing of a message that failed is sent any more; how many parts."""
    stuck = (
        (o.conversation_id == conversation_id)
        & (o.message_id == message_id)
        & o.state.in_(("held", "failed"))
    )
    gone = await tx.execute(
        update(outbox_table).where(stuck).values(state="dropped", state_at=tx.now, resent_by=by)
    )
    return gone.rowcount


async def unsent(tx: Tx, conversation_id: UUID, limit: int = 50) -> list[Row[Any]]:
    """Messages that did not go out, the newest first: message_id, state, error of the part that is worst off."""
    query = (
        select(o.message_id, func.max(o.state).label("state"), func.max(o.error).label("error"))
        .where(o.conversation_id == conversation_id, o.state.in_(("held", "failed")))
        .group_by(o.message_id, o.seq)
        .order_by(o.seq.desc())
        .limit(limit)
    )
    return list((await tx.execute(query)).all())


async def move(tx: Tx, part_id: UUID, state: str, **values: Any) -> None:
    """To another state, now."""
    await tx.execute(
        update(outbox_table).where(o.id == part_id).values(state=state, state_at=tx.now, **values)
    )


async def states(tx: Tx, message_id: UUID) -> list[str]:
    """Of all parts of a message."""
    return list((await tx.execute(_STATES, {"message": message_id})).scalars())


async def by_external_id(tx: Tx, account_id: UUID, external_id: str) -> Row[Any] | None:
    """The part that a receipt is about, locked."""
    query = select(outbox_table).where(o.account_id == account_id, o.external_id == external_id)
    return (await tx.execute(query.order_by(o.created_at.desc()).limit(1).with_for_update())).one_or_none()


async def release(tx: Tx, thread_id: UUID, reason: str) -> int:
    """Queue again what was held in a thread for `reason`; how many parts."""
    freed = await tx.execute(
        update(outbox_table)
        .where(o.thread_id == thread_id, o.state == "held", o.error == reason)
        .values(state="queued", state_at=tx.now, error=None, error_detail=None, due_at=None)
    )
    return freed.rowcount


async def take_unsent(tx: Tx, thread_id: UUID) -> list[UUID]:
    """Take the messages out of a LOCKED thread of which nothing went out, or is going out; their ids. What a person
    gave up stays given up."""
    gone = o.state.in_(("sending", "sent", "delivered", "read", "dropped"))
    begun = select(o.message_id).where(o.thread_id == thread_id, gone)
    taken = delete(outbox_table).where(o.thread_id == thread_id, o.message_id.not_in(begun))
    return list(dict.fromkeys((await tx.execute(taken.returning(o.message_id))).scalars()))


async def lock(tx: Tx, part_id: UUID) -> Row[Any] | None:
    return (await tx.execute(select(outbox_table).where(o.id == part_id).with_for_update())).one_or_none()


async def failed_of_account(tx: Tx, account_id: UUID, limit: int) -> list[Row[Any]]:
    """Dead letters of an account, the oldest first, locked."""
    query = select(outbox_table).where(o.account_id == account_id, o.state == "failed")
    query = query.order_by(o.state_at, o.id).limit(limit).with_for_update(skip_locked=True)
    return list((await tx.execute(query)).all())


async def stuck(tx: Tx, account_id: UUID, after: tuple[datetime, UUID] | None, limit: int) -> list[Row[Any]]:
    """Held and failed parts of an account, newest first. Without their texts: those are in the conversation, for who
    may read it."""
    shown = [
        o.id, o.conversation_id, o.seq, o.part, o.kind, o.state, o.state_at, o.created_at, o.attempts, o.error,
        o.error_detail,
    ]  # fmt: skip
    query = select(*shown).where(o.account_id == account_id, o.state.in_(("held", "failed")))
    if after is not None:
        query = query.where(tuple_(o.state_at, o.id) < after)
    return list((await tx.execute(query.order_by(o.state_at.desc(), o.id.desc()).limit(limit))).all())


async def idle(tx: Tx, older_than_s: float, limit: int = 200) -> list[UUID]:
    """Threads with parts to send that nobody seems to be sending, the oldest first: their job was lost."""
    late = text("now() - make_interval(secs => :late)").bindparams(late=older_than_s)
    query = (
        select(o.thread_id)
        .join(account_table, account_table.c.id == o.account_id)
        .where(o.state.in_(("queued", "sending")), o.state_at < late, account_table.c.paused_at.is_(None))
        .where(o.due_at.is_(None) | (o.due_at < late))
        .group_by(o.thread_id)
        .order_by(func.min(o.state_at))
        .limit(limit)
    )
    return [row.thread_id for row in (await tx.execute(query)).all()]


async def open_of_account(tx: Tx, account_id: UUID) -> list[UUID]:
    """Threads of an account with parts to send."""
    query = (
        select(o.thread_id).distinct().where(o.account_id == account_id, o.state.in_(("queued", "sending")))
    )
    return [row.thread_id for row in (await tx.execute(query)).all()]
