"""Health: whether the public holidays of these days are known."""

from datetime import timedelta, tzinfo

from tandem.kit.calendar.holidays import holidays_known_until
from tandem.kit.clock import Clock
from tandem.kit.health import Check, Said, Unhealthy, say

_AHEAD = timedelta(days=14)
"""So long before the end it is told: customers read opening hours some days ahead."""


def holidays_check(clock: Clock, zone: tzinfo) -> Check:
    """The data are part of a package that comes out once a year. Without them a calendar with public holidays counts
    weekdays only: queues would be open on the Spring Festival."""

    async def probe() -> Said:
        until = holidays_known_until()
        if clock.now().astimezone(zone).date() + _AHEAD > until:
            raise Unhealthy(say("health.holidays_unknown", until=until.isoformat()))
        return say("health.holidays_known", until=until.isoformat())

    return Check("public_holidays", probe, critical=False)
