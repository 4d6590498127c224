"""Taking jobs: asked as seldom as will do, and never too seldom."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
from pgqueuer.ports.repository import EntrypointExecutionParameter

from tandem.kit.db import Database
from tandem.kit.jobs.listening import Bell
from tandem.kit.jobs.queries import _LOOK, _TAKE, BY_INDEX, CarefulQueries

from .test_jobs import enqueue

_MINUTE = timedelta(minutes=1)
_BAKE: Any = {"bake": EntrypointExecutionParameter(concurrency_limit=0)}


class Asking(Bell):
    """Counts how often the database is asked."""

    asked = 0

    async def fetch(self, query: str, *args: Any) -> list[dict[str, Any]]:
        self.asked += 1
        return await super().fetch(query, *args)


async def take(queries: CarefulQueries, most: int = 5) -> int:
    return len(await queries.dequeue(most, _BAKE, uuid4(), None, _MINUTE))  # type: ignore[arg-type]


async def test_what_left_nothing_is_not_asked_again_before_something_comes_in(db: Database, dsn: str) -> None:
    async with asyncpg.create_pool(dsn, min_size=1, max_size=2) as pool:
        bell = Asking(pool)
        queries = CarefulQueries(bell, lambda: None, _MINUTE)
        await enqueue(db)
        await enqueue(db)
        assert (await take(queries), bell.asked) == (2, 1)
        assert (await take(queries), bell.asked) == (0, 1), "there was room for more, and nothing came"
        assert (await take(queries), bell.asked) == (0, 2), "only once: it may have been woken by the clock"


async def test_what_came_in_meanwhile_is_asked_for(db: Database, dsn: str) -> None:
    async with asyncpg.create_pool(dsn, min_size=1, max_size=2) as pool:
        bell = Asking(pool, 3600)  # rings when the test says so
        queries = CarefulQueries(bell, lambda: None, _MINUTE)
        await enqueue(db)
        assert await take(queries) == 1
        await enqueue(db)
        bell._hear('{"type": "table_changed_event", "operation": "insert"}')
        assert (await take(queries), bell.asked) == (1, 2)
        await enqueue(db)
        bell._hear('{"type": "table_changed_event", "operation": "delete"}')
        assert (await take(queries), bell.asked) == (0, 2), "that one is done is no news"
        bell.ring()
        assert (await take(queries), bell.asked) == (1, 3)


async def test_where_there_may_be_more_it_is_asked_at_once(db: Database, dsn: str) -> None:
    async with asyncpg.create_pool(dsn, min_size=1, max_size=2) as pool:
        queries = CarefulQueries(Asking(pool), lambda: None, _MINUTE)
        for _ in range(3):
            await enqueue(db)
        assert [await take(queries, 2), await take(queries, 2)] == [2, 1]


async def test_what_is_due_soon_is_waited_for_together(db: Database, dsn: str) -> None:
    async with asyncpg.create_pool(dsn, min_size=1, max_size=2) as pool:
        queries = CarefulQueries(Asking(pool, 0.2), lambda: None, _MINUTE)
        await enqueue(db, delay=timedelta(hours=1))
        assert await take(queries) == 0
        eta = await queries.next_deferred_eta([])
        assert eta is not None
        assert timedelta(minutes=59) < eta <= timedelta(hours=1)
        queries._soon = timedelta(milliseconds=10)
        assert await queries.next_deferred_eta([]) == timedelta(seconds=0.2)


async def test_plans_made_while_nothing_waits_do_for_when_much_does(dsn: str) -> None:
    asker = await asyncpg.connect(dsn, server_settings=BY_INDEX)
    try:
        await asker.execute(
            "INSERT INTO pgqueuer (entrypoint, priority, status) "
            "SELECT 'bake', 0, 'queued' FROM generate_series(1, 3000)"
        )
        await asker.execute("DELETE FROM pgqueuer")
        await asker.execute("VACUUM ANALYZE pgqueuer")  # what PostgreSQL does by itself after a rush
        await asker.execute("SET plan_cache_mode = force_generic_plan")
        await asker.execute(f"PREPARE take(int, text[], uuid, interval) AS {_TAKE}")
        await asker.execute(f"PREPARE look(text[], interval) AS {_LOOK}")
        for asked in ("take(5, '{bake}', gen_random_uuid(), '1 min')", "look('{bake}', '1 min')"):
            plan = "\n".join(row[0] for row in await asker.fetch(f"EXPLAIN EXECUTE {asked}"))
            assert "Seq Scan on pgqueuer" not in plan, plan
            assert "pgqueuer_ep_prio_id_idx" in plan or asked.startswith("look"), plan
    finally:
        await asker.close()
