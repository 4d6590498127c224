"""Questions about types are asked once a process, not once a connection."""

from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from tandem.kit.db import Database
from tandem.kit.db.connection import Connection

ARRAYS = text("SELECT ARRAY[1::numeric, 2] AS numbers, ARRAY[gen_random_uuid()] AS ids")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[frozenset[int]]:
    """What asyncpg itself asked PostgreSQL about, from an empty memory on."""
    found: list[frozenset[int]] = []
    original = asyncpg.Connection._introspect_types

    async def noted(self: Any, typeoids: Any, timeout: float | None) -> Any:
        found.append(frozenset(typeoids))
        return await original(self, typeoids, timeout)

    monkeypatch.setattr(asyncpg.Connection, "_introspect_types", noted)
    monkeypatch.setattr(Connection, "_answers", {})
    return found


async def _ask(url: str, statement: Any) -> Any:
    db = Database(url, pool_size=1)
    try:
        async with db.transaction() as tx:
            return (await tx.execute(statement)).one()
    finally:
        await db.close()


async def test_a_second_connection_knows_the_array_types(
    database_url: str, asked: list[frozenset[int]]
) -> None:
    first = await _ask(database_url, ARRAYS)
    assert asked, "asyncpg does not ask any more: kit/db/connection.py has no purpose left"
    before = len(asked)
    second = await _ask(database_url, ARRAYS)
    assert len(asked) == before
    assert first.numbers == second.numbers == [1, 2]
    assert len(second.ids) == 1


async def test_types_of_this_database_alone_are_asked_about_each_time(
    database_url: str, asked: list[frozenset[int]]
) -> None:
    db = Database(database_url, pool_size=1)
    try:
        async with db.transaction() as tx:
            await tx.execute(text("CREATE TYPE flavour AS ENUM ('lemon')"))
    finally:
        await db.close()
    flavours = text("SELECT ARRAY['lemon'::flavour] AS found")
    for _ in range(2):
        asked.clear()
        assert (await _ask(database_url, flavours)).found == ["lemon"]
        assert asked
