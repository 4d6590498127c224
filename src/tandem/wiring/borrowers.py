"""What makes the demo's borrowers after a start: a process of its own, watched by a worker."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from time import monotonic

import asyncpg
import structlog

from tandem.contexts.conversations import api as conversations
from tandem.demo.borrowers.progress import Seeded, seeded
from tandem.kit.db import Database
from tandem.kit.periodic import Periodic
from tandem.kit.tether import tethered
from tandem.settings import Settings

log = structlog.get_logger(__name__)
_GRACE_S = 5.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 3.0, 300.0


def borrowers_tasks(settings: Settings, db: Database) -> list[Periodic]:
    """After the start of a demo, a process of its own makes the borrowers that it lacks."""
    if not settings.demo or settings.accounts not in ("auto", "local"):
        return []
    return [
        Periodic(
            "demo.borrowers",
            3,
            _InBackground(db, settings.demo_customers),
            alone=False,
            cut_short=True,
            background=True,
        )
    ]


class _InBackground:
    """Looks until there are enough. Killed at any point, the next worker goes on."""

    def __init__(self, db: Database, wanted: int) -> None:
        self._db, self._wanted, self._enough = db, wanted, False
        self._pause_s, self._not_before = _FIRST_PAUSE_S, 0.0

    async def __call__(self) -> None:
        if self._enough or monotonic() < self._not_before:
            return
        async with self._db.transaction() as tx:
            begun = await seeded(tx)
        if not self._wanted or (begun is not None and self.enough(begun)):
            # Where the last one that took in was killed, the index of words still gathers.
            await conversations.file_words(self._db)
            self._enough = True
            return
        # A lock of its own session: a transaction would be open for too long.
        link = await asyncpg.connect(self._db.url.replace("+asyncpg", ""), timeout=5)
        try:
            if await link.fetchval("SELECT pg_try_advisory_lock(hashtext('demo.borrowers'))"):
                await self._run()
                # One that ended before its time (no lender yet, no memory) is not begun again at once, for ever.
                self._not_before = monotonic() + self._pause_s
                self._pause_s = min(self._pause_s * 2, _LONGEST_PAUSE_S)
        finally:
            await link.close(timeout=2)

    def enough(self, begun: Seeded) -> bool:
        """Whether all are made, and timelines and portraits tell of them."""
        return begun.told >= self._wanted

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
