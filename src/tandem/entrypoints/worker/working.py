"""Jobs, timers and periodic tasks side by side, until told to stop.

What somebody waits for and what nobody waits for (`Job.background`, `Periodic.background`) may be two processes: in one
each step of the one waits for a step of the other."""

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
# something at a time: one, so that PostgreSQL has at most one statement of theirs beside those of an answer. What is
# taken together may be done together.
_TAKEN, _BY_ONE_STATEMENT, _AT_ONCE = 100, 50, 1
# Jobs that wait for other systems: while they do, they cost nothing but their place.
_OUTSIDE = 200
# Seconds for which jobs may wait to be taken together: those in the background, and those with a limit.
_GATHERED_S, _LIMITED_S = 0.5, 0.02


class _Runner(Protocol):
    async def run(self) -> None: ...

    async def stop(self) -> None: ...


async def work(container: WorkerContainer) -> None:
    """Work until SIGTERM or SIGINT. Running jobs get `graceful_shutdown_s`; the rest run again elsewhere."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    runners = runners_of(container)
    log.info("worker.started", lanes=container.settings.lanes, runners=len(runners))
    try:
        await run_until(stop.wait(), runners, container.settings.graceful_shutdown_s)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
        log.info("worker.stopped")


def runners_of(container: WorkerContainer) -> list[_Runner]:
    """What runs in this process, by the lanes that its settings name."""
    lanes = container.settings.lanes
    dsn = container.db.url.replace("+asyncpg", "")
    runners: list[_Runner] = [*_job_runners(dsn, container.jobs, lanes)]
    if lanes != "background":
        runners.append(TimerLoop(container.db, container.timer_handlers))
    periodic = [*container.periodic, tidying(container.db)]
    if lanes != "all":
        periodic = [one for one in periodic if one.background == (lanes == "background")]
    runners.append(PeriodicRunner(container.db, periodic))
    return runners


def _job_runners(dsn: str, jobs: Sequence[Job], lanes: str) -> list[JobRunner]:
    """What has a limit over all workers, which takes costlier statements; what somebody waits for; what itself waits
    for other systems, with places of its own; and the rest."""
    mine = [job for job in jobs if lanes == "all" or job.background == (lanes == "background")]
    limited, free = [job for job in mine if job.concurrency], [job for job in mine if not job.concurrency]
    prompt, rest = [job for job in free if not job.background], [job for job in free if job.background]
    runners = [
        JobRunner(dsn, limited, gather_s=_LIMITED_S, role="background" if lanes == "background" else "worker")
    ]
    if lanes != "background":
        runners.append(JobRunner(dsn, [job for job in prompt if not job.outside]))
        runners.append(JobRunner(dsn, [job for job in prompt if job.outside], concurrency=_OUTSIDE))
    if lanes != "prompt":
        runners.append(
            JobRunner(
                dsn, rest, concurrency=_TAKEN, at_once=_AT_ONCE, gather_s=_GATHERED_S,
                taken_at_once=_BY_ONE_STATEMENT, role="background",
            )
        )  # fmt: skip
    return runners


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
