"""Timers fire in time, once, together with what they change."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from prometheus_client import REGISTRY
from sqlalchemy import text

from tandem.kit.clock import FixedClock
from tandem.kit.db import Database, Tx
from tandem.kit.db.timer_rows import timer_table
from tandem.kit.housekeeping import tidy
from tandem.kit.ids import new_id
from tandem.kit.timers import DueTimer, TimerLoop

SOON = timedelta(seconds=1)


class Oven:
    """Remembers what rang; the ringing is also written to the database by the handler."""

    def __init__(self) -> None:
        self.rung: list[tuple[UUID, dict[str, Any]]] = []

    async def ring(self, tx: Tx, timer: DueTimer) -> None:
        await tx.execute(text("INSERT INTO rung (subject) VALUES (:subject)"), {"subject": timer.subject_id})
        self.rung.append((timer.subject_id, dict(timer.data)))


@pytest.fixture
async def oven(still_db: Database) -> Oven:
    async with still_db.transaction() as tx:
        await tx.execute(text("CREATE TABLE rung (subject uuid)"))
    return Oven()


async def set_timer(db: Database, subject: UUID, due_in: timedelta, **data: Any) -> None:
    async with db.transaction() as tx:
        await tx.schedule("ring", subject, tx.now + due_in, data)


async def test_fires_when_due_and_not_before(still_db: Database, clock: FixedClock, oven: Oven) -> None:
    loop, cake = TimerLoop(still_db, {"ring": oven.ring}), new_id()
    await set_timer(still_db, cake, SOON, size=3)
    assert not await loop.fire_next()
    clock.advance(SOON)
    assert await loop.fire_next()
    assert not await loop.fire_next()
    assert oven.rung == [(cake, {"size": 3})]


async def test_a_new_setting_replaces_the_old_one(still_db: Database, clock: FixedClock, oven: Oven) -> None:
    loop, cake = TimerLoop(still_db, {"ring": oven.ring}), new_id()
    await set_timer(still_db, cake, SOON, n=1)
    await set_timer(still_db, cake, 2 * SOON, n=2)
    clock.advance(SOON)
    assert not await loop.fire_next()
    clock.advance(SOON)
    assert await loop.fire_next()
    assert [data for _, data in oven.rung] == [{"n": 2}]


async def test_cancelled_timers_do_not_fire(still_db: Database, clock: FixedClock, oven: Oven) -> None:
    loop, cake = TimerLoop(still_db, {"ring": oven.ring}), new_id()
    await set_timer(still_db, cake, SOON)
    async with still_db.transaction() as tx:
        assert await tx.cancel("ring", cake)
        assert not await tx.cancel("ring", cake)
    clock.advance(2 * SOON)
    assert not await loop.fire_next()


async def test_two_loops_fire_each_timer_once(
    still_db: Database, clock: FixedClock, oven: Oven, connection: asyncpg.Connection
) -> None:
    loops = [TimerLoop(still_db, {"ring": oven.ring}) for _ in range(2)]
    cakes = [new_id() for _ in range(40)]
    for cake in cakes:
        await set_timer(still_db, cake, SOON)
    clock.advance(SOON)

    async def drain(loop: TimerLoop) -> None:
        while await loop.fire_next():
            pass

    await asyncio.gather(*(drain(loop) for loop in loops for _ in range(2)))
    assert sorted(subject for subject, _ in oven.rung) == sorted(cakes)
    assert await connection.fetchval("SELECT count(*) FROM rung") == 40


async def test_a_failing_handler_changes_nothing_and_is_called_again_later(
    still_db: Database, clock: FixedClock, oven: Oven, connection: asyncpg.Connection
) -> None:
    broken = True

    async def ring(tx: Tx, timer: DueTimer) -> None:
        await oven.ring(tx, timer)
        if broken:
            raise ValueError("no gas")

    loop = TimerLoop(still_db, {"ring": ring})
    await set_timer(still_db, new_id(), SOON)
    clock.advance(SOON)
    waits = []
    for _ in range(3):
        assert await loop.fire_next()
        assert not await loop.fire_next()
        row = await connection.fetchrow("SELECT retry_at, fired_at FROM timer")
        assert row is not None
        assert row["fired_at"] is None
        waits.append((row["retry_at"] - clock.now()).total_seconds())
        clock.advance(row["retry_at"] - clock.now())
    assert waits == [0.5, 1.0, 2.0]
    assert await connection.fetchval("SELECT count(*) FROM rung") == 0
    broken = False
    assert await loop.fire_next()
    assert await connection.fetchval("SELECT count(*) FROM rung") == 1


async def test_one_failing_timer_does_not_hold_up_the_others(
    still_db: Database, clock: FixedClock, oven: Oven
) -> None:
    bad = new_id()

    async def ring(tx: Tx, timer: DueTimer) -> None:
        if timer.subject_id == bad:
            raise ValueError("no gas")
        await oven.ring(tx, timer)

    loop, good = TimerLoop(still_db, {"ring": ring}), new_id()
    await set_timer(still_db, bad, SOON)
    await set_timer(still_db, good, 2 * SOON)
    clock.advance(2 * SOON)
    assert await loop.fire_next()
    assert await loop.fire_next()
    assert [subject for subject, _ in oven.rung] == [good]


async def test_a_handler_may_set_its_own_timer_again(
    still_db: Database, clock: FixedClock, oven: Oven
) -> None:
    async def ring(tx: Tx, timer: DueTimer) -> None:
        await oven.ring(tx, timer)
        await tx.schedule(timer.kind, timer.subject_id, tx.now + SOON, {"again": True})

    loop = TimerLoop(still_db, {"ring": ring})
    await set_timer(still_db, new_id(), SOON)
    for _ in range(3):
        clock.advance(SOON)
        assert await loop.fire_next()
        assert not await loop.fire_next()
    assert [data for _, data in oven.rung] == [{}, {"again": True}, {"again": True}]


async def test_kinds_without_a_handler_wait_for_a_worker_that_has_one(
    still_db: Database, clock: FixedClock, oven: Oven
) -> None:
    await set_timer(still_db, new_id(), SOON)
    clock.advance(SOON)
    assert not await TimerLoop(still_db, {}).fire_next()
    assert await TimerLoop(still_db, {"ring": oven.ring}).fire_next()


async def test_the_running_loop_fires_within_a_second(db: Database, eventually: Any) -> None:
    rung: list[float] = []

    async def ring(tx: Tx, timer: DueTimer) -> None:
        rung.append((tx.now - timer.due_at).total_seconds())

    loop = TimerLoop(db, {"ring": ring})
    task = asyncio.create_task(loop.run())
    try:
        for n in range(20):
            await set_timer(db, new_id(), timedelta(milliseconds=30 * n))
        await eventually(lambda: len(rung) == 20)
    finally:
        await loop.stop()
        await task
    # The bound is the product's promise, ten times what an idle machine needs.
    assert max(rung) < 1.0
    assert (REGISTRY.get_sample_value("tandem_timer_lateness_seconds_count") or 0) >= 20


async def test_the_running_loop_survives_a_broken_table(
    db: Database, connection: asyncpg.Connection, eventually: Any
) -> None:
    rung: list[UUID] = []

    async def ring(_: Tx, timer: DueTimer) -> None:
        rung.append(timer.subject_id)

    await set_timer(db, new_id(), timedelta(0))
    await connection.execute("ALTER TABLE timer RENAME TO hidden")
    loop = TimerLoop(db, {"ring": ring})
    task = asyncio.create_task(loop.run())
    try:
        for _ in range(20):
            await asyncio.sleep(0)
        await connection.execute("ALTER TABLE hidden RENAME TO timer")
        await eventually(lambda: rung)
    finally:
        await loop.stop()
        await task


async def test_old_timers_and_job_logs_are_tidied_away(
    still_db: Database, clock: FixedClock, oven: Oven, connection: asyncpg.Connection
) -> None:
    await set_timer(still_db, new_id(), SOON)
    clock.advance(SOON)
    await TimerLoop(still_db, {"ring": oven.ring}).fire_next()
    pending = new_id()
    await set_timer(still_db, pending, timedelta(days=400))
    await connection.execute(
        "INSERT INTO pgqueuer_log (created, job_id, status, priority, entrypoint) VALUES ($1, 1, 'queued', 0, 'x')",
        clock.now(),
    )
    assert await tidy(still_db) == 0
    clock.advance(timedelta(days=31))
    assert await tidy(still_db) == 2
    async with still_db.transaction() as tx:
        assert (await tx.execute(timer_table.select())).one().subject_id == pending
