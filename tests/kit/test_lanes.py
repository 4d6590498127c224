"""Who does what: what somebody waits for, and what nobody waits for, in one process or in two."""

import asyncio
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from tandem.entrypoints.supervisor.plan import product_plan
from tandem.entrypoints.worker.working import run_until, runners_of
from tandem.kit.db import Database
from tandem.kit.jobs import Job
from tandem.kit.periodic import Periodic
from tandem.settings import Settings


def plan_of(**settings: Any) -> dict[str, str | None]:
    plan = product_plan(Settings(_env_file=None, demo=False, **settings))
    return {one.name: one.env.get("TANDEM_LANES") for one in plan.programs}


def test_what_nobody_waits_for_has_a_process_of_its_own() -> None:
    assert plan_of() == {"api-1": None, "worker-1": "prompt", "background-1": "background"}
    assert plan_of(worker_processes=2, background_processes=2) == {
        "api-1": None, "worker-1": "prompt", "worker-2": "prompt",
        "background-1": "background", "background-2": "background",
    }  # fmt: skip


def test_without_it_the_workers_do_everything() -> None:
    assert plan_of(background_processes=0) == {"api-1": None, "worker-1": "all"}


def test_where_the_workers_are_elsewhere_so_is_the_background() -> None:
    assert plan_of(worker_processes=0) == {"api-1": None}


@pytest.mark.parametrize(
    ("lanes", "jobs", "periodic"),
    [
        ("all", {"answer", "ask", "book", "note", "sweep"}, {"look", "predict"}),
        ("prompt", {"answer", "ask", "book"}, {"look"}),
        ("background", {"note", "sweep"}, {"predict"}),
    ],
)
async def test_each_does_its_lanes(
    db: Database, dsn: str, eventually: Any, lanes: str, jobs: set[str], periodic: set[str],
) -> None:  # fmt: skip
    done: set[str] = set()

    def doing(name: str, **more: Any) -> Job:
        async def handle(_: Mapping[str, Any]) -> None:
            done.add(name)

        return Job(name, handle, **more)

    def looking(name: str, *, background: bool) -> Periodic:
        async def look() -> None:
            done.add(name)

        return Periodic(name, 0.05, look, background=background)

    container = SimpleNamespace(
        settings=SimpleNamespace(lanes=lanes, graceful_shutdown_s=5), db=db, timer_handlers={},
        jobs=[
            doing("answer"), doing("ask", outside=True), doing("book", concurrency=1),
            doing("note", background=True), doing("sweep", background=True, concurrency=1),
        ],
        periodic=[looking("look", background=False), looking("predict", background=True)],
    )  # fmt: skip
    async with db.transaction() as tx:
        for job in container.jobs:
            tx.enqueue(job.name, {})
    ended = asyncio.Event()
    running = asyncio.create_task(run_until(ended.wait(), runners_of(container), 5))  # type: ignore[arg-type]
    await eventually(lambda: done >= jobs | periodic)
    await asyncio.sleep(0.3)  # for what it should leave alone
    ended.set()
    await running
    assert done == jobs | periodic


async def test_systems_that_hang_keep_nobody_from_being_answered(
    db: Database, dsn: str, eventually: Any
) -> None:
    hanging: list[Mapping[str, Any]] = []
    answered: list[Mapping[str, Any]] = []

    async def ask(body: Mapping[str, Any]) -> None:
        hanging.append(body)
        await asyncio.Event().wait()

    async def answer(body: Mapping[str, Any]) -> None:
        answered.append(body)

    jobs = [Job("ask", ask, outside=True), Job("answer", answer)]
    settings = SimpleNamespace(lanes="prompt", graceful_shutdown_s=0.2)
    container = SimpleNamespace(settings=settings, db=db, timer_handlers={}, jobs=jobs, periodic=[])
    async with db.transaction() as tx:
        for number in range(100):
            tx.enqueue("ask", {"n": number}, priority=20)
    ended = asyncio.Event()
    running = asyncio.create_task(run_until(ended.wait(), runners_of(container), 0.2))  # type: ignore[arg-type]
    await eventually(lambda: len(hanging) == 100)
    async with db.transaction() as tx:
        tx.enqueue("answer", {})
    await eventually(lambda: answered)
    ended.set()
    await running


def test_what_waits_outside_is_neither_limited_nor_in_the_background() -> None:
    with pytest.raises(ValueError, match="places of its own"):
        Job("ask", asyncio.sleep, outside=True, concurrency=2)  # type: ignore[arg-type]
