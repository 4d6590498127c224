"""Demo borrowers by the thousand: generator and local ledger put together, and what makes them after a start."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import asyncpg
import structlog

from tandem.adapters.loans_local.bulk import take_in_all
from tandem.adapters.loans_local.living import lived
from tandem.contexts.desktop.api import retell_timelines
from tandem.demo.borrowers.planning import Plan
from tandem.demo.borrowers.seeding import Seeding, seeded
from tandem.kit.db import Database, Tx
from tandem.kit.periodic import Periodic
from tandem.kit.tether import tethered
from tandem.settings import Settings
from tandem.wiring.portraits import fill_all

log = structlog.get_logger(__name__)
SEED = 2026
_GRACE_S = 5.0
Heard = Callable[[int], None]


class LocalLedger:
    """See demo/borrowers/seeding.Ledger."""

    def lives(self, plan: Plan, as_of: date) -> tuple[Any, Any]:
        return lived(plan, as_of)

    async def take_in(self, tx: Tx, kept: Sequence[tuple[Any, Any]]) -> int:
        return await take_in_all(tx, kept)


async def seeding(settings: Settings, db: Database, seed: int | None = None) -> Seeding:
    """What makes demo borrowers; without a `seed` by the number that this installation's were begun with."""
    if seed is None:
        async with db.transaction() as tx:
            begun = await seeded(tx)
        seed = begun.seed if begun else SEED
    return Seeding(db, LocalLedger(), settings.zone, seed)


async def tell_of_seeded(settings: Settings, db: Database, timelines: Heard, portraits: Heard) -> None:
    """Timelines and portraits of borrowers who were made without events. Stopped at any point, it may be called again.
    `timelines` hears how many more were looked at, `portraits` how many are computed so far."""
    await retell_timelines(db, timelines)
    await fill_all(settings, db, lambda done, _total: portraits(done), at_once=2, anew=True)


def borrowers_tasks(settings: Settings, db: Database) -> list[Periodic]:
    """After the start of a demo, a process of its own makes the borrowers that it lacks."""
    if not settings.demo or not settings.demo_customers or settings.accounts not in ("auto", "local"):
        return []
    return [Periodic("demo.borrowers", 3, _InBackground(db, settings.demo_customers), alone=False)]


class _InBackground:
    """Looks until there are enough. Killed at any point, the next worker goes on."""

    def __init__(self, db: Database, wanted: int) -> None:
        self._db, self._wanted, self._enough = db, wanted, False

    async def __call__(self) -> None:
        if self._enough:
            return
        async with self._db.transaction() as tx:
            begun = await seeded(tx)
        if begun is not None and begun.done >= self._wanted:
            self._enough = True
            return
        # A lock of its own session: a transaction would be open for too long.
        link = await asyncpg.connect(self._db.url.replace("+asyncpg", ""), timeout=5)
        try:
            if await link.fetchval("SELECT pg_try_advisory_lock(hashtext('demo.borrowers'))"):
                await self._run()
        finally:
            await link.close(timeout=2)

    async def _run(self) -> None:
        command = tethered(
            (sys.executable, "-m", "tandem.entrypoints.seeder"), on_parent_death=signal.SIGKILL
        )
        env = {**os.environ, "TANDEM_DATABASE_URL": self._db.url.replace("+asyncpg", "")}
        process = await asyncio.create_subprocess_exec(*command, env=env)
        log.info("borrowers.started", pid=process.pid, wanted=self._wanted)
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()  # what it was at is not kept, and is made again
                with suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), _GRACE_S)
        log.info("borrowers.ended", code=process.returncode)
