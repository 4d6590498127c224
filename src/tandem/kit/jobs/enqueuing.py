"""Writing jobs into PgQueuer's table inside the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
from pgqueuer import AsyncpgDriver, Queries


@dataclass(frozen=True)
class PendingJob:
    name: str
    payload: bytes
    priority: int
    delay: timedelta | None
    dedupe_key: str | None


async def enqueue_all(connection: asyncpg.Connection, jobs: Sequence[PendingJob]) -> None:
    """Insert all jobs by one statement; a pending job with the same dedupe key makes the new one vanish."""
    queries = Queries(AsyncpgDriver(connection))
    await queries.enqueue(
        [job.name for job in jobs],
        [job.payload for job in jobs],
        [job.priority for job in jobs],
        [job.delay for job in jobs],
        [job.dedupe_key for job in jobs],
        on_conflict="skip",
    )
