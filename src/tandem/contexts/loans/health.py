"""Health: commands on loans of which nobody knows for long what came of them."""

from datetime import timedelta

from tandem.contexts.loans.repository import open_since
from tandem.kit.db import Database
from tandem.kit.health import Check, Said, Unhealthy, say

_TOO_LONG = timedelta(minutes=15)


def commands_check(db: Database) -> Check:
    """Degraded when a command has been open for a quarter of an hour: the core does not answer for it."""

    async def probe() -> Said:
        async with db.transaction() as tx:
            count, since = await open_since(tx)
            if since is not None and tx.now - since > _TOO_LONG:
                raise Unhealthy(say("health.commands_open_long", count=count, since=since))
        return say("health.commands_open", count=count)

    return Check("loan_commands", probe, critical=False)
