"""Categories."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from tandem.contexts.knowledge.models import category_table
from tandem.contexts.knowledge.views import Category
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

c = category_table.c
_COLUMNS = (c.id, c.key, c.title, c.title_en)


async def all_categories(tx: Tx) -> list[Category]:
    rows = await tx.execute(select(*_COLUMNS).order_by(c.position, c.key))
    return [_category(row) for row in rows]


async def by_id(tx: Tx, category_id: UUID) -> Category | None:
    row = (await tx.execute(select(*_COLUMNS).where(c.id == category_id))).one_or_none()
    return _category(row) if row else None


async def by_key(tx: Tx, key: str) -> Category | None:
    row = (await tx.execute(select(*_COLUMNS).where(c.key == key))).one_or_none()
    return _category(row) if row else None


async def add(tx: Tx, key: str, title: str, title_en: str | None) -> Category:
    """A new category behind the others."""
    last = (await tx.execute(select(func.coalesce(func.max(c.position), -1)))).scalar_one()
    made = Category(new_id(), key, title, title_en)
    await tx.execute(
        insert(category_table).values(
            id=made.id, key=key, title=title, title_en=title_en, position=last + 1, created_at=tx.now
        )
    )
    return made


async def rename(tx: Tx, category_id: UUID, title: str, title_en: str | None) -> Category | None:
    """The category under its new names; None when there is none."""
    values = {"title": title, "title_en": title_en}
    query = update(category_table).where(c.id == category_id).values(**values).returning(*_COLUMNS)
    row = (await tx.execute(query)).one_or_none()
    return _category(row) if row else None


def _category(row: Row[Any]) -> Category:
    return Category(row.id, row.key, row.title, row.title_en)
