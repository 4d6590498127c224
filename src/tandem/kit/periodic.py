"""Work that is due every so often, in one process at a time."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from zlib import crc32

import structlog

from tandem.kit.db import Database
from tandem.kit.errors import Unavailable

log = structlog.get_logger(__name__)
# The first half of a two-part advisory lock key; the second is the task's name.
_LOCK_SPACE = 0x7A4E
_TRY = "SELECT pg_try_advisory_xact_lock($1, $2)"


@dataclass(frozen=True)
class Periodic:
    """`work` runs about every `every_s` seconds. With `alone`, never in two processes at once. `cut_short`: it takes
    long and loses nothing when it is cancelled; nobody waits for it at a stop. `background`: nobody waits for what it
    does, and it needs nothing that only the processes which answer customers hold."""

    name: str
    every_s: float
    work: Callable[[], Awaitable[object]]
    alone: bool = True
    cut_short: bool = False
    background: bool = False

    def __post_init__(self) -> None:
        if self.alone and self.cut_short:
            raise ValueError(f"{self.name}: what is cut short holds no lock")


class PeriodicRunner:
    """Runs until `stop()`. A task that fails is logged and runs again at its next turn."""

    def __init__(self, db: Database, tasks: Iterable[Periodic]) -> None:
        self._db = db
        self._tasks = list(tasks)
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        await asyncio.gather(*(self._repeat(task) for task in self._tasks))

    async def stop(self) -> None:
        """Start nothing more; `run()` returns when what runs is done."""
        self._stopping.set()

    async def _repeat(self, task: Periodic) -> None:
        # Spread, so that workers that start together do not come together for ever.
        pause = task.every_s * random.uniform(0.1, 1.0)  # noqa: S311
        while True:
            try:
                await asyncio.wait_for(self._stopping.wait(), pause)
                return
            except TimeoutError:
                pause = task.every_s
            try:
                await self._once(task)
            except Unavailable:
                pause = min(task.every_s, 1.0)
            except Exception as error:
                log.exception("periodic.failed", task=task.name, cause=repr(error))

    async def _once(self, task: Periodic) -> None:
        if task.cut_short:
            await self._until_stop(task)
            return
        if not task.alone:
            await task.work()
            return
        async with self._db.transaction() as tx:
            mine = await (await tx.raw()).fetchval(_TRY, _LOCK_SPACE, crc32(task.name.encode()) & 0x7FFFFFFF)
            if mine:
                await task.work()

    async def _until_stop(self, task: Periodic) -> None:
        work = asyncio.ensure_future(task.work())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                work.cancel()
                await asyncio.wait({work})
            if not work.cancelled():
                work.result()
        finally:
            stopping.cancel()
            work.cancel()
