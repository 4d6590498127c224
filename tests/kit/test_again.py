"""A statement that is run again is the driver's: it answers, refuses and is cut off as before."""

import asyncio
import gc
import weakref
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from sqlalchemy import (
    Column,
    DateTime,
    Float,
    Integer,
    MetaData,
    Numeric,
    Select,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.exc import IntegrityError

from tandem.kit.db import Database
from tandem.kit.db.again import Repertoire
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id

tart = Table(
    "tart",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("name", Text),
    Column("size", Float),
    Column("price", Numeric),
    Column("layers", ARRAY(Text)),
    Column("about", JSONB),
    Column("at", DateTime(timezone=True)),
    Column("sold", Integer, key="gone", server_default="0"),
)
t = tart.c
ADD = insert(tart).on_conflict_do_nothing(index_elements=["id"])
PUT = insert(tart)
ALL = select(tart).order_by(t.name)
CHEAP = select(t.id, t.about, t.size.label("wide"), t.gone).where(t.name == bindparam("called"))
SELL = update(tart).where(t.name == bindparam("called")).values({t.gone: t.gone + 1}).returning(t.gone)
SOLD = select(t.id).where(t.gone == bindparam("many", type_=Integer))
EAT = delete(tart).where(t.name == bindparam("called"))
SUM = select(func.count(), func.max(t.size)).where(t.id.in_(bindparam("ids", expanding=True)))

TART: Mapping[str, Any] = {
    "name": "苹果", "size": 2.5, "price": None, "layers": ["酥", "软"], "about": {"nuts": False},
    "at": datetime(2026, 11, 22, tzinfo=UTC),
}  # fmt: skip


@pytest.fixture
async def shop(db: Database, connection: asyncpg.Connection) -> Database:
    await connection.execute(
        "CREATE TABLE tart (id uuid PRIMARY KEY, name text, size float8, price numeric, layers text[], about jsonb,"
        " at timestamptz, sold int DEFAULT 0)"
    )
    return db


async def asked(shop: Database, statement: Any, params: Mapping[str, Any] | None = None) -> Any:
    async with shop.transaction() as tx:
        found = await tx.execute(statement, params)
        return found.all() if found.returns_rows else found.rowcount


async def test_the_third_answer_is_the_first(shop: Database) -> None:
    ids = [new_id() for _ in range(3)]
    assert [await asked(shop, ADD, {"id": id_, **TART}) for id_ in (*ids, ids[0])] == [1, 1, 1, 0]
    rows: list[tuple[Select[Any], Mapping[str, Any] | None]] = [
        (ALL, None),
        (CHEAP, {"called": "苹果"}),
        (SUM, {"ids": ids[:2]}),
    ]
    for statement, params in rows:
        first, *others = [await asked(shop, statement, params) for _ in range(3)]
        assert first
        assert all(other == first for other in others)
        assert [dict(one._mapping) for one in others[-1]] == [dict(one._mapping) for one in first]
    cheap = (await asked(shop, CHEAP, {"called": "苹果"}))[0]
    assert (cheap.about, cheap.wide, cheap.gone, cheap._mapping[t.about]) == (
        {"nuts": False},
        2.5,
        0,
        {"nuts": False},
    )
    assert [len(await asked(shop, SELL, {"called": "苹果"})) for _ in range(3)] == [3, 3, 3]
    assert [await asked(shop, EAT, {"called": called}) for called in ("梨", "梨", "苹果")] == [0, 0, 3]


async def test_what_is_refused_is_refused_the_same_way(shop: Database) -> None:
    values = {"id": new_id(), **TART}
    await asked(shop, PUT, values)
    for _ in range(3):
        with pytest.raises(IntegrityError, match="tart_pkey"):
            await asked(shop, PUT, values)
        for unstorable in ("a\0b", "half \ud83d"):
            with pytest.raises(Invalid):
                await asked(shop, CHEAP, {"called": unstorable})
        with pytest.raises(Invalid):
            await asked(shop, SOLD, {"many": 2**40})
    assert len(await asked(shop, ALL)) == 1


def test_a_statement_is_forgotten_with_who_built_it() -> None:
    repertoire = Repertoire(PGDialect_asyncpg())  # type: ignore[no-untyped-call]
    once = select(t.id, func.count().label("n")).where(t.name == bindparam("called")).group_by(t.id)
    assert [repertoire.get(once, {"called": "苹果"}) is None for _ in range(3)] == [True, False, False]
    gone = weakref.ref(once)
    del once
    gc.collect()
    assert gone() is None


async def test_cut_off_anywhere_loses_nothing_that_comes_later(shop: Database) -> None:
    """A transaction that was begun and not ended would swallow those after it on its connection."""

    async def bake() -> None:
        async with shop.transaction() as tx:
            await tx.execute(ADD, {"id": new_id(), **TART, "name": "cut off"})
            await tx.execute(CHEAP, {"called": "苹果"})
            await asyncio.Event().wait()

    await asked(shop, ADD, {"id": new_id(), **TART})
    for steps in range(24):
        task = asyncio.create_task(bake())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asked(shop, ADD, {"id": new_id(), **TART})
    other = Database(shop.url)
    try:
        assert [one.name for one in await asked(other, ALL)] == ["苹果"] * 25
    finally:
        await other.close()
