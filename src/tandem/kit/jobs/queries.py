"""PgQueuer's statements, made safe against losing jobs when the database or the worker goes away."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from pgqueuer import Queries
from pgqueuer.domain.models import Job as QueuedJob
from pgqueuer.domain.models import TracebackRecord
from pgqueuer.domain.types import JOB_STATUS
from pgqueuer.ports.driver import Driver

log = structlog.get_logger(__name__)


class CarefulQueries(Queries):
    """Two outcomes are left unrecorded, so that the job stays taken and the next worker runs it again:
    a retry that could not be written (PgQueuer would bury the job) and a cancelled task (PgQueuer would
    delete the job, but the only one who cancels is a process that shuts down)."""

    def __init__(self, driver: Driver, on_lost: Callable[[], None]) -> None:
        super().__init__(driver)
        self._on_lost = on_lost

    async def retry_job(
        self, job: QueuedJob, delay: timedelta, traceback_record: TracebackRecord | None
    ) -> None:
        try:
            await super().retry_job(job, delay, traceback_record)
        except Exception as error:
            log.warning("job.retry_unwritten", job=job.entrypoint, job_id=job.id, cause=repr(error))
            self._on_lost()

    async def log_jobs(self, job_status: list[tuple[QueuedJob, JOB_STATUS, TracebackRecord | None]]) -> None:
        finished = [entry for entry in job_status if entry[1] != "canceled"]
        if finished:
            await super().log_jobs(finished)
