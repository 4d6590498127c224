"""Jobs, timers and periodic tasks side by side, until told to stop."""

import asyncio
import signal
from collections.abc import Awaitable, Sequence
from typing import Protocol

import structlog

from tandem.entrypoints.worker.container import WorkerContainer
from tandem.kit.housekeeping import tidying
from tandem.kit.jobs import Job, JobRunner
from tandem.kit.periodic import PeriodicRunner
from tandem.kit.timers import TimerLoop

log = structlog.get_logger(__name__)
_RESTART_S = 1.0
# Jobs in the background: taken from the queue (those just done count for a moment), so many by one statement, and doing
# something at a time. Each step of a job waits for a step of every other: with more of them customers wait longer for
# the bot. What is taken together may be done together.
_TAKEN, _BY_ONE_STATEMENT, _AT_ONCE = 100, 50, 2
# Seconds for which jobs may wait to be taken together: those in the background, and those with a limit.
_GATHERED_S, _LIMITED_S = 0.2, 0.02


class _Runner(Protocol):
    async def run(self) -> None: ...

    async def stop(self) -> None: ...


async def work(container: WorkerContainer) -> None:
    """Work until SIGTERM or SIGINT. Running jobs get `graceful_shutdown_s`; the rest run again elsewhere."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    dsn = container.db.url.replace("+asyncpg", "")
    runners: list[_Runner] = [
        *_job_runners(dsn, container.jobs),
        TimerLoop(container.db, container.timer_handlers),
        PeriodicRunner(container.db, [*container.periodic, tidying(container.db)]),
    ]
    log.info("worker.started", jobs=len(container.jobs), timers=len(container.timer_handlers))
    try:
        await run_until(stop.wait(), runners, container.settings.graceful_shutdown_s)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
        log.info("worker.stopped")


def _job_runners(dsn: str, jobs: Sequence[Job]) -> list[JobRunner]:
    """What somebody waits for, what has a limit over all workers (which takes costlier statements), and the rest."""
    limited = [job for job in jobs if job.concurrency]
    free = [job for job in jobs if not job.concurrency]
    return [
        JobRunner(dsn, [job for job in free if not job.background]),
        JobRunner(dsn, limited, gather_s=_LIMITED_S),
        JobRunner(
            dsn, [job for job in free if job.background], concurrency=_TAKEN, at_once=_AT_ONCE,
            gather_s=_GATHERED_S, taken_at_once=_BY_ONE_STATEMENT,
        ),
    ]  # fmt: skip


async def run_until(told: Awaitable[object], runners: list[_Runner], grace_s: float) -> None:
    """Keep `runners` running until `told`, then end them: softly first, by force after `grace_s` seconds."""
    tasks = [asyncio.create_task(_keep(runner)) for runner in runners]
    try:
        await told
        for runner in runners:
            await runner.stop()
        await asyncio.wait(tasks, timeout=grace_s)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _keep(runner: _Runner) -> None:
    """A runner returns when it is stopped. Should it fail instead, it is started again."""
    while True:
        try:
            await runner.run()
            return
        except Exception as error:
            log.exception("worker.runner_failed", runner=type(runner).__name__, cause=repr(error))
            await asyncio.sleep(_RESTART_S)
