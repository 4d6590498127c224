"""Checks against the real thing; periodic tasks in one process at a time."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from prometheus_client import REGISTRY

from tandem.kit.db import Database
from tandem.kit.health import (
    Check,
    Health,
    Said,
    Unhealthy,
    background_check,
    database_check,
    in_words,
    jobs_check,
    migrations_check,
    realtime_check,
    say,
    workers_check,
)
from tandem.kit.jobs import JobRunner, held_jobs, retry_held
from tandem.kit.migrations import current, head
from tandem.kit.periodic import Periodic, PeriodicRunner
from tandem.kit.realtime import Hub
from tandem.kit.realtime.postgres import PostgresTransport


async def outcomes(health: Health) -> dict[str, bool]:
    return {outcome.name: outcome.ok for outcome in (await health.report()).outcomes}


def patient(check: Check) -> Check:
    """The check without its time limit: test machines may be slow, and time is not what is tested here."""
    return replace(check, timeout_s=60)


async def test_a_running_system_is_ready(db: Database, database_url: str, dsn: str, eventually: Any) -> None:
    assert await current(database_url) == head()
    hub, runner = Hub(db, PostgresTransport(dsn)), JobRunner(dsn, [])
    checks = [
        patient(check)
        for check in (
            database_check(db),
            migrations_check(db),
            realtime_check(hub),
            workers_check(db),
            background_check(db),
        )
    ]
    health = Health(checks)
    assert await outcomes(health) == {
        "database": True,
        "migrations": True,
        "realtime": False,
        "workers": False,
        "background": False,
    }
    await hub.start()
    task = asyncio.create_task(runner.run())
    try:
        await eventually(lambda: hub.connected and runner.healthy)
        found = await outcomes(health)
        assert not found.pop("background"), "who does what somebody waits for does not count as the rest"
        assert all(found.values())
    finally:
        await runner.stop()
        await task
        await hub.stop()
    # The server takes a moment to see that the worker's connection, and with it its lock, is gone.
    async with asyncio.timeout(10):
        while (await outcomes(health))["workers"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_another_revision_is_not_ready(db: Database) -> None:
    async with db.transaction() as tx:
        raw = await tx.raw()
        await raw.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32))")
        await raw.execute("DELETE FROM alembic_version")
        await raw.execute("INSERT INTO alembic_version VALUES ('0ld')")
    [outcome] = (await Health([patient(migrations_check(db))]).report()).outcomes
    assert not outcome.ok
    assert "0ld" in outcome.detail


async def test_what_a_check_says_is_put_into_the_readers_words() -> None:
    since = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)

    async def probe() -> Said:
        why = say("health.commands_open_long", count=2, since=since)
        raise Unhealthy("PostgreSQL 17", say("health.running", count=3), why)

    [found] = (await Health([Check("oven", probe)]).report()).outcomes
    assert found.detail == (
        "PostgreSQL 17; 3 running; 2 open, the oldest since 2026-11-23 15:30Z: the core does not answer for it"
    )
    assert found.codes == ["health.running", "health.commands_open_long"]
    there = in_words(found.said, "zh-CN", ZoneInfo("Asia/Shanghai"))
    assert there == "PostgreSQL 17；3 个运行中；2 条未完结，最早自 2026-11-23 23:30，核心系统没有答复"
    assert str(say("health.llm", name="m", where=say("health.llm_in_house"), asked=4)) == (
        "m (in house); last 10 minutes: 4 asked"
    )
    both = say("health.versions", numbers=("3", "5"))
    assert (str(both), both.text("zh-CN")) == ("version 3, 5", "第 3、5 版")


async def test_a_database_that_is_away_is_not_ready() -> None:
    away = Database("postgresql+asyncpg://tandem:s3cret@127.0.0.1:1/nothing")
    report = await Health([database_check(away), workers_check(away)]).report()
    await away.close()
    assert not report.ready
    assert report.degraded == ["database", "workers"]
    assert "s3cret" not in str(report)


async def test_held_jobs_degrade_until_somebody_has_them_tried_again(db: Database) -> None:
    health = Health([jobs_check(db)])
    async with db.transaction() as tx:
        tx.enqueue("bake", {})
        tx.enqueue("bake", {}, delay=timedelta(hours=1))
    assert (await health.report()).outcomes[0].detail == "1 waiting"
    async with db.transaction() as tx:
        await (await tx.raw()).execute("UPDATE pgqueuer SET status = 'failed', attempts = 8")
    report = await health.report()
    assert report.degraded == ["jobs"]
    assert report.ready
    assert REGISTRY.get_sample_value("tandem_jobs_held") == 2
    async with db.transaction() as tx:
        assert [(one.name, one.count) for one in await held_jobs(await tx.raw())] == [("bake", 2)]
        assert await retry_held(await tx.raw(), "sell") == 0
        assert await retry_held(await tx.raw(), "bake") == 2
    assert (await health.report()).degraded == []


async def test_periodic_tasks_run_alone_and_go_on_after_failures(db: Database, eventually: Any) -> None:
    together, most, runs = 0, 0, 0

    async def sweep() -> None:
        nonlocal together, most, runs
        together += 1
        most = max(most, together)
        await asyncio.sleep(0.05)  # the other one's turn comes meanwhile
        together -= 1
        runs += 1
        if runs % 2:
            raise ValueError("dust")

    runners = [PeriodicRunner(db, [Periodic("sweep", 0.005, sweep)]) for _ in range(2)]
    tasks = [asyncio.create_task(runner.run()) for runner in runners]
    try:
        await eventually(lambda: runs >= 4)
    finally:
        for runner in runners:
            await runner.stop()
        await asyncio.gather(*tasks)
    assert most == 1


@pytest.mark.parametrize("alone", [True, False])
async def test_stopping_waits_for_what_runs(db: Database, alone: bool) -> None:
    started, finished = asyncio.Event(), asyncio.Event()

    async def sweep() -> None:
        started.set()
        await asyncio.sleep(0.02)
        finished.set()

    runner = PeriodicRunner(db, [Periodic("sweep", 0.005, sweep, alone=alone)])
    task = asyncio.create_task(runner.run())
    await asyncio.wait_for(started.wait(), 20)
    await runner.stop()
    await task
    assert finished.is_set()
