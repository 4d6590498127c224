"""A Database over a fresh PostgreSQL database with kit's own tables."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest

from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.db.timer_rows import timer_table
from tandem.kit.events import event_table
from tandem.kit.metadata import metadata

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


async def create_kit_tables(database: Database) -> None:
    """For as long as a migration may not have made them yet."""
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all, tables=[event_table, timer_table])


Eventually = Callable[..., Awaitable[None]]


@pytest.fixture
def eventually() -> Eventually:
    """`await eventually(condition)` returns once `condition()` is true; fails after `within` seconds."""

    async def wait(condition: Callable[[], object], within: float = 20.0) -> None:
        async with asyncio.timeout(within):
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    return wait


@pytest.fixture
def kit_tables() -> Callable[[Database], Awaitable[None]]:
    return create_kit_tables


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=4)
    await create_kit_tables(database)
    yield database
    await database.close()


@pytest.fixture
async def still_db(database_url: str, clock: FixedClock) -> AsyncIterator[Database]:
    """The same with a clock that stands still."""
    database = Database(database_url, pool_size=4, clock=clock)
    await create_kit_tables(database)
    yield database
    await database.close()


@pytest.fixture
def dsn(database_url: str) -> str:
    return database_url.replace("+asyncpg", "")
