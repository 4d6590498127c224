"""Clearing away what nobody will look at again."""

from datetime import timedelta

from tandem.kit.db import Database
from tandem.kit.periodic import Periodic

_JOB_LOG_KEPT = timedelta(days=3)
_TIMERS_KEPT = timedelta(days=30)
_BATCH = 5_000

_OLD_JOB_LOG = """
DELETE FROM pgqueuer_log WHERE id IN (SELECT id FROM pgqueuer_log WHERE created < $1 LIMIT $2)
"""
_OLD_TIMERS = """
DELETE FROM timer WHERE id IN (
    SELECT id FROM timer WHERE (fired_at < $1 OR cancelled_at < $1) LIMIT $2
)
"""


async def tidy(db: Database) -> int:
    """Delete old job logs and finished timers, in short transactions; how many rows."""
    total = 0
    for statement, kept in ((_OLD_JOB_LOG, _JOB_LOG_KEPT), (_OLD_TIMERS, _TIMERS_KEPT)):
        deleted = _BATCH
        while deleted == _BATCH:
            async with db.transaction() as tx:
                status = await (await tx.raw()).execute(statement, tx.now - kept, _BATCH)
            deleted = int(status.removeprefix("DELETE "))
            total += deleted
    return total


def tidying(db: Database) -> Periodic:
    """Tidy about once an hour."""
    return Periodic("kit.tidy", 3600, lambda: tidy(db), background=True)
