"""Running jobs: one PgQueuer queue manager per worker process."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import structlog
from pgqueuer import AsyncpgPoolDriver, DatabaseRetryEntrypointExecutor, Queries, QueueManager
from pgqueuer.models import Job as QueuedJob

from tandem.kit import metrics
from tandem.kit.events import Recorded, Subscription

log = structlog.get_logger(__name__)
# A failed attempt is logged by us, once and without its payload; PgQueuer would print the traceback again.
logging.getLogger("pgqueuer").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Job:
    """A named job and its handler. `concurrency` 0 = unbounded, 1 = one at a time over all workers."""

    name: str
    handler: Callable[[Mapping[str, Any]], Awaitable[None]]
    max_attempts: int = 8
    concurrency: int = 0


def _recorded(body: Mapping[str, Any]) -> Recorded:
    return Recorded(
        id=body["id"],
        at=datetime.fromisoformat(body["at"]),
        kind=body["kind"],
        subject_id=UUID(body["subject_id"]) if body["subject_id"] else None,
        actor=body["actor"],
        topics=tuple(body["topics"]),
        data=body["data"],
    )


def job_of(subscription: Subscription) -> Job:
    """The job that carries a subscription's events to its handler."""

    async def handle(body: Mapping[str, Any]) -> None:
        await subscription.handler(_recorded(body))

    return Job(subscription.name, handle, subscription.max_attempts)


class JobRunner:
    """Runs until `stop()`; reconnects by itself when the database goes away."""

    def __init__(self, asyncpg_dsn: str, jobs: Iterable[Job], *, concurrency: int = 16) -> None:
        self._dsn = asyncpg_dsn
        self._jobs = list(jobs)
        self._concurrency = concurrency
        self._stopping = asyncio.Event()
        self._manager: QueueManager | None = None
        self.healthy = False

    async def run(self) -> None:
        delay = 0.2
        while not self._stopping.is_set():
            try:
                await self._run_once()
                delay = 0.2
            except (
                OSError,
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                RuntimeError,
                ExceptionGroup,
            ) as error:
                self.healthy = False
                log.warning("jobs.disconnected", cause=repr(error), retry_s=delay)
                await asyncio.sleep(delay)
                delay = min(delay * 2, 3.0)

    async def stop(self) -> None:
        self._stopping.set()
        if self._manager is not None:
            self._manager.shutdown.set()

    async def _run_once(self) -> None:
        pool = await asyncpg.create_pool(self._dsn, min_size=2, max_size=4, timeout=5)
        try:
            manager = QueueManager(Queries(AsyncpgPoolDriver(pool)))
            for job in self._jobs:
                factory = partial(
                    DatabaseRetryEntrypointExecutor,
                    max_attempts=job.max_attempts,
                    initial_delay=timedelta(milliseconds=200),
                    max_delay=timedelta(minutes=2),
                )
                manager.entrypoint(
                    job.name, concurrency_limit=job.concurrency, on_failure="hold", executor_factory=factory
                )(self._shell(job))
            self._manager = manager
            if self._stopping.is_set():
                return
            self.healthy = True
            await manager.run(
                dequeue_timeout=timedelta(seconds=1),
                batch_size=10,
                max_concurrent_tasks=max(20, self._concurrency),
                heartbeat_timeout=timedelta(seconds=10),
                shutdown_on_listener_failure=True,
            )
        finally:
            self.healthy = False
            pool.terminate()

    def _shell(self, job: Job) -> Callable[[QueuedJob], Awaitable[None]]:
        async def run(queued: QueuedJob) -> None:
            started = perf_counter()
            try:
                await job.handler(orjson.loads(queued.payload or b"{}"))
            except Exception as error:
                metrics.jobs.labels(job.name, "failed").inc()
                log.warning(
                    "job.failed", job=job.name, attempt=queued.attempts, cause=repr(error), exc_info=True
                )
                raise
            metrics.jobs.labels(job.name, "done").inc()
            metrics.job_seconds.labels(job.name).observe(perf_counter() - started)

        return run
