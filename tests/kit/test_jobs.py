"""Jobs run once committed, again when they fail, elsewhere when their worker dies, and never get lost."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

import asyncpg
import pytest
from pgqueuer import Queries

from tandem.kit.db import Database
from tandem.kit.events import Event, Recorded, Subscription
from tandem.kit.ids import new_id
from tandem.kit.jobs import Job, JobRunner, jobs_of
from tandem.kit.jobs.queries import CarefulQueries

QUICK = timedelta(milliseconds=10)


@asynccontextmanager
async def working(
    dsn: str, *jobs: Job, concurrency: int = 20, at_once: int | None = None
) -> AsyncIterator[JobRunner]:
    runner = JobRunner(dsn, jobs, concurrency=concurrency, at_once=at_once)
    task = asyncio.create_task(runner.run())
    try:
        yield runner
    finally:
        await runner.stop()
        await asyncio.wait_for(task, 30)


async def enqueue(db: Database, name: str = "bake", **options: Any) -> None:
    async with db.transaction() as tx:
        tx.enqueue(name, options.pop("payload", {}), **options)


async def test_a_job_runs_with_its_payload(db: Database, dsn: str, eventually: Any) -> None:
    seen: list[Mapping[str, Any]] = []

    async def bake(body: Mapping[str, Any]) -> None:
        seen.append(body)

    async with working(dsn, Job("bake", bake)):
        await enqueue(db, payload={"cake": "栗子", "n": 2})
        await eventually(lambda: seen)
    assert seen == [{"cake": "栗子", "n": 2}]


@dataclass(frozen=True, kw_only=True)
class CakeBaked(Event):
    kind: ClassVar[str] = "bakery.cake_baked"
    name: str


async def test_a_subscriber_gets_the_event_as_recorded(db: Database, dsn: str, eventually: Any) -> None:
    seen: list[Recorded] = []

    async def decorate(event: Recorded) -> None:
        seen.append(event)

    subscriptions = [Subscription("bakery.cake_baked", "bakery.decorate", decorate)]
    db.subscribe(subscriptions)
    shop = new_id()
    async with working(dsn, *jobs_of(subscriptions)):
        async with db.transaction() as tx:
            tx.emit(CakeBaked(name="栗子", subject_id=shop, actor="baker"))
            at = tx.now
        await eventually(lambda: seen)
    assert [(e.kind, e.subject_id, e.actor, e.data, e.at) for e in seen] == [
        ("bakery.cake_baked", shop, "baker", {"name": "栗子"}, at)
    ]


def test_one_handler_may_serve_several_kinds_but_one_name_not_two_handlers() -> None:
    async def one(_: Recorded) -> None: ...
    async def two(_: Recorded) -> None: ...

    assert len(jobs_of([Subscription("a", "job", one), Subscription("b", "job", one)])) == 1
    with pytest.raises(ValueError, match="two handlers"):
        jobs_of([Subscription("a", "job", one), Subscription("b", "job", two)])


async def test_failures_are_tried_again_then_held(
    db: Database, dsn: str, connection: asyncpg.Connection, eventually: Any
) -> None:
    attempts: dict[str, int] = {"flaky": 0, "broken": 0}

    async def flaky(_: Mapping[str, Any]) -> None:
        attempts["flaky"] += 1
        if attempts["flaky"] < 3:
            raise ValueError("not yet")

    async def broken(_: Mapping[str, Any]) -> None:
        attempts["broken"] += 1
        raise ValueError("never")

    jobs = [Job(f.__name__, f, max_attempts=3, first_retry=QUICK) for f in (flaky, broken)]
    async with working(dsn, *jobs):
        await enqueue(db, "flaky")
        await enqueue(db, "broken")
        await eventually(lambda: attempts == {"flaky": 3, "broken": 3}, within=60)
    rows = await connection.fetch("SELECT entrypoint, status::text FROM pgqueuer")
    assert [(row["entrypoint"], row["status"]) for row in rows] == [("broken", "failed")]


async def test_retries_back_off(
    db: Database, dsn: str, connection: asyncpg.Connection, eventually: Any
) -> None:
    async def fail(_: Mapping[str, Any]) -> None:
        raise ValueError("no")

    async with working(
        dsn, Job("bake", fail, first_retry=timedelta(hours=1), longest_retry=timedelta(hours=3))
    ):
        await enqueue(db)
        found: list[asyncpg.Record] = []

        async def look() -> bool:
            found[:] = await connection.fetch(
                "SELECT execute_after - now() AS wait FROM pgqueuer WHERE status = 'queued' AND attempts = 1"
            )
            return bool(found)

        while not await look():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert timedelta(minutes=50) < found[0]["wait"] <= timedelta(hours=1)


async def test_a_delayed_job_waits(db: Database, dsn: str, eventually: Any) -> None:
    order: list[str] = []

    async def note(body: Mapping[str, Any]) -> None:
        order.append(body["name"])

    async with working(dsn, Job("bake", note)):
        await enqueue(db, payload={"name": "later"}, delay=timedelta(seconds=2))
        await enqueue(db, payload={"name": "now"})
        await eventually(lambda: len(order) == 2)
    assert order == ["now", "later"]


async def test_a_key_can_be_used_again_once_its_job_runs(db: Database, dsn: str, eventually: Any) -> None:
    """What a running job has read may be old: a change made meanwhile needs a run of its own."""
    running, go_on = asyncio.Event(), asyncio.Event()
    runs: list[int] = []

    async def count(_: Mapping[str, Any]) -> None:
        runs.append(1)
        running.set()
        await go_on.wait()

    async with working(dsn, Job("count", count)):
        await enqueue(db, "count", dedupe_key="shop")
        await asyncio.wait_for(running.wait(), 20)
        await enqueue(db, "count", dedupe_key="shop")
        go_on.set()
        await eventually(lambda: len(runs) == 2)


async def test_a_job_that_stands_for_another_starts_after_that_ones_commit(
    db: Database, dsn: str, connection: asyncpg.Connection, eventually: Any
) -> None:
    await connection.execute("CREATE TABLE stock (cakes int)")
    started: list[int] = []
    other = asyncio.Event()

    async def count(_: Mapping[str, Any]) -> None:
        started.append(await connection.fetchval("SELECT count(*) FROM stock"))

    async def ring(_: Mapping[str, Any]) -> None:
        other.set()

    await enqueue(db, "count", dedupe_key="shop", priority=1)
    async with db.transaction() as tx:
        await (await tx.raw()).execute("INSERT INTO stock VALUES (1)")
        tx.enqueue("count", {}, dedupe_key="shop")
        await tx.flush()  # the waiting job is locked from here on
        async with working(dsn, Job("count", count), Job("ring", ring)):
            await enqueue(db, "ring")
            await asyncio.wait_for(other.wait(), 20)
            # It was before the other one in the queue, and was passed over.
            status = "SELECT status::text FROM pgqueuer WHERE entrypoint = 'count'"
            assert await connection.fetchval(status) == "queued"
            await tx.connection.commit()
            await eventually(lambda: started)
    assert started == [1]


async def test_one_at_a_time(db: Database, dsn: str, eventually: Any) -> None:
    together, most, done = 0, 0, 0

    async def bake(_: Mapping[str, Any]) -> None:
        nonlocal together, most, done
        together += 1
        most = max(most, together)
        await asyncio.sleep(0.001)
        together -= 1
        done += 1

    job = Job("bake", bake, concurrency=1)
    async with working(dsn, job), working(dsn, job):
        for _ in range(6):
            await enqueue(db)
        await eventually(lambda: done == 6, within=60)
    assert most == 1


async def test_who_waits_for_a_limit_does_not_ask_without_end(
    db: Database, dsn: str, eventually: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, done, free = 0, 0, asyncio.Event()
    look = CarefulQueries._look

    async def counted(self: CarefulQueries, entrypoints: Any) -> bool:
        nonlocal looks
        looks += 1
        return await look(self, entrypoints)

    async def bake(_: Mapping[str, Any]) -> None:
        nonlocal done
        with suppress(TimeoutError):
            await asyncio.wait_for(free.wait(), 0.5)
        free.set()
        done += 1

    monkeypatch.setattr(CarefulQueries, "_look", counted)
    async with working(dsn, Job("bake", bake, concurrency=1)):
        for _ in range(2):
            await enqueue(db)
        await eventually(lambda: done == 2, within=60)
    assert looks < 40  # without a pause there are hundreds


async def test_stopping_waits_for_running_jobs(
    db: Database, dsn: str, connection: asyncpg.Connection
) -> None:
    started, finished = asyncio.Event(), asyncio.Event()

    async def bake(_: Mapping[str, Any]) -> None:
        started.set()
        await asyncio.sleep(0.05)
        finished.set()

    async with working(dsn, Job("bake", bake)):
        await enqueue(db)
        await asyncio.wait_for(started.wait(), 20)
    assert finished.is_set()
    assert await connection.fetchval("SELECT count(*) FROM pgqueuer") == 0


async def test_a_job_cut_off_by_shutdown_is_run_by_the_next_worker(
    db: Database, dsn: str, connection: asyncpg.Connection, eventually: Any
) -> None:
    started, done = asyncio.Event(), asyncio.Event()

    async def endless(_: Mapping[str, Any]) -> None:
        started.set()
        await asyncio.Event().wait()

    async def bake(_: Mapping[str, Any]) -> None:
        done.set()

    runner = JobRunner(dsn, [Job("bake", endless)])
    task = asyncio.create_task(runner.run())
    await enqueue(db)
    await asyncio.wait_for(started.wait(), 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await connection.fetchval("SELECT count(*) FROM pgqueuer") == 1
    async with working(dsn, Job("bake", bake)):
        await asyncio.wait_for(done.wait(), 10)


async def test_a_retry_that_could_not_be_written_does_not_bury_the_job(
    db: Database, dsn: str, eventually: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: list[int] = []

    async def bake(_: Mapping[str, Any]) -> None:
        attempts.append(1)
        if len(attempts) == 1:
            raise ValueError("the database went away")

    written = Queries.retry_job

    async def lost(self: Queries, *args: Any) -> None:
        monkeypatch.setattr(Queries, "retry_job", written)
        raise ConnectionResetError

    monkeypatch.setattr(Queries, "retry_job", lost)
    async with working(dsn, Job("bake", bake, first_retry=QUICK)):
        await enqueue(db)
        await eventually(lambda: len(attempts) == 2)


async def test_cancellation_inside_a_handler_is_a_failure(db: Database, dsn: str, eventually: Any) -> None:
    attempts: list[int] = []

    async def bake(_: Mapping[str, Any]) -> None:
        attempts.append(1)
        if len(attempts) == 1:
            raise asyncio.CancelledError

    async with working(dsn, Job("bake", bake, first_retry=QUICK)):
        await enqueue(db)
        await eventually(lambda: len(attempts) == 2)


_WORKER = """
import asyncio, sys
from tandem.kit.jobs import Job, JobRunner
async def bake(body):
    print("started", flush=True)
    await asyncio.Event().wait()
asyncio.run(JobRunner(sys.argv[1], [Job("bake", bake)]).run())
"""


async def test_a_killed_workers_job_is_taken_over(
    db: Database, dsn: str, eventually: Callable[..., Any]
) -> None:
    """Well before PgQueuer's heartbeat of half a minute would notice."""
    done: list[Mapping[str, Any]] = []

    async def bake(body: Mapping[str, Any]) -> None:
        done.append(body)

    victim = await asyncio.create_subprocess_exec(sys.executable, "-c", _WORKER, dsn, stdout=subprocess.PIPE)
    try:
        await enqueue(db, payload={"cake": 1})
        assert victim.stdout is not None
        await asyncio.wait_for(victim.stdout.readline(), 30)
        async with working(dsn, Job("bake", bake)) as runner:
            await eventually(lambda: runner.healthy)
            assert done == []  # its worker lives
            victim.kill()
            await eventually(lambda: done, within=15)
    finally:
        if victim.returncode is None:
            victim.kill()
        await victim.wait()
    assert done == [{"cake": 1}]


async def test_of_those_taken_a_few_at_a_time_do_something(
    db: Database, dsn: str, eventually: Callable[..., Any]
) -> None:
    """Nobody waits for jobs in the background: their steps must not take turns with too many others."""
    busy, most, done = 0, 0, 0

    async def bake(body: Mapping[str, Any]) -> None:
        nonlocal busy, most, done
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0)
        busy -= 1
        done += 1

    for number in range(12):
        await enqueue(db, payload={"cake": number})
    async with working(dsn, Job("bake", bake), at_once=2):
        await eventually(lambda: done == 12)
    assert most == 2


def test_what_nobody_waits_for_is_in_the_background() -> None:
    async def hear(event: Recorded) -> None: ...

    made = jobs_of([Subscription("a.b", "prompt", hear), Subscription("a.b", "later", hear, priority=-1)])
    assert [job.background for job in made] == [False, True]


async def test_who_waits_for_room_is_taken_when_there_is_some(
    db: Database, dsn: str, connection: asyncpg.Connection, eventually: Any
) -> None:
    done: list[int] = []

    async def bake(body: Mapping[str, Any]) -> None:
        done.append(body["cake"])

    for number in range(9):
        await enqueue(db, payload={"cake": number}, priority=number)
    async with working(dsn, Job("bake", bake), concurrency=2):
        await eventually(lambda: len(done) == 9)
    assert done == list(range(8, -1, -1))
    assert await connection.fetchval("SELECT count(*) FROM pgqueuer_log") == 0
