"""Intents, and how many examples they have."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.bot.training.models import bot_example_table, bot_intent_table
from tandem.contexts.bot.training.rules.keeping_step import BY_SYNC, Known, Published
from tandem.kit.db import Tx

i, e = bot_intent_table.c, bot_example_table.c
_LOCK = text("SELECT pg_advisory_xact_lock(31337, 1)")


@dataclass(frozen=True)
class Intent:
    """`examples` train, `labelled` of them were labelled on turns, `test_examples` are held back."""

    key: str
    name: str
    origin: str
    target_kind: str
    target_key: str | None
    retired_at: datetime | None
    merged_into: str | None
    examples: int = 0
    labelled: int = 0
    test_examples: int = 0

    @property
    def open(self) -> bool:
        """Whether examples may be added, and customers be understood so."""
        return self.retired_at is None and self.merged_into is None


_COLUMNS = [i.key, i.name, i.origin, i.target_kind, i.target_key, i.retired_at, i.merged_into]
# Examples of an intent that was merged count for the one it was merged into.
_OWNER = func.coalesce(i.merged_into, i.key)


def _counted() -> Select[Any]:
    counts = (
        select(
            _OWNER.label("owner"),
            func.count().filter(e.split == "train").label("examples"),
            func.count().filter(e.split == "train", e.source == "label").label("labelled"),
            func.count().filter(e.split == "test").label("test_examples"),
        )
        .join_from(bot_example_table, bot_intent_table, e.intent_key == i.key)
        .where(e.removed_at.is_(None))
        .group_by(_OWNER)
        .subquery()
    )
    return select(
        *_COLUMNS,
        func.coalesce(counts.c.examples, 0).label("examples"),
        func.coalesce(counts.c.labelled, 0).label("labelled"),
        func.coalesce(counts.c.test_examples, 0).label("test_examples"),
    ).outerjoin_from(bot_intent_table, counts, counts.c.owner == i.key)


def _of(row: Row[Any]) -> Intent:
    return Intent(**row._mapping)


async def listed(tx: Tx, *, q: str | None = None, retired: bool = False) -> list[Intent]:
    """Intents by name. `q`: part of name or key; `retired`: those retired or merged instead of the open ones."""
    closed: ColumnElement[bool] = or_(i.retired_at.is_not(None), i.merged_into.is_not(None))
    query = _counted().where(closed if retired else ~closed).order_by(i.name, i.key)
    if q:
        query = query.where(or_(i.name.icontains(q, autoescape=True), i.key.icontains(q, autoescape=True)))
    return [_of(row) for row in (await tx.execute(query)).all()]


async def find(tx: Tx, key: str, *, lock: bool = False) -> Intent | None:
    """One intent with its counts; with `lock` its row is held."""
    if lock:
        await tx.execute(select(i.key).where(i.key == key).with_for_update())
    row = (await tx.execute(_counted().where(i.key == key))).one_or_none()
    return _of(row) if row else None


async def with_owners(tx: Tx, keys: Collection[str]) -> dict[str, Intent]:
    """The intents that these count for, without their counts: of what was merged, the one it went into."""
    mine = select(i.key, i.merged_into).where(i.key.in_(keys))
    owner = {row.key: row.merged_into or row.key for row in (await tx.execute(mine)).all()}
    rows = await tx.execute(select(*_COLUMNS).where(i.key.in_(owner.values())))
    found = {row.key: _of(row) for row in rows.all()}
    return {key: found[counts] for key, counts in owner.items()}


async def everything(tx: Tx) -> dict[str, Intent]:
    """All intents, closed ones too, without their counts."""
    return {row.key: _of(row) for row in (await tx.execute(select(*_COLUMNS))).all()}


def owners(known: Mapping[str, Intent]) -> dict[str, str | None]:
    """For each intent the one that its examples count for; None when that is retired."""
    found: dict[str, str | None] = {}
    for key, one in known.items():
        owner = known[one.merged_into or key]
        found[key] = owner.key if owner.retired_at is None else None
    return found


async def create(tx: Tx, key: str, name: str, kind: str, target: str | None, by: str) -> None:
    await tx.execute(
        insert(bot_intent_table).values(
            key=key, name=name, origin="trainer", target_kind=kind, target_key=target, created_at=tx.now,
            created_by=by,
        )
    )  # fmt: skip


async def change(tx: Tx, key: str, values: Mapping[str, Any]) -> None:
    await tx.execute(update(bot_intent_table).where(i.key == key).values(**values))


async def merge(tx: Tx, key: str, into: str) -> None:
    """What was merged into `key` before goes on to `into`, so that there is never a chain."""
    mine = or_(i.key == key, i.merged_into == key)
    await tx.execute(update(bot_intent_table).where(mine).values(merged_into=into))


# Keeping step -------------------------------------------------------------------------------------------------


async def one_at_a_time(tx: Tx) -> None:
    """Nobody else keeps step until this transaction ends."""
    await tx.execute(_LOCK)


async def kept_in_step(tx: Tx) -> list[Known]:
    """The intents of entries and flows, with the examples that came from there."""
    rows = await tx.execute(
        select(i.key, i.name, i.retired_by, e.text_hash, e.id)
        .outerjoin_from(
            bot_intent_table,
            bot_example_table,
            and_(e.intent_key == i.key, e.removed_at.is_(None), e.source.in_(("knowledge", "flow"))),
        )
        .where(i.origin != "trainer")
    )
    found: dict[str, tuple[str, str | None, dict[bytes, Any]]] = {}
    for row in rows.all():
        examples = found.setdefault(row.key, (row.name, row.retired_by, {}))[2]
        if row.id is not None:
            examples[bytes(row.text_hash)] = row.id
    return [Known(key, name, retired_by, examples) for key, (name, retired_by, examples) in found.items()]


async def create_published(tx: Tx, published: Sequence[Published]) -> None:
    rows = [
        {
            "key": one.key, "name": one.name, "origin": one.origin,
            "target_kind": "entry" if one.origin == "knowledge" else "flow", "target_key": one.target_key,
            "created_at": tx.now, "created_by": BY_SYNC,
        }
        for one in published
    ]  # fmt: skip
    if rows:
        await tx.execute(insert(bot_intent_table).on_conflict_do_nothing(), rows)


async def close(tx: Tx, keys: Sequence[str]) -> None:
    """Their entries or flows are gone."""
    await tx.execute(
        update(bot_intent_table).where(i.key.in_(keys)).values(retired_at=tx.now, retired_by=BY_SYNC)
    )


async def reopen(tx: Tx, keys: Sequence[str]) -> None:
    """Their entries or flows are back."""
    await tx.execute(update(bot_intent_table).where(i.key.in_(keys)).values(retired_at=None, retired_by=None))
