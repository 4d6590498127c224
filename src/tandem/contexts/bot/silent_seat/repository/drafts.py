"""Drafts: the rows, and who may see them."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, bindparam, false, func, insert, or_, select, update

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.silent_seat.draft import Draft
from tandem.contexts.bot.silent_seat.models import bot_draft_table, training_example_table
from tandem.contexts.conversations.api import readable_ids, tables
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

d = bot_draft_table.c
_COLUMNS = [d[field.name] for field in fields(Draft)]
_BEGUN = select(*_COLUMNS).where(d.conversation_id == bindparam("conversation_id"))
_OF_MESSAGE = select(*_COLUMNS).where(d.message_id == bindparam("message_id"))
_LAST_OF = _BEGUN.order_by(d.seq.desc()).limit(1)
_WAITING_OF = _BEGUN.where(d.state == "waiting")
_HOW_MANY_WAIT = select(func.count()).where(d.state == "waiting")


def _of(row: Row[Any]) -> Draft:
    return Draft(**{field.name: getattr(row, field.name) for field in fields(Draft)})


def _readable_by(actor: Actor) -> ColumnElement[bool]:
    return d.conversation_id.in_(readable_ids(actor))


async def insert_draft(tx: Tx, values: Mapping[str, Any]) -> Draft:
    row = (await tx.execute(insert(bot_draft_table).values(**values).returning(*_COLUMNS))).one()
    return _of(row)


async def find(tx: Tx, actor: Actor, draft_id: UUID) -> Draft | None:
    """The draft, if the actor may read its conversation, or decided on it, or looked at it last."""
    mine = or_(d.decided_by_id == actor.id, d.held_by == actor.id) if actor.id is not None else false()
    query = select(*_COLUMNS).where(d.id == draft_id, or_(_readable_by(actor), mine))
    row = (await tx.execute(query)).one_or_none()
    return _of(row) if row else None


async def get(tx: Tx, draft_id: UUID) -> Draft | None:
    """The draft as it is now, for actions that have its conversation locked."""
    row = (await tx.execute(select(*_COLUMNS).where(d.id == draft_id))).one_or_none()
    return _of(row) if row else None


async def of_message(tx: Tx, message_id: UUID) -> Draft | None:
    row = (await tx.execute(_OF_MESSAGE, {"message_id": message_id})).one_or_none()
    return _of(row) if row else None


async def waiting_of(tx: Tx, conversation_id: UUID) -> Draft | None:
    """The conversation's draft that nobody has decided on."""
    row = (await tx.execute(_WAITING_OF, {"conversation_id": conversation_id})).one_or_none()
    return _of(row) if row else None


async def last_of(tx: Tx, conversation_id: UUID) -> Draft | None:
    """The conversation's newest draft, whatever became of it."""
    row = (await tx.execute(_LAST_OF, {"conversation_id": conversation_id})).one_or_none()
    return _of(row) if row else None


async def line(tx: Tx, actor: Actor, limit: int) -> list[Draft]:
    """What waits for the actor, first due first. What left the silent seat a moment ago is left out, though
    its row may not say so yet."""
    c = tables.conversation.c
    rows = await tx.execute(
        select(*_COLUMNS)
        .join(tables.conversation, and_(c.id == d.conversation_id, c.controller == "silent_seat"))
        .where(d.state == "waiting", _readable_by(actor))
        .order_by(d.due_at, d.id)
        .limit(limit)
    )
    return [_of(row) for row in rows.all()]


async def count_waiting(tx: Tx) -> int:
    return int((await tx.execute(_HOW_MANY_WAIT)).scalar_one())


async def change(tx: Tx, draft_id: UUID, **values: Any) -> Draft:
    row = (
        await tx.execute(
            update(bot_draft_table).where(d.id == draft_id).values(**values).returning(*_COLUMNS)
        )
    ).one()
    return _of(row)


async def hold(
    tx: Tx, draft_id: UUID, staff_id: UUID, name: str, until: datetime, now: datetime
) -> Draft | None:
    """Note who looks at a waiting draft, unless somebody else does; None then."""
    free = or_(d.held_by.is_(None), d.held_by == staff_id, d.held_until <= now)
    row = (
        await tx.execute(
            update(bot_draft_table)
            .where(d.id == draft_id, d.state == "waiting", free)
            .values(held_by=staff_id, held_by_name=name, held_until=until)
            .returning(*_COLUMNS)
        )
    ).one_or_none()
    return _of(row) if row else None


async def release(tx: Tx, draft_id: UUID, staff_id: UUID) -> bool:
    """End one's own look; False when it was over."""
    freed = await tx.execute(
        update(bot_draft_table)
        .where(d.id == draft_id, d.held_by == staff_id, d.state == "waiting")
        .values(held_by=None, held_by_name=None, held_until=None)
    )
    return bool(freed.rowcount)


async def keep_example(tx: Tx, draft: Draft, outcome: str, text: str, entry_id: UUID | None) -> None:
    """What a person said instead of the draft, for the trainers."""
    await tx.execute(
        insert(training_example_table).values(
            id=new_id(), draft_id=draft.id, conversation_id=draft.conversation_id, outcome=outcome,
            question=draft.question, bot_text=draft.text, bot_entry_id=draft.entry_id, person_text=text,
            person_entry_id=entry_id, by_id=draft.decided_by_id, by_name=draft.decided_by_name, at=tx.now,
        )
    )  # fmt: skip
