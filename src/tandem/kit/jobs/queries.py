"""PgQueuer's statements, made safe against losing jobs when the database or the worker goes away, and made few: each
job costs several, and customers wait behind all of them."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

import structlog
from pgqueuer import Queries
from pgqueuer.domain.models import Job as QueuedJob
from pgqueuer.domain.models import TracebackRecord
from pgqueuer.domain.types import JOB_STATUS, JobId, QueueEntrypoint, QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter

from tandem.kit.jobs.listening import Bell

log = structlog.get_logger(__name__)

# As PgQueuer's own where no job has a limit, without its log of what was queued, taken and done, which nobody reads.
# The key is let go of here: from now on the same may be asked for again. One name is asked for as if it were several:
# then one index only has the order, that of a name's jobs, and not the one of all jobs.
_TAKE = """
WITH next AS MATERIALIZED (
    SELECT waiting.id FROM unnest($2::text[]) AS name CROSS JOIN LATERAL (
        SELECT id, priority FROM pgqueuer
        WHERE entrypoint BETWEEN name AND name AND status = 'queued' AND execute_after <= now()
        ORDER BY entrypoint, priority DESC, id LIMIT $1 FOR UPDATE SKIP LOCKED
    ) AS waiting ORDER BY waiting.priority DESC, waiting.id LIMIT $1
), abandoned AS MATERIALIZED (
    SELECT id FROM pgqueuer
    WHERE status = 'picked' AND entrypoint = ANY($2) AND heartbeat < now() - $4::interval
    ORDER BY heartbeat LIMIT $1 FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE pgqueuer SET status = 'picked', updated = now(), heartbeat = now(), queue_manager_id = $3, dedupe_key = NULL
    WHERE id = ANY(ARRAY(SELECT id FROM next UNION ALL SELECT id FROM abandoned))
    RETURNING id, priority, created, updated, heartbeat, execute_after, status, entrypoint, payload, attempts,
              queue_manager_id, slot
)
SELECT taken.*, delayed.soon FROM (
    SELECT min(first.execute_after) - now() AS soon FROM unnest($2::text[]) AS name CROSS JOIN LATERAL (
        SELECT execute_after FROM pgqueuer WHERE entrypoint = name AND status = 'queued' AND execute_after > now()
        ORDER BY execute_after LIMIT 1
    ) AS first
) AS delayed LEFT JOIN taken ON true ORDER BY taken.priority DESC, taken.id
"""
# Name by name, as an index has them: asked for all names together PostgreSQL would go through every job that waits,
# and this is asked most often when many do.
_LOOK = """
SELECT coalesce(bool_or(due.there), false) OR EXISTS (
        SELECT FROM pgqueuer WHERE entrypoint = ANY($1) AND status = 'picked' AND heartbeat < now() - $2::interval
    ) AS now, min(first.execute_after) - now() AS soon
FROM unnest($1::text[]) AS name
LEFT JOIN LATERAL (
    SELECT true AS there FROM pgqueuer WHERE entrypoint = name AND status = 'queued' AND execute_after <= now()
    ORDER BY execute_after LIMIT 1
) AS due ON true
LEFT JOIN LATERAL (
    SELECT execute_after FROM pgqueuer WHERE entrypoint = name AND status = 'queued' AND execute_after > now()
    ORDER BY execute_after LIMIT 1
) AS first ON true
"""
_LET_GO = "UPDATE pgqueuer SET dedupe_key = NULL WHERE id = ANY($1::bigint[]) AND dedupe_key IS NOT NULL"
_DONE = "DELETE FROM pgqueuer WHERE id = ANY($1::bigint[])"

# For the connections that ask these. The table is empty one moment and full the next: a plan made in the empty moment
# reads the whole of it for each name, and is kept. Indexes are right in both.
BY_INDEX = {"enable_seqscan": "off", "enable_bitmapscan": "off", "enable_sort": "off"}


class CarefulQueries(Queries):
    """Two outcomes are left unrecorded, so that the job stays taken and the next worker runs it again:
    a retry that could not be written (PgQueuer would bury the job) and a cancelled task (PgQueuer would
    delete the job, but the only one who cancels is a process that shuts down)."""

    def __init__(
        self,
        bell: Bell,
        on_lost: Callable[[], None],
        heartbeat_timeout: timedelta,
        ready: Mapping[str, asyncio.Event] | None = None,
    ) -> None:
        """`ready`: jobs by name that are left to others until it is set; `rings_when_ready` says when."""
        super().__init__(bell)
        self._bell = bell
        self._ready = ready or {}
        self._on_lost = on_lost
        self._timeout = heartbeat_timeout
        self._taken: set[int] = set()
        self._soon: timedelta | None = None
        self._looked = self._held_back = self._took_all = False

    async def dequeue(
        self,
        batch_size: int,
        entrypoints: dict[QueueEntrypoint, EntrypointExecutionParameter],
        queue_manager_id: QueueManagerId,
        global_concurrency_limit: int | None,
        heartbeat_timeout: timedelta,
    ) -> list[QueuedJob]:
        """Take the next jobs. Limits over all workers (`Job.concurrency`) are PgQueuer's business."""
        entrypoints = {name: entrypoints[name] for name in self._taken_here(entrypoints)}
        most = min(batch_size, (global_concurrency_limit or len(self._taken) + batch_size) - len(self._taken))
        self._bell.crowded, self._looked, self._held_back = most <= 0, False, False
        took_all, self._took_all = self._took_all, False
        if most <= 0:
            return []
        if took_all and not self._bell.heard:
            # PgQueuer asks again after each take. That one left nothing, and nothing has come in since.
            self._looked = True
            return []
        if any(one.concurrency_limit for one in entrypoints.values()):
            found = await self._within_limits(
                most, entrypoints, queue_manager_id, global_concurrency_limit, heartbeat_timeout
            )
        else:
            self._bell.heard = False
            rows: list[dict[str, Any]] = await self.driver.fetch(
                _TAKE, most, list(entrypoints), queue_manager_id, heartbeat_timeout
            )
            self._soon = rows[0]["soon"]
            found = [QueuedJob.model_construct(**row, headers=None) for row in rows if row["id"] is not None]
            # Who comes after this rings the bell: there is nothing to be looked up.
            self._looked = True
            self._took_all = 0 < len(found) < most
        self._taken |= {job.id for job in found}
        return found

    async def _within_limits(
        self,
        most: int,
        entrypoints: dict[QueueEntrypoint, EntrypointExecutionParameter],
        queue_manager_id: QueueManagerId,
        global_concurrency_limit: int | None,
        heartbeat_timeout: timedelta,
    ) -> list[QueuedJob]:
        if not await self._look(entrypoints):
            self._looked = True
            return []
        found = await super().dequeue(
            most, entrypoints, queue_manager_id, global_concurrency_limit, heartbeat_timeout
        )
        if found:
            await self.driver.execute(_LET_GO, [job.id for job in found])
        # Something is due and a limit is full: it is looked at again in a moment, not at once and without end.
        self._held_back = not found
        return found

    async def eligible_queued_work(self, entrypoints: list[QueueEntrypoint]) -> int:
        """Asked when nothing (more) was found, with the two questions below, to know how long to sleep. What came in
        between is taken at once; PgQueuer would wait for a tenth of a second."""
        if self._looked:
            return 0
        waits = await self._look(entrypoints)
        if waits and not (self._bell.crowded or self._held_back):
            self._bell.ring()
        return int(waits)

    async def next_deferred_eta(self, entrypoints: list[QueueEntrypoint]) -> timedelta | None:
        """When the next delayed job is due, as looked up a moment ago; those due soon after it are taken with it."""
        return None if self._soon is None else max(self._soon, self._bell.gathers)

    async def queued_work(self, entrypoints: list[QueueEntrypoint]) -> int:
        """Whether anything waits, due or not, as looked up a moment ago."""
        return int(self._soon is not None)

    async def _look(self, entrypoints: Iterable[QueueEntrypoint]) -> bool:
        (row,) = await self.driver.fetch(_LOOK, self._taken_here(entrypoints), self._timeout)
        soon = row["soon"]
        self._soon = soon if isinstance(soon, timedelta) else None
        return bool(row["now"])

    def _taken_here(self, names: Iterable[QueueEntrypoint]) -> list[QueueEntrypoint]:
        return [name for name in names if name not in self._ready or self._ready[name].is_set()]

    async def rings_when_ready(self) -> None:
        """Wakes who sleeps whenever jobs are no longer left to others; returns when there are none left."""

        async def one(ready: asyncio.Event) -> None:
            await ready.wait()
            self._bell.ring()

        await asyncio.gather(*(one(ready) for ready in set(self._ready.values())))

    async def retry_job(
        self, job: QueuedJob, delay: timedelta, traceback_record: TracebackRecord | None
    ) -> None:
        try:
            await super().retry_job(job, delay, traceback_record)
        except Exception as error:
            log.warning("job.retry_unwritten", job=job.entrypoint, job_id=job.id, cause=repr(error))
            self._on_lost()
        finally:
            self._taken.discard(job.id)

    async def log_jobs(self, job_status: list[tuple[QueuedJob, JOB_STATUS, TracebackRecord | None]]) -> None:
        """Write what became of jobs. Those that went well leave nothing behind."""
        well: list[JobId] = [job.id for job, status, _ in job_status if status == "successful"]
        if well:
            await self.driver.execute(_DONE, well)
        ill = [entry for entry in job_status if entry[1] not in ("canceled", "successful")]
        if ill:
            await super().log_jobs(ill)
        self._taken -= {job.id for job, _, _ in job_status}
        if self._bell.crowded:
            self._bell.ring()
