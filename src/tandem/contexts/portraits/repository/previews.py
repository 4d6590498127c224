"""How many customers a rule matches, and some of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from tandem.contexts.portraits.models import portrait_table
from tandem.contexts.portraits.repository.columns import NO_TIME, column, condition
from tandem.contexts.portraits.rules.language import Tree
from tandem.kit.db import Tx

p = portrait_table.c


@dataclass(frozen=True)
class Counted:
    """`unknown`: customers of whom nobody can say, because a fact is missing."""

    total: int
    matches: int
    unknown: int


def _who(everybody: bool) -> ColumnElement[bool]:
    """Of whom a rule may say anything: who has a portrait, and unless it is for `everybody` has agreed to one."""
    return p.base.is_not(None) if everybody else and_(p.base.is_not(None), p.without.is_(None))


async def count(tx: Tx, tree: Tree, today: date, *, everybody: bool) -> Counted:
    """Over every customer of whom the rule may say anything. `everybody`: also those who have not agreed to profiling.
    Ends with Unavailable("busy") after 10 s."""
    await tx.execute(NO_TIME)
    held = select(condition(tree).label("held")).where(_who(everybody)).subquery()
    query = select(
        func.count().label("total"), func.count().filter(held.c.held).label("matches"),
        func.count().filter(held.c.held.is_(None)).label("unknown"),
    ).select_from(held)  # fmt: skip
    row = (await tx.execute(query, {"today": today, "now": tx.now})).one()
    return Counted(row.total, row.matches, row.unknown)


async def examples(
    tx: Tx, tree: Tree, today: date, names: Sequence[str], limit: int, *, everybody: bool
) -> list[tuple[UUID, Mapping[str, Any]]]:
    """Some customers who match, with these facts. Those changed last come first."""
    columns = [column(name).label(f"fact_{name}") for name in names]
    query = (
        select(p.customer_id, *columns)
        .where(_who(everybody), condition(tree))
        .order_by(p.computed_at.desc(), p.customer_id)
        .limit(limit)
    )
    rows = (await tx.execute(query, {"today": today, "now": tx.now})).all()
    return [(row.customer_id, {n: row._mapping[f"fact_{n}"] for n in names}) for row in rows]


async def held(tx: Tx, tree: Tree, today: date) -> dict[UUID, bool | None]:
    """What the rule says of every customer, by SQL: for tests that compare it with the pure rule."""
    query = select(p.customer_id, condition(tree).label("held")).where(p.base.is_not(None))
    rows = (await tx.execute(query, {"today": today, "now": tx.now})).all()
    return {row.customer_id: row.held for row in rows}
