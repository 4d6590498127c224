"""Running jobs: one PgQueuer queue manager per worker process, renewed whenever the database went away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import asyncpg
import orjson
import structlog
from pgqueuer import DatabaseRetryEntrypointExecutor, QueueManager
from pgqueuer.models import Job as QueuedJob

from tandem.kit import metrics
from tandem.kit.jobs.job import Job
from tandem.kit.jobs.listening import Bell, Kept
from tandem.kit.jobs.liveness import Role, give_up_the_dead, hold, this_process
from tandem.kit.jobs.queries import BY_INDEX, CarefulQueries
from tandem.kit.jobs.together import Together, alone

log = structlog.get_logger(__name__)
# A failed attempt is logged by us, once and without its payload; PgQueuer would print the traceback again.
logging.getLogger("pgqueuer").setLevel(logging.CRITICAL)

_SECONDS_BETWEEN_ROLL_CALLS = 0.5
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 3.0
_HEARTBEAT = timedelta(seconds=30)
# That a job was taken or is done need not be on the disk before anybody goes on: what a crash of the database undoes is
# done again. It undoes nothing that was committed before something that it left.
_LATE = {"synchronous_commit": "off"}


class JobRunner:
    """Runs until `stop()`; reconnects by itself when the database goes away.

    `concurrency` bounds the jobs of this process that run at once, counting for a moment those just done
    (outcomes are written in batches): too low a bound delays others by up to 0.1 s. Cancelling `run()`
    abandons running jobs: another worker (or the next start) runs them again. `at_once`: of the jobs taken so many do
    something at a time (their steps take turns with everything else in the process). `gather_s`: seconds for which
    jobs may wait for others, to be taken together; `taken_at_once`: by one statement at most. `role`: how health
    counts it."""

    def __init__(
        self,
        asyncpg_dsn: str,
        jobs: Iterable[Job],
        *,
        concurrency: int = 40,
        at_once: int | None = None,
        gather_s: float = 0.0,
        taken_at_once: int = 10,
        role: Role = "worker",
    ) -> None:
        self._dsn = asyncpg_dsn
        self._role: Role = role
        self._jobs = list(jobs)
        self._concurrency = max(2, concurrency)
        self._gather_s = gather_s
        self._taken_at_once = taken_at_once
        self._turns = asyncio.Semaphore(at_once or self._concurrency)
        self._stopping = asyncio.Event()
        self._manager: QueueManager | None = None
        self._running: set[asyncio.Task[Any]] = set()
        self.healthy = False

    async def run(self) -> None:
        """Work until `stop()`. Never raises but for cancellation."""
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            try:
                await self._work()
                pause = _FIRST_PAUSE
            except Exception as error:
                log.warning("jobs.disconnected", cause=repr(error), retry_s=pause)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def stop(self) -> None:
        """Take no more jobs; `run()` returns when the running ones are done."""
        self._stopping.set()
        self._end_shift()

    def _end_shift(self) -> None:
        if self._manager is not None:
            self._manager.shutdown.set()

    async def _work(self) -> None:
        """One queue manager's life: until stopped, or until the database fails it."""
        pool = await asyncpg.create_pool(
            self._dsn, min_size=2, max_size=4, timeout=5, command_timeout=30, connection_class=Kept,
            server_settings=_LATE | BY_INDEX,
        )  # fmt: skip
        watch: asyncpg.Connection | None = None
        roll_call: asyncio.Task[None] | None = None
        rings: asyncio.Task[None] | None = None
        try:
            watch = await asyncpg.connect(self._dsn, timeout=5, server_settings=this_process(self._role))
            queries = self._asks(pool)
            self._manager = manager = self._hire(queries)
            await hold(watch, manager.queue_manager_id)
            roll_call = asyncio.create_task(self._call_roll(watch, manager))
            rings = asyncio.create_task(queries.rings_when_ready())
            if self._stopping.is_set():
                return
            self.healthy = True
            await self._run_manager(manager)
        finally:
            self.healthy = False
            self._manager = None
            for task in (roll_call, rings):
                if task is not None:
                    task.cancel()
            if watch is not None:
                watch.terminate()
            pool.terminate()

    async def _run_manager(self, manager: QueueManager) -> None:
        shift = asyncio.create_task(
            manager.run(
                dequeue_timeout=timedelta(seconds=1),
                batch_size=max(1, min(self._taken_at_once, self._concurrency // 2)),
                max_concurrent_tasks=self._concurrency,
                heartbeat_timeout=_HEARTBEAT,
                log_aggregation_interval=timedelta(0),
                shutdown_on_listener_failure=True,
            )
        )
        try:
            await asyncio.shield(shift)
        except asyncio.CancelledError:
            # PgQueuer would wait for running jobs however long they take.
            manager.shutdown.set()
            for attempt in self._running:
                attempt.cancel()
            await asyncio.wait({shift}, timeout=5)
            shift.cancel()
            raise

    def _asks(self, pool: asyncpg.Pool) -> CarefulQueries:
        ready = {job.name: job.ready for job in self._jobs if job.ready is not None}
        return CarefulQueries(Bell(pool, self._gather_s), self._end_shift, _HEARTBEAT, ready)

    def _hire(self, queries: CarefulQueries) -> QueueManager:
        manager = QueueManager(queries)
        for job in self._jobs:
            factory = partial(
                DatabaseRetryEntrypointExecutor,
                # PgQueuer counts repetitions, not attempts.
                max_attempts=job.max_attempts - 1,
                initial_delay=job.first_retry,
                max_delay=job.longest_retry,
            )
            manager.entrypoint(
                job.name, concurrency_limit=job.concurrency, on_failure="hold", executor_factory=factory
            )(self._attempt(job))
        return manager

    def _attempt(self, job: Job) -> Callable[[QueuedJob], Awaitable[None]]:
        do = (
            Together(job.name, job.handler, job.together, self._turns).handle
            if job.together
            else alone(job.name, job.handler, self._turns)
        )

        async def run(queued: QueuedJob) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._running.add(task)
            try:
                await do(orjson.loads(queued.payload or b"{}"))
            except asyncio.CancelledError:
                if task.cancelling():
                    raise
                # Something inside was cancelled, not this job: a failure like any other.
                _failed(job, queued, "cancelled inside")
                raise RuntimeError("cancelled inside") from None
            except Exception as error:
                _failed(job, queued, repr(error))
                raise
            finally:
                self._running.discard(task)
            metrics.jobs.labels(job.name, "done").inc()

        return run

    async def _call_roll(self, watch: asyncpg.Connection, manager: QueueManager) -> None:
        """Frees the jobs of dead workers; ends the shift when this worker itself would look dead."""
        try:
            while True:
                freed = await give_up_the_dead(watch, manager.queue_manager_id)
                if freed:
                    log.warning("jobs.taken_over", jobs=freed)
                await asyncio.sleep(_SECONDS_BETWEEN_ROLL_CALLS)
        except Exception as error:
            log.warning("jobs.roll_call_lost", cause=repr(error))
            manager.shutdown.set()


def _failed(job: Job, queued: QueuedJob, cause: str) -> None:
    last = queued.attempts + 1 >= job.max_attempts
    metrics.jobs.labels(job.name, "held" if last else "failed").inc()
    (log.error if last else log.warning)(
        "job.held" if last else "job.failed",
        job=job.name,
        job_id=queued.id,
        attempt=queued.attempts + 1,
        cause=cause,
        exc_info=True,
    )
