"""What makes the demo's borrowers after a start: a process of its own, watched by a worker."""

import asyncio
import os
import signal
import sys
from contextlib import suppress

import asyncpg
import structlog

from tandem.kit.db import Database
from tandem.kit.periodic import Periodic
from tandem.kit.tether import tethered
from tandem.settings import Settings

log = structlog.get_logger(__name__)
_GRACE_S = 5.0


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
        # Not before it is needed: it loads scipy, and a process that serves customers starts without.
        from tandem.demo.borrowers.seeding import seeded

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
