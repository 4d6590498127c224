"""What waits, and what was given up: for health, metrics and the people who look after it."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

# Waiting jobs are those whose time has come; retries and delayed jobs wait of their own accord.
_BACKLOG = """
SELECT count(*) FILTER (WHERE status = 'queued' AND execute_after <= now()) AS waiting,
       coalesce(extract(epoch FROM now() - min(execute_after)
           FILTER (WHERE status = 'queued' AND execute_after <= now())), 0)::float8 AS oldest_s,
       count(*) FILTER (WHERE status = 'failed') AS held
FROM pgqueuer
"""
_HELD = """
SELECT entrypoint AS name, count(*) AS count, min(updated) AS since
FROM pgqueuer WHERE status = 'failed' GROUP BY entrypoint ORDER BY since, name
"""
_AGAIN = """
UPDATE pgqueuer SET status = 'queued', attempts = 0, execute_after = now(), queue_manager_id = NULL
WHERE status = 'failed' AND ($1::text IS NULL OR entrypoint = $1)
"""


@dataclass(frozen=True)
class Backlog:
    """`oldest_s`: seconds that the first of the waiting jobs has waited."""

    waiting: int
    oldest_s: float
    held: int


@dataclass(frozen=True)
class Held:
    """Jobs of one name that were given up; `since`: the first of them (UTC)."""

    name: str
    count: int
    since: datetime


async def backlog(connection: asyncpg.Connection) -> Backlog:
    """The queue as it is now."""
    row = await connection.fetchrow(_BACKLOG)
    assert row is not None
    return Backlog(row["waiting"], row["oldest_s"], row["held"])


async def held_jobs(connection: asyncpg.Connection) -> list[Held]:
    """What was given up, by name, the oldest first."""
    return [Held(row["name"], row["count"], row["since"]) for row in await connection.fetch(_HELD)]


async def retry_held(connection: asyncpg.Connection, name: str | None = None) -> int:
    """Give held jobs (of one name, or all) all their attempts again; how many."""
    status: str = await connection.execute(_AGAIN, name)
    return int(status.removeprefix("UPDATE "))
