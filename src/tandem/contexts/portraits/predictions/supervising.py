"""The job that trains: one version at a time over all processes, each in a child process of its own. A version whose
turn it is not yet holds neither a worker's place nor a connection: its job comes again."""

import asyncio
import os
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import asyncpg
import structlog

from tandem.contexts.portraits.predictions.actions.asking import JOB
from tandem.contexts.portraits.predictions.repository import versions
from tandem.kit.db import Database
from tandem.kit.jobs import Job
from tandem.kit.tether import tethered

log = structlog.get_logger(__name__)
_LOOK_EVERY_S, _GRACE_S = 0.5, 3.0
_AGAIN_AFTER = timedelta(seconds=5)
_MOST_ATTEMPTS = 3
# Held by the connection of whoever trains: it goes with its process, however that ends.
_LOCK, _TRY_LOCK = (31337, 13), "SELECT pg_try_advisory_lock($1, $2)"


@dataclass(frozen=True)
class Child:
    """How to start the process that trains a version: `command` with the number behind it, `env` added to our own."""

    command: Sequence[str]
    env: Mapping[str, str]


class Training:
    """Trains versions by their numbers. Safe to run twice and side by side: one trains, the others come again."""

    def __init__(self, db: Database, child: Child) -> None:
        self._db, self._child = db, child

    def job(self) -> Job:
        """What a worker runs."""

        async def handle(payload: Mapping[str, Any]) -> None:
            await self.train(int(payload["number"]))

        return Job(JOB, handle)

    async def train(self, number: int) -> None:
        """Until the version is ready, failed or stopped; while another is being trained, a job for later at once. When
        cancelled, the child ends, and whoever trains this version next begins again."""
        async with self._alone() as mine:
            if not mine:
                await self._later(number)
            while mine and await self._begin(number):
                await self._attempt(number)

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[bool]:
        """True with the right to train, False when somebody has it."""
        link = await asyncpg.connect(self._db.url.replace("+asyncpg", ""), timeout=5)
        try:
            yield await link.fetchval(_TRY_LOCK, *_LOCK)
        finally:
            await link.close(timeout=2)

    async def _later(self, number: int) -> None:
        async with self._db.transaction() as tx:
            found = await versions.find(tx, number)
            if found is not None and found.open:
                tx.enqueue(JOB, {"number": number}, delay=_AGAIN_AFTER, dedupe_key=str(number))

    async def _begin(self, number: int) -> bool:
        """Note one more attempt; False when there is nothing to do any more."""
        async with self._db.transaction() as tx:
            found = await versions.find(tx, number, lock=True)
            if found is None or not found.open:
                return False
            over: dict[str, Any] | None = None
            if found.stop_asked_at is not None:
                over = {"state": "stopped"}
            elif found.attempts >= _MOST_ATTEMPTS:
                over = {"state": "failed", "reason": "prediction_training_died"}
            if over is not None:
                await versions.change(tx, number, {**over, "finished_at": tx.now})
                return False
            started = {"state": "training", "attempts": found.attempts + 1}
            await versions.change(tx, number, {**started, "started_at": found.started_at or tx.now})
            return True

    async def _attempt(self, number: int) -> None:
        command = tethered([*self._child.command, str(number)], on_parent_death=signal.SIGKILL)
        process = await asyncio.create_subprocess_exec(*command, env={**os.environ, **self._child.env})
        log.info("predictions.training", version=number, pid=process.pid)
        try:
            await self._watch(process, number)
        except asyncio.CancelledError:
            # This process is told to stop: that is no failure of the training's.
            await _end(process)
            with suppress(Exception):
                await asyncio.shield(self._forgive(number))
            raise
        finally:
            await _end(process)
        log.info("predictions.trained", version=number, code=process.returncode)

    async def _watch(self, process: Process, number: int) -> None:
        """Until the process ends; ends it when somebody asks to stop."""
        ended = asyncio.create_task(process.wait())
        try:
            while not ended.done():
                await asyncio.wait({ended}, timeout=_LOOK_EVERY_S)
                async with self._db.transaction() as tx:
                    found = await versions.find(tx, number)
                if found is None or found.stop_asked_at is not None:
                    await _end(process)
        finally:
            ended.cancel()

    async def _forgive(self, number: int) -> None:
        async with self._db.transaction() as tx:
            found = await versions.find(tx, number, lock=True)
            if found is not None:
                await versions.change(tx, number, {"attempts": max(0, found.attempts - 1)})


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
