"""A database that can seal, and customers in it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.customers import api
from tandem.kit.clock import FixedClock
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.kit.ids import new_id

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
BOSS = Actor("staff", new_id(), "周敏", permissions_of(["supervisor"]))
AGENT = Actor("staff", new_id(), "林静怡", permissions_of(["agent"]))
SYSTEM = Actor.system("test")

Do = Callable[..., Awaitable[Any]]


@pytest.fixture
async def sealing(database_url: str, keyring: Keyring) -> AsyncIterator[Database]:
    """A database with a vault, at a fixed time."""
    database = Database(database_url, pool_size=8, clock=FixedClock(NOW), keyring=keyring)
    yield database
    await database.close()


@pytest.fixture
def do(sealing: Database) -> Do:
    """Run one function of the api in a transaction of its own."""

    async def run(action: Callable[..., Awaitable[Any]], *args: Any, **values: Any) -> Any:
        async with sealing.transaction() as tx:
            return await action(tx, *args, **values)

    return run


async def waits(db: Database) -> None:
    """Until somebody waits for a lock in this database."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    async with asyncio.timeout(10):
        while True:
            async with db.transaction() as tx:
                if (await tx.execute(text(asked))).scalar_one():
                    return
            await asyncio.sleep(0.01)


@pytest.fixture
def visitor(do: Do) -> Callable[[], Awaitable[api.Customer]]:
    async def somebody() -> api.Customer:
        found: api.Customer = await do(api.recognise, "web_anonymous", "demo", new_id().hex)
        return found

    return somebody


@pytest.fixture
def signed(do: Do) -> Callable[..., Awaitable[api.Customer]]:
    async def somebody(subject: str, account: object = None, name: str = "王芳") -> api.Customer:
        told = {"account": account} if account is not None else {}
        found: api.Customer = await do(
            api.recognise, "web_signed", "demo", subject, name=name, verified=True, attributes=told
        )
        return found

    return somebody
