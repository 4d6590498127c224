"""Writing jobs into PgQueuer's table inside the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import asyncpg

# PgQueuer's own statement numbers the jobs first, logs each in a table that nobody reads, and tells their ids.
_ENQUEUE = """
INSERT INTO pgqueuer AS job (entrypoint, payload, priority, execute_after, dedupe_key, status)
SELECT r.entrypoint, r.payload, r.priority, now() + coalesce(r.delay, interval '0'), r.dedupe_key, 'queued'
FROM unnest($1::text[], $2::bytea[], $3::int[], $4::interval[], $5::text[])
     WITH ORDINALITY AS r(entrypoint, payload, priority, delay, dedupe_key, n)
ORDER BY r.n
ON CONFLICT (dedupe_key) WHERE status IN ('queued', 'picked') AND dedupe_key IS NOT NULL
DO UPDATE SET priority = greatest(job.priority, excluded.priority)
"""


@dataclass(frozen=True)
class PendingJob:
    name: str
    payload: bytes
    priority: int
    delay: timedelta | None
    dedupe_key: str | None

    @property
    def unique_key(self) -> str | None:
        """PgQueuer's keys are unique over all jobs; ours only among jobs of one name."""
        return None if self.dedupe_key is None else f"{self.name}:{self.dedupe_key}"


async def enqueue_all(connection: asyncpg.Connection, jobs: Sequence[PendingJob]) -> None:
    """Insert all jobs by one statement; a waiting job with the same dedupe key stands for the new one.

    Updating the waiting job locks it, so no worker can start it before this transaction commits: it is
    sure to see what this transaction wrote. A job that was taken from the queue does not count as waiting."""
    jobs = _one_per_key(jobs)
    await connection.execute(
        _ENQUEUE,
        [job.name for job in jobs],
        [job.payload for job in jobs],
        [job.priority for job in jobs],
        [job.delay for job in jobs],
        [job.unique_key for job in jobs],
    )


def _one_per_key(jobs: Sequence[PendingJob]) -> list[PendingJob]:
    """The first job of each key, keys in one order everywhere so that two transactions cannot deadlock."""
    keyed: dict[str, PendingJob] = {}
    free = []
    for job in jobs:
        if job.unique_key is None:
            free.append(job)
        else:
            keyed.setdefault(job.unique_key, job)
    return free + [keyed[key] for key in sorted(keyed)]
