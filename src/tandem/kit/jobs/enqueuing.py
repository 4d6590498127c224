"""Writing jobs into PgQueuer's table inside the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
from pgqueuer import AsyncpgDriver, Queries

# Header of a job that has a dedupe key: PgQueuer does not hand the key itself to the worker.
KEYED = "keyed"


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
    sure to see what this transaction wrote. A job that is running already does not count as waiting."""
    jobs = _one_per_key(jobs)
    await Queries(AsyncpgDriver(connection)).enqueue(
        [job.name for job in jobs],
        [job.payload for job in jobs],
        [job.priority for job in jobs],
        [job.delay for job in jobs],
        [job.unique_key for job in jobs],
        [{KEYED: "1"} if job.dedupe_key is not None else None for job in jobs],
        on_conflict="update_priority",
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


async def release_key(connection: asyncpg.Connection | asyncpg.Pool, job_id: int) -> None:
    """Called when a job starts: from here on the same key may be enqueued again."""
    await connection.execute("UPDATE pgqueuer SET dedupe_key = NULL WHERE id = $1", job_id)
