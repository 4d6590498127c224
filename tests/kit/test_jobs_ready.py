"""What a process is not ready for stays in the queue: others may take it, and it does so itself once it is."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import asyncpg

from tandem.kit.db import Database
from tandem.kit.jobs import Job
from tandem.kit.jobs.listening import Bell
from tandem.kit.jobs.queries import CarefulQueries

from .test_jobs import enqueue, working


async def test_what_a_process_is_not_ready_for_is_left_to_others(
    db: Database, dsn: str, eventually: Any
) -> None:
    done: list[str] = []

    def baking(where: str) -> Callable[[Mapping[str, Any]], Any]:
        async def bake(_: Mapping[str, Any]) -> None:
            done.append(where)

        return bake

    ready = asyncio.Event()
    async with working(dsn, Job("bake", baking("here"), ready=ready), Job("wash", baking("washed"))):
        await enqueue(db)
        await enqueue(db, "wash")
        await eventually(lambda: done == ["washed"])
        async with working(dsn, Job("bake", baking("there"))):
            await eventually(lambda: done == ["washed", "there"])
        await enqueue(db)
        await enqueue(db, "wash")
        await eventually(lambda: done == ["washed", "there", "washed"])
        ready.set()
        await eventually(lambda: done[3:] == ["here"])


async def test_who_becomes_ready_is_woken(dsn: str, db: Database) -> None:
    async with asyncpg.create_pool(dsn, min_size=1, max_size=2) as pool, Bell(pool) as bell:
        ready, heard = asyncio.Event(), asyncio.Event()
        await bell.add_listener("bakery", lambda _: heard.set())
        queries = CarefulQueries(bell, lambda: None, timedelta(minutes=1), {"bake": ready})
        bell.heard = False
        ringing = asyncio.create_task(queries.rings_when_ready())
        await enqueue(db)
        assert await queries.eligible_queued_work(["bake"]) == 0  # type: ignore[list-item]
        ready.set()
        await ringing
        assert heard.is_set()
        assert bell.heard
        assert await queries.eligible_queued_work(["bake"]) == 1  # type: ignore[list-item]
