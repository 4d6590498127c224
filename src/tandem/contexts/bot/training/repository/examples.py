"""Examples: texts with their intents."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.silent_seat.models import training_example_table
from tandem.contexts.bot.training.models import bot_example_table, bot_intent_table
from tandem.contexts.bot.training.rules.splitting import split_of, text_hash
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

e, i, d = bot_example_table.c, bot_intent_table.c, training_example_table.c
KEPT_IN_STEP = ("knowledge", "flow")
_SHOWN = [e.id, e.text, e.intent_key, e.source, e.split, e.by_name, e.at]


@dataclass(frozen=True)
class Example:
    id: UUID
    text: str
    intent_key: str | None
    source: str
    split: str
    by_name: str | None
    at: datetime


@dataclass(frozen=True)
class Correction:
    """What a person at the silent seat chose in place of a draft."""

    draft_id: UUID
    question: str
    entry_id: UUID
    by_id: UUID | None
    by_name: str | None


def row_of(
    tx: Tx, intent: str | None, text: str, source: str, by: Actor | None = None, **more: Any
) -> dict[str, Any]:
    """A new example's columns."""
    return {
        "id": new_id(), "intent_key": intent, "text": text.strip(), "text_hash": text_hash(text),
        "source": source, "split": split_of(text), "turn_id": None, "draft_id": None,
        "by_id": by.id if by else None, "by_name": by.name if by else None, "at": tx.now, **more,
    }  # fmt: skip


async def add(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> int:
    """How many were new; an intent has each text once."""
    if not rows:
        return 0
    added = await tx.execute(
        insert(bot_example_table).values(list(rows)).on_conflict_do_nothing().returning(e.id)
    )
    return len(added.all())


async def of_intent(tx: Tx, key: str, after: tuple[datetime, UUID] | None, limit: int) -> list[Example]:
    """The examples of an intent and of those merged into it, newest first."""
    owners = select(i.key).where((i.key == key) | (i.merged_into == key))
    query = select(*_SHOWN).where(e.intent_key.in_(owners), e.removed_at.is_(None))
    if after is not None:
        query = query.where(tuple_(e.at, e.id) < after)
    rows = await tx.execute(query.order_by(e.at.desc(), e.id.desc()).limit(limit))
    return [Example(**row._mapping) for row in rows.all()]


async def out_of_scope(tx: Tx, after: tuple[datetime, UUID] | None, limit: int) -> list[Example]:
    """What people said is no intent of ours, newest first."""
    query = select(*_SHOWN).where(e.intent_key.is_(None), e.removed_at.is_(None))
    if after is not None:
        query = query.where(tuple_(e.at, e.id) < after)
    rows = await tx.execute(query.order_by(e.at.desc(), e.id.desc()).limit(limit))
    return [Example(**row._mapping) for row in rows.all()]


async def everything(tx: Tx) -> list[Example]:
    """All examples there are, in the order they came."""
    rows = await tx.execute(select(*_SHOWN).where(e.removed_at.is_(None)).order_by(e.at, e.id))
    return [Example(**row._mapping) for row in rows.all()]


async def find(tx: Tx, example_id: UUID) -> Example | None:
    """The example, its row held."""
    query = select(*_SHOWN).where(e.id == example_id, e.removed_at.is_(None)).with_for_update()
    row = (await tx.execute(query)).one_or_none()
    return Example(**row._mapping) if row else None


async def remove(tx: Tx, ids: Sequence[UUID], by: str) -> None:
    """The row stays, for who asks later."""
    if ids:
        await tx.execute(
            update(bot_example_table)
            .where(e.id.in_(ids), e.removed_at.is_(None))
            .values(removed_at=tx.now, removed_by=by)
        )


async def remove_of_turns(tx: Tx, turn_ids: Collection[UUID], by: str) -> None:
    """Examples that labels on these turns made."""
    await tx.execute(
        update(bot_example_table)
        .where(e.turn_id.in_(turn_ids), e.source == "label", e.removed_at.is_(None))
        .values(removed_at=tx.now, removed_by=by)
    )


async def trained_intents(tx: Tx) -> list[str]:
    """Two of the open intents that have something to learn from, if there are so many."""
    owner = func.coalesce(i.merged_into, i.key)
    query = (
        select(owner)
        .join_from(bot_example_table, bot_intent_table, e.intent_key == i.key)
        .where(e.removed_at.is_(None), e.split == "train", i.retired_at.is_(None))
        .distinct()
        .limit(2)
    )
    return list((await tx.execute(query)).scalars())


def _not_taken() -> ColumnElement[bool]:
    return ~select(e.id).where(e.draft_id == d.draft_id).exists()


async def corrected_entries(tx: Tx) -> list[UUID]:
    """The entries that people chose in place of drafts which are no examples yet."""
    query = select(d.person_entry_id).where(d.person_entry_id.is_not(None), _not_taken()).distinct()
    return list((await tx.execute(query)).scalars())


async def corrections(tx: Tx, entry_ids: Collection[UUID], limit: int) -> list[Correction]:
    """Corrected drafts that are no examples yet, of these entries, oldest first."""
    rows = await tx.execute(
        select(d.draft_id, d.question, d.person_entry_id.label("entry_id"), d.by_id, d.by_name)
        .where(d.person_entry_id.in_(entry_ids), _not_taken())
        .order_by(d.at)
        .limit(limit)
    )
    return [Correction(**row._mapping) for row in rows.all()]


async def move(tx: Tx, by: Actor, example: Example, key: str | None) -> Example:
    """The example under another intent (None: out of scope). One that this intent has already takes its place."""
    old = (await tx.execute(select(bot_example_table).where(e.id == example.id))).one()._mapping
    await remove(tx, [example.id], by.label)
    values = {
        **old, "id": new_id(), "intent_key": key, "by_id": by.id, "by_name": by.name, "at": tx.now,
        "removed_at": None, "removed_by": None,
    }  # fmt: skip
    await add(tx, [values])
    same = func.coalesce(e.intent_key, "") == (key or "")
    query = select(*_SHOWN).where(same, e.text_hash == old["text_hash"], e.removed_at.is_(None))
    return Example(**(await tx.execute(query)).one()._mapping)
