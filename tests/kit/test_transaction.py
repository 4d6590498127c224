"""One transaction: rows, event, jobs and timers together, or nothing; notices only after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Column, Integer, Table, Text, insert, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.errors import Conflict, Invalid, Unavailable
from tandem.kit.events import Event, Subscription
from tandem.kit.ids import new_id
from tandem.kit.metadata import MetaData
from tandem.kit.notice import Notice

cake = Table(
    "cake", MetaData(), Column("id", Integer, primary_key=True), Column("name", Text), Column("size", Integer)
)


@dataclass(frozen=True, kw_only=True)
class CakeBaked(Event):
    kind: ClassVar[str] = "bakery.cake_baked"
    name: str
    guest: UUID | None = None

    def topics(self) -> tuple[str, ...]:
        return ("bakery",)


class Listener:
    """A publisher that remembers, and what the database held when it heard."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []

    def publish(self, notices: Sequence[Notice]) -> None:
        self.notices += notices


async def ignore(_: Any) -> None: ...


@pytest.fixture
async def bakery(still_db: Database) -> Database:
    async with still_db.engine.begin() as connection:
        await connection.run_sync(cake.metadata.create_all)
    still_db.subscribe([Subscription("bakery.cake_baked", "bakery.decorate", ignore, priority=3)])
    still_db.publisher = Listener()
    return still_db


async def counts(db: Database) -> dict[str, int]:
    async with db.transaction() as tx:
        return {
            name: (await tx.execute(text(f"SELECT count(*) FROM {name}"))).scalar_one()
            for name in ("cake", "event", "pgqueuer", "timer")
        }


async def bake(db: Database, *, fail: bool) -> None:
    async with db.transaction() as tx:
        await tx.execute(insert(cake).values(id=1, name="栗子蛋糕"))
        tx.emit(CakeBaked(name="栗子蛋糕", subject_id=new_id(), actor="baker"))
        tx.enqueue("bakery.sell", {"cake": 1})
        await tx.schedule("bakery.stale", new_id(), tx.now + timedelta(days=2))
        tx.notify("bakery", "smell", {"of": "chestnut"})
        if fail:
            raise Conflict("oven_broken")


async def test_commit_writes_rows_event_jobs_and_timer(bakery: Database) -> None:
    await bake(bakery, fail=False)
    # Two jobs: the one asked for and the subscriber's.
    assert await counts(bakery) == {"cake": 1, "event": 1, "pgqueuer": 2, "timer": 1}


async def test_rollback_leaves_nothing_and_tells_nobody(bakery: Database) -> None:
    with pytest.raises(Conflict):
        await bake(bakery, fail=True)
    assert await counts(bakery) == {"cake": 0, "event": 0, "pgqueuer": 0, "timer": 0}
    assert isinstance(bakery.publisher, Listener)
    assert bakery.publisher.notices == []


async def test_notices_leave_after_the_commit(bakery: Database, connection: asyncpg.Connection) -> None:
    listener = bakery.publisher
    assert isinstance(listener, Listener)
    async with bakery.transaction() as tx:
        tx.emit(CakeBaked(name="a"))
        tx.notify("bakery", "smell", {})
        await tx.execute(text("SELECT 1"))
        assert listener.notices == []
    row = await connection.fetchrow("SELECT id, data, at FROM event")
    assert row is not None
    assert [(n.event_id, n.kind) for n in listener.notices] == [
        (row["id"], "bakery.cake_baked"),
        (None, "smell"),
    ]


async def test_a_publisher_that_fails_does_not_fail_the_committed_transaction(bakery: Database) -> None:
    class Broken:
        def publish(self, notices: Sequence[Notice]) -> None:
            raise RuntimeError("no wire")

    bakery.publisher = Broken()
    await bake(bakery, fail=False)
    assert (await counts(bakery))["cake"] == 1


async def test_several_events_keep_their_order_and_content(
    bakery: Database, connection: asyncpg.Connection
) -> None:
    guest = new_id()
    async with bakery.transaction() as tx:
        for name in ("one", 'two "quoted"', "三"):
            tx.emit(CakeBaked(name=name, guest=guest, actor="baker"))
    rows = await connection.fetch(
        "SELECT data->>'name' AS name, data->>'guest' AS guest FROM event ORDER BY id"
    )
    assert [row["name"] for row in rows] == ["one", 'two "quoted"', "三"]
    assert {row["guest"] for row in rows} == {str(guest)}
    priorities = await connection.fetch("SELECT priority FROM pgqueuer")
    assert [row["priority"] for row in priorities] == [3, 3, 3]


async def test_time_is_the_clocks(bakery: Database, clock: FixedClock) -> None:
    async with bakery.transaction() as tx:
        assert tx.now == clock.now()


async def test_waiting_job_with_the_same_key_stands_for_the_new_one(
    bakery: Database, connection: asyncpg.Connection
) -> None:
    for name in ("bakery.count", "bakery.count", "bakery.clean"):
        async with bakery.transaction() as tx:
            tx.enqueue(name, {}, dedupe_key="shop 1")
            tx.enqueue(name, {}, dedupe_key="shop 1")
    names = await connection.fetch("SELECT entrypoint FROM pgqueuer ORDER BY entrypoint")
    # The same key under another name is another job.
    assert [row["entrypoint"] for row in names] == ["bakery.clean", "bakery.count"]


@pytest.mark.parametrize(
    "values",
    [{"name": "a\x00b"}, {"name": "half a pair \ud83d"}, {"size": 2**40}],
    ids=["NUL", "surrogate", "range"],
)
async def test_values_that_cannot_be_stored_are_the_senders_fault(
    bakery: Database, values: dict[str, Any]
) -> None:
    with pytest.raises(Invalid) as caught:
        async with bakery.transaction() as tx:
            await tx.execute(insert(cake).values(id=1, **values))
    assert caught.value.code == "unstorable_value"


async def test_a_deadlock_is_worth_another_try(bakery: Database) -> None:
    with pytest.raises(Unavailable) as caught:
        async with bakery.transaction() as tx:
            await tx.execute(text("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$"))
    assert caught.value.code == "busy"
    assert caught.value.retry_after == 1


async def test_faults_of_the_program_stay_themselves(bakery: Database) -> None:
    with pytest.raises(ProgrammingError):
        async with bakery.transaction() as tx:
            await tx.execute(text("SELECT nonsense"))
    with pytest.raises(Exception, match="expected str") as caught:
        async with bakery.transaction() as tx:
            await tx.execute(insert(cake).values(id=1, name=5))
    assert not isinstance(caught.value, Invalid | Unavailable)
    with pytest.raises(FileNotFoundError):
        async with bakery.transaction():
            raise FileNotFoundError("a recipe, not a database")


async def test_errors_do_not_carry_what_people_wrote(bakery: Database) -> None:
    async with bakery.transaction() as tx:
        await tx.execute(insert(cake).values(id=1, name="first"))
    with pytest.raises(IntegrityError) as caught:
        async with bakery.transaction() as tx:
            await tx.execute(insert(cake).values(id=1, name="13800138000"))
    assert "13800138000" not in str(caught.value)
