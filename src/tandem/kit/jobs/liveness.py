"""Noticing at once that a worker died: it held a lock, and PostgreSQL lets go of a dead client's locks.

PgQueuer's own heartbeat needs many seconds to tell a killed worker from a busy one."""

from os import getpid
from socket import gethostname
from typing import Literal
from uuid import UUID

import asyncpg

# The first half of PostgreSQL's two-part advisory lock keys; the second is the worker's hash.
_LOCK_SPACE = 0x7A4D

_HOLD = "SELECT pg_advisory_lock($1, hashtext($2))"
# MATERIALIZED: locks are tried for the dead candidates only, never for rows the planner happens to visit.
_GIVE_UP_THE_DEAD = """
WITH others AS MATERIALIZED (
    SELECT DISTINCT queue_manager_id AS id FROM pgqueuer
    WHERE status = 'picked' AND queue_manager_id <> $2 AND heartbeat > to_timestamp(0)
), dead AS MATERIALIZED (
    SELECT id FROM others WHERE pg_try_advisory_xact_lock($1, hashtext(id::text))
)
UPDATE pgqueuer SET heartbeat = to_timestamp(0)
WHERE status = 'picked' AND queue_manager_id IN (SELECT id FROM dead)
"""


Role = Literal["worker", "background"]
"""worker: does what somebody waits for. background: the rest."""


def this_process(role: Role = "worker") -> dict[str, str]:
    """By which a worker's connections are known: it has one for each runner of jobs."""
    return {"application_name": f"tandem {role} {gethostname()[:30]} {getpid()}"}


async def hold(connection: asyncpg.Connection, worker: UUID) -> None:
    """Mark `worker` as alive for as long as `connection` lives."""
    await connection.execute(_HOLD, _LOCK_SPACE, str(worker))


async def give_up_the_dead(connection: asyncpg.Connection, worker: UUID) -> int:
    """Make the jobs of dead workers look abandoned, so that the next dequeue takes them; how many."""
    status: str = await connection.execute(_GIVE_UP_THE_DEAD, _LOCK_SPACE, worker, timeout=10)
    return int(status.removeprefix("UPDATE "))


_ALIVE = """
SELECT count(DISTINCT a.application_name) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND l.classid = $1 AND l.objsubid = 2 AND l.granted
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND coalesce(a.state_change, now()) > now() - interval '15 seconds'
  AND starts_with(a.application_name, 'tandem ' || $2 || ' ')
"""


async def workers_alive(connection: asyncpg.Connection, role: Role = "worker") -> int:
    """How many processes of this role hold their locks and have called the roll within the last 15 s."""
    alive: int = await connection.fetchval(_ALIVE, _LOCK_SPACE, role)
    return alive
