"""Health: whether what is written into the audit trail is sealed into its chain."""

from datetime import timedelta

from tandem.contexts.access.repository import audit
from tandem.kit.db import Database
from tandem.kit.health import Check, Said, Unhealthy, say

_TOO_LONG = timedelta(minutes=2)
"""Sealing is done every second: who waits this long waits for a process that does not seal."""


def audit_check(db: Database) -> Check:
    """Entries wait for their seal for seconds only; until then they could be changed without a trace."""

    async def probe() -> Said:
        async with db.transaction() as tx:
            count, oldest = await audit.backlog(tx)
            if oldest is not None and tx.now - oldest > _TOO_LONG:
                raise Unhealthy(say("health.audit_unsealed", count=count, since=oldest))
        return say("health.audit_sealed")

    return Check("audit", probe, critical=False)
