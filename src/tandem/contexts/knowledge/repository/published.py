"""What is published: for the index, for first questions, and how often it was used."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.knowledge.models import (
    category_table,
    entry_table,
    generation_table,
    use_table,
    version_table,
)
from tandem.contexts.knowledge.views import Published
from tandem.kit.db import Tx

e, v, c, g = entry_table.c, version_table.c, category_table.c, generation_table.c


async def generation(tx: Tx) -> int:
    """Grows with every change of what is published; 0 before the first."""
    return (await tx.execute(select(g.n))).scalar_one_or_none() or 0


async def next_generation(tx: Tx) -> None:
    row = insert(generation_table).values(id=1, n=1)
    await tx.execute(row.on_conflict_do_update(index_elements=[g.id], set_={"n": g.n + 1}))


async def all_published(
    tx: Tx, *, keys: Sequence[str] | None = None, ids: Sequence[UUID] | None = None
) -> list[Published]:
    """Published versions by key, also those whose time has not come or is over. `keys` or `ids` narrow."""
    query = (
        select(
            e.id, e.key, c.key.label("category_key"), v.n, v.question, v.question_en, v.answer, v.phrasings,
            v.related, v.effective_from, v.effective_to,
        )
        .join_from(entry_table, version_table, and_(v.entry_id == e.id, v.n == e.published_n))
        .join(category_table, c.id == v.category_id)
        .order_by(e.key)
    )  # fmt: skip
    if keys is not None:
        query = query.where(e.key.in_(keys))
    if ids is not None:
        query = query.where(e.id.in_(ids))
    return [
        Published(**{**row, "phrasings": tuple(row["phrasings"]), "related": tuple(row["related"])})
        for row in (await tx.execute(query)).mappings()
    ]


async def categories_in_use(tx: Tx) -> list[tuple[str, str, str | None]]:
    """(key, title, English title) of categories with something in force, in order."""
    in_force = and_(
        or_(v.effective_from.is_(None), v.effective_from <= tx.now),
        or_(v.effective_to.is_(None), v.effective_to > tx.now),
    )
    some = (
        select(v.id)
        .join_from(entry_table, version_table, and_(v.entry_id == e.id, v.n == e.published_n))
        .where(v.category_id == c.id, in_force)
        .exists()
    )
    rows = await tx.execute(select(c.key, c.title, c.title_en).where(some).order_by(c.position, c.key))
    return [(row.key, row.title, row.title_en) for row in rows]


async def count_use(tx: Tx, entry_id: UUID, day: date) -> None:
    u = use_table.c
    row = insert(use_table).values(entry_id=entry_id, day=day, answers=1)
    await tx.execute(
        row.on_conflict_do_update(index_elements=[u.entry_id, u.day], set_={"answers": u.answers + 1})
    )
