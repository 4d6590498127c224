"""Periodic work at a stop."""

import asyncio

import pytest

from tandem.kit.db import Database
from tandem.kit.periodic import Periodic, PeriodicRunner


async def test_long_work_is_cut_short_at_a_stop_and_nobody_waits_for_it(database_url: str) -> None:
    begun, told = asyncio.Event(), []

    async def long() -> None:
        if not told:
            told.append("failed")
            raise RuntimeError("out of memory")
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            told.append("cut")

    db = Database(database_url, pool_size=1)
    runner = PeriodicRunner(db, [Periodic("long", 0.01, long, alone=False, cut_short=True)])
    async with asyncio.timeout(20):
        running = asyncio.create_task(runner.run())
        await begun.wait()
        await runner.stop()
        await running
    assert told == ["failed", "cut"]
    await db.close()


def test_what_holds_a_lock_is_not_cut_short() -> None:
    with pytest.raises(ValueError, match="cut short"):
        Periodic("both", 1, asyncio.Event().wait, cut_short=True)
