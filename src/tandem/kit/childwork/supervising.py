"""The worker's side: one piece of a kind at a time over all processes, each in a child process of its own. A piece
whose turn it is not yet holds neither a worker's place nor a connection: its job comes again."""

import asyncio
import os
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

import asyncpg
import structlog

from tandem.kit.childwork.rows import Open, Rows
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Unavailable
from tandem.kit.jobs import Job
from tandem.kit.tether import tethered

log = structlog.get_logger(__name__)
_LOOK_EVERY_S, _GRACE_S = 0.5, 3.0
_AWAY_S = 60.0
"""For so long a child goes on although the database cannot be asked about it."""
_AGAIN_AFTER = timedelta(seconds=5)
_TRY_LOCK = "SELECT pg_try_advisory_lock($1, $2)"


@dataclass(frozen=True)
class Child:
    """How to start the process that does a piece: `command` with the number behind it, `env` added to our own."""

    command: Sequence[str]
    env: Mapping[str, str]

    @staticmethod
    def env_of(database_url: str, name: str, threads: int = 1) -> dict[str, str]:
        """Its database, its name in logs, and linear algebra on so many `threads`: those that wait for a busy core make
        it many times slower, and people are being answered beside it."""
        counts = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), str(threads))
        return {"TANDEM_DATABASE_URL": database_url, "TANDEM_PROCESS": name, **counts}


@dataclass(frozen=True)
class Kind:
    """`job`: its name. `working`: the state of a row that a child has. `lock`: of PostgreSQL, held by the connection of
    whoever has a child at work, so that it goes with its process, however that ends. `died`: the reason of a piece
    whose child died `most_attempts` times; saying nothing new for `silent_s` counts as dying."""

    job: str
    rows: Rows
    lock: tuple[int, int]
    working: str
    died: str
    most_attempts: int
    silent_s: float = 1800.0


class ChildWork:
    """Does pieces by their numbers. Safe to run twice and side by side: one works, the others come again."""

    def __init__(self, db: Database, kind: Kind, child: Child) -> None:
        self._db, self._kind, self._child = db, kind, child

    def job(self) -> Job:
        """What a worker runs."""

        async def handle(payload: Mapping[str, Any]) -> None:
            await self.do(int(payload["number"]))

        return Job(self._kind.job, handle, outside=True)

    async def do(self, number: int) -> None:
        """Until the piece is ready, failed or stopped; while another is at work, a job for later at once. When
        cancelled, the child ends, and whoever does this piece next begins a new child."""
        async with self._alone() as link:
            if link is None:
                await self._later(number)
            while link is not None and await self._begin(number):
                await self._attempt(link, number)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[asyncpg.Connection | None]:
        """The connection that gives the right to have a child for as long as it stands, None when somebody has it."""
        link = await asyncpg.connect(self._db.url.replace("+asyncpg", ""), timeout=5)
        try:
            yield link if await link.fetchval(_TRY_LOCK, *self._kind.lock) else None
        finally:
            await link.close(timeout=2)

    async def _later(self, number: int) -> None:
        """Whoever works may die at any time: to come again is surer than to wait for their word."""
        async with self._db.transaction() as tx:
            found = await self._kind.rows.find(tx, number)
            if found is not None and found.open:
                tx.enqueue(self._kind.job, {"number": number}, delay=_AGAIN_AFTER, dedupe_key=str(number))

    async def _begin(self, number: int) -> bool:
        """Note one more attempt; False when there is nothing to do any more."""
        async with self._db.transaction() as tx:
            found = await self._kind.rows.find(tx, number, lock=True)
            if found is None or not found.open:
                return False
            if found.stop_asked_at is not None:
                return await self._over(tx, number, state="stopped")
            if found.attempts >= self._kind.most_attempts:
                return await self._over(tx, number, state="failed", reason=self._kind.died)
            begun = {"attempts": found.attempts + 1, "started_at": found.started_at or tx.now}
            return await self._kind.rows.change(tx, number, {"state": self._kind.working, **begun})

    async def _over(self, tx: Tx, number: int, **values: Any) -> bool:
        await self._kind.rows.change(tx, number, {**values, "finished_at": tx.now})
        return False

    async def _attempt(self, link: asyncpg.Connection, number: int) -> None:
        command = tethered([*self._child.command, str(number)], on_parent_death=signal.SIGKILL)
        process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **self._child.env})
        log.info("childwork.started", job=self._kind.job, number=number, pid=process.pid)
        try:
            await self._watch(process, link, number)
        except (asyncio.CancelledError, Unavailable):
            # This process is told to stop, or the database is away: that is no failure of the child's.
            await _end(process)
            with suppress(Exception):
                await asyncio.shield(self._forgive(number))
            raise
        finally:
            await _end(process)
        log.info("childwork.ended", job=self._kind.job, number=number, code=process.returncode)

    async def _watch(self, process: Process, link: asyncpg.Connection, number: int) -> None:
        """Until the process ends; ends it when somebody asks to stop, or when it is silent for too long. Raises
        Unavailable when the database has been away for too long, or the right to have a child went."""
        ended = asyncio.create_task(process.wait())
        heard, at = "", monotonic()
        asked = monotonic()
        try:
            while not ended.done():
                await asyncio.wait({ended}, timeout=_LOOK_EVERY_S)
                try:
                    found = await self._look(link, number)
                except Unavailable:
                    if link.is_closed() or monotonic() - asked > _AWAY_S:
                        raise
                    continue
                asked = monotonic()
                if found is None or found.stop_asked_at is not None:
                    await _end(process)
                elif (now := _said(found)) != heard:
                    heard, at = now, monotonic()
                elif monotonic() - at > self._kind.silent_s:
                    log.warning("childwork.silent", job=self._kind.job, number=number, step=found.step)
                    await _end(process)
        finally:
            ended.cancel()

    async def _look(self, link: asyncpg.Connection, number: int) -> Open | None:
        """How it stands. A connection that lies idle may be cut on the way, and the right with it: it is used."""
        try:
            await link.fetchval("SELECT 1", timeout=5)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            raise Unavailable("database_away", retry_after=1) from error
        async with self._db.transaction() as tx:
            return await self._kind.rows.find(tx, number)

    async def _forgive(self, number: int) -> None:
        async with self._db.transaction() as tx:
            found = await self._kind.rows.find(tx, number, lock=True)
            if found is not None:
                await self._kind.rows.change(tx, number, {"attempts": max(0, found.attempts - 1)})


def _said(found: Open) -> str:
    return f"{found.step} {found.done}"


async def _end(process: Process) -> None:
    """Softly first."""
    for order in (process.terminate, process.kill):
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            order()
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE_S):
                await process.wait()
