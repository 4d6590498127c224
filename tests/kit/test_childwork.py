"""Long work in a child process: begun again when it dies, given up, stopped, one at a time. The children do nothing."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from tandem.kit.childwork import Child, ChildWork, Kind, Stopped, Telling
from tandem.kit.db import Database, Tx

JOB = "bakery.bake"
TABLE = """CREATE TABLE cake (number int PRIMARY KEY, state text DEFAULT 'queued', attempts int DEFAULT 0,
    started_at timestamptz, finished_at timestamptz, stop_asked_at timestamptz, step text, done int DEFAULT 0,
    total int DEFAULT 0, reason text, reason_params text)"""
BEGINS = "import sys, time; open(sys.argv[1] + '/begun', 'a').write(sys.argv[2]); "
FOR_EVER = BEGINS + "time.sleep(600)"
DIES = BEGINS + "import os; os.kill(os.getpid(), 9)"
GOES_ON = """
import asyncio, os, sys
from pathlib import Path
half = Path(sys.argv[1], "half")
if not half.exists():
    half.touch()
    os.kill(os.getpid(), 9)
import asyncpg
async def main():
    link = await asyncpg.connect(os.environ["TANDEM_DATABASE_URL"].replace("+asyncpg", ""))
    await link.execute("UPDATE cake SET state = 'ready' WHERE number = $1", int(sys.argv[2]))
asyncio.run(main())
"""


@dataclass(frozen=True)
class Cake:
    state: str
    attempts: int
    started_at: datetime | None
    finished_at: datetime | None
    stop_asked_at: datetime | None
    step: str | None
    done: int
    reason: str | None

    @property
    def open(self) -> bool:
        return self.state in ("queued", "baking")


class Cakes:
    """The rows."""

    async def find(self, tx: Tx, number: int, *, lock: bool = False) -> Cake | None:
        columns = ", ".join(Cake.__dataclass_fields__)
        query = f"SELECT {columns} FROM cake WHERE number = :n" + " FOR UPDATE" * lock
        row = (await tx.execute(text(query), {"n": number})).one_or_none()
        return Cake(**row._mapping) if row else None

    async def change(self, tx: Tx, number: int, values: Mapping[str, Any]) -> bool:
        values = {key: str(one) if isinstance(one, dict) else one for key, one in values.items()}
        sets = ", ".join(f"{name} = :{name}" for name in values)
        query = f"UPDATE cake SET {sets} WHERE number = :n AND state IN ('queued', 'baking')"
        return bool((await tx.execute(text(query), {"n": number, **values})).rowcount)


CAKES = Cakes()


@dataclass
class Bakery:
    db: Database
    folder: Path

    def work(self, code: str, silent_s: float = 600.0) -> ChildWork:
        kind = Kind(
            JOB, CAKES, (7, 7), working="baking", died="oven_cold", most_attempts=3, silent_s=silent_s
        )
        plain = () if code is GOES_ON else ("-I", "-S")
        command = (sys.executable, *plain, "-c", code, str(self.folder))
        return ChildWork(self.db, kind, Child(command, Child.env_of(self.db.url, "oven")))

    async def order(self, *numbers: int) -> None:
        async with self.db.transaction() as tx:
            for number in numbers:
                await tx.execute(text("INSERT INTO cake (number) VALUES (:n)"), {"n": number})

    async def cake(self, number: int = 1) -> Cake:
        async with self.db.transaction() as tx:
            found = await CAKES.find(tx, number)
        assert found is not None
        return found

    async def ask_to_stop(self, number: int = 1) -> None:
        async with self.db.transaction() as tx:
            await CAKES.change(tx, number, {"stop_asked_at": tx.now})

    async def jobs(self) -> list[int]:
        async with self.db.transaction() as tx:
            query = "SELECT payload FROM pgqueuer WHERE entrypoint = $1 AND execute_after > now()"
            rows = await (await tx.raw()).fetch(query, JOB)
        return sorted(orjson.loads(row["payload"])["number"] for row in rows)

    def begun(self) -> str:
        with suppress(FileNotFoundError):
            return (self.folder / "begun").read_text()
        return ""

    @asynccontextmanager
    async def baking(self, work: ChildWork, number: int = 1) -> AsyncIterator["asyncio.Task[None]"]:
        """The work under way, its child begun."""
        before = self.begun()
        task = asyncio.create_task(work.do(number))
        try:
            async with asyncio.timeout(60):
                while self.begun() == before:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def bakery(db: Database, tmp_path: Path) -> Bakery:
    async with db.transaction() as tx:
        await tx.execute(text(TABLE))
    made = Bakery(db, tmp_path)
    await made.order(1)
    return made


async def test_what_died_half_way_is_begun_again(bakery: Bakery) -> None:
    await bakery.work(GOES_ON).do(1)
    cake = await bakery.cake()
    assert (cake.state, cake.attempts) == ("ready", 2)
    assert cake.started_at is not None
    await bakery.work(FOR_EVER).do(1)  # it is over: nothing is started
    assert bakery.begun() == ""


async def test_what_dies_again_and_again_is_given_up(bakery: Bakery) -> None:
    await bakery.work(DIES).do(1)
    cake = await bakery.cake()
    assert (cake.state, cake.reason, cake.attempts, bakery.begun()) == ("failed", "oven_cold", 3, "111")
    assert cake.finished_at is not None


async def test_a_silent_child_counts_as_dead(bakery: Bakery) -> None:
    await bakery.work(FOR_EVER, silent_s=0).do(1)
    assert (await bakery.cake()).reason == "oven_cold"


async def test_stopping_ends_the_child(bakery: Bakery) -> None:
    async with bakery.baking(bakery.work(FOR_EVER)) as task:
        assert (await bakery.cake()).state == "baking"
        await bakery.ask_to_stop()
        await task
    assert (await bakery.cake()).state == "stopped"
    await bakery.order(2)
    await bakery.ask_to_stop(2)  # one that waits: nothing is started
    await bakery.work(FOR_EVER).do(2)
    assert ((await bakery.cake(2)).state, bakery.begun()) == ("stopped", "1")


async def test_of_two_one_works_and_the_others_come_again(bakery: Bakery) -> None:
    await bakery.order(2, 3)
    async with bakery.baking(bakery.work(FOR_EVER)):
        async with bakery.db.transaction() as tx:
            await CAKES.change(tx, 3, {"state": "stopped"})
        # Whoever comes meanwhile holds nothing: their jobs end, and come again later, once each and while open.
        for number in (2, 2, 1, 3):
            await bakery.work(FOR_EVER).do(number)
        assert await bakery.jobs() == [1, 2]
        assert (await bakery.cake(2)).state == "queued"
        assert bakery.begun() == "1"
    async with bakery.baking(bakery.work(FOR_EVER), 2):  # the right to work went with the first
        assert bakery.begun() == "12"


async def test_a_worker_told_to_stop_takes_the_child_with_it(bakery: Bakery) -> None:
    async with bakery.baking(bakery.work(FOR_EVER)) as task:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    cake = await bakery.cake()
    assert (cake.state, cake.attempts) == ("baking", 0)  # it was no failure of the child's
    first = cake.started_at
    async with bakery.baking(bakery.work(FOR_EVER)):
        cake = await bakery.cake()
    assert (cake.attempts, cake.started_at) == (1, first)


async def test_the_child_tells_and_hears(bakery: Bakery) -> None:
    telling = Telling(bakery.db, CAKES, 1, every_s=600)
    await telling.tell("kneading", 0, 900)
    await telling.tell("kneading", 7, 900)  # not so often
    assert (await bakery.cake()).done == 0
    await telling.tell("kneading", 900, 900)
    cake = await bakery.cake()
    assert (cake.step, cake.done) == ("kneading", 900)
    await bakery.ask_to_stop()
    with pytest.raises(Stopped):
        await telling.tell("kneading", 900, 900)


async def test_what_is_over_is_not_told_of(bakery: Bakery) -> None:
    telling = Telling(bakery.db, CAKES, 1)
    await telling.fail("no_flour", {"left": 0})
    cake = await bakery.cake()
    assert (cake.state, cake.reason) == ("failed", "no_flour")
    with pytest.raises(Stopped):
        await telling.tell("kneading", 0, 1)
