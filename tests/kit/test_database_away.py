"""PostgreSQL dies by SIGKILL and comes back: transactions, jobs, timers and the hub recover on their own."""

import asyncio
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tandem.kit.db import Database, Tx
from tandem.kit.errors import Unavailable
from tandem.kit.ids import new_id
from tandem.kit.jobs import Job, JobRunner
from tandem.kit.migrations import upgrade
from tandem.kit.postgres import EmbeddedPostgres
from tandem.kit.realtime import Hub, Notice
from tandem.kit.realtime.postgres import PostgresTransport
from tandem.kit.timers import DueTimer, TimerLoop


@pytest.fixture
def server() -> Iterator[EmbeddedPostgres]:
    home = Path(tempfile.mkdtemp(prefix="tandem-away-"))
    home.chmod(0o711)
    postgres = EmbeddedPostgres(home, flags={"shared_buffers": "32MB"})
    try:
        postgres.start()
        yield postgres
    finally:
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
async def db(server: EmbeddedPostgres, kit_tables: Any) -> AsyncIterator[Database]:
    await upgrade(server.url)
    database = Database(server.url, pool_size=4)
    await kit_tables(database)
    yield database
    await database.close()


def kill(server: EmbeddedPostgres) -> None:
    assert server.process is not None
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()


async def select_one(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(text("SELECT 1"))


async def test_transactions(server: EmbeddedPostgres, db: Database) -> None:
    await asyncio.gather(*(select_one(db) for _ in range(6)))  # several connections lie in the pool

    async def interrupted() -> None:
        async with db.transaction() as tx:
            await tx.execute(text("SELECT 1"))
            kill(server)
            tx.enqueue("x", {})

    with pytest.raises(Unavailable) as in_flight:
        await interrupted()
    assert in_flight.value.code == "database_away"
    with pytest.raises(Unavailable) as later:
        await select_one(db)
    assert later.value.retry_after == 1
    server.start()
    await asyncio.gather(*(select_one(db) for _ in range(6)))


async def test_connections_that_broke_in_the_pool_fail_no_request(
    server: EmbeddedPostgres, db: Database
) -> None:
    await asyncio.gather(*(select_one(db) for _ in range(6)))
    kill(server)
    server.start()
    for _ in range(20):
        await asyncio.sleep(0)  # the loop, which stood still meanwhile, hears of the broken connections
    await asyncio.gather(*(select_one(db) for _ in range(6)))


async def test_jobs_timers_and_hub(server: EmbeddedPostgres, db: Database, eventually: Any) -> None:
    done: list[int] = []
    fired: list[str] = []
    heard: list[Notice] = []
    started = asyncio.Event()

    async def work(body: Mapping[str, Any]) -> None:
        if body["n"] == 0 and not started.is_set():
            started.set()
            await eventually(lambda: server.pid is None)
        await select_one(db)
        done.append(body["n"])

    async def fire(tx: Tx, timer: DueTimer) -> None:
        await tx.execute(text("SELECT 1"))
        fired.append(timer.kind)

    dsn = server.url.replace("+asyncpg", "")
    runner, loop = JobRunner(dsn, [Job("work", work)]), TimerLoop(db, {"ring": fire})
    hub, other = Hub(db, PostgresTransport(dsn)), Database(server.url)
    far_hub = Hub(other, PostgresTransport(dsn), listen=False)
    other.publisher = far_hub
    hub.subscribe("shop", heard.append)
    await hub.start()
    await far_hub.start()
    tasks = [asyncio.create_task(runner.run()), asyncio.create_task(loop.run())]
    try:
        await eventually(lambda: runner.healthy and hub.connected)
        async with db.transaction() as tx:
            await tx.schedule("ring", new_id(), tx.now + timedelta(seconds=1))
            tx.enqueue("work", {"n": 0})
            tx.enqueue("work", {"n": 1}, delay=timedelta(seconds=1))
        await asyncio.wait_for(started.wait(), 20)
        kill(server)
        await eventually(lambda: not runner.healthy and not hub.connected)
        heard.clear()
        server.start()
        await eventually(lambda: set(done) == {0, 1} and fired == ["ring"], within=60)
        await eventually(lambda: hub.connected and any(n.kind == "gap" for n in heard), within=30)
        async with other.transaction() as tx:
            tx.notify("shop", "bell", {})
        await eventually(lambda: any(n.kind == "bell" for n in heard), within=30)
    finally:
        await runner.stop()
        await loop.stop()
        await asyncio.gather(*tasks)
        await hub.stop()
        await far_hub.stop()
        await other.close()
