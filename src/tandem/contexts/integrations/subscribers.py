"""What one process does for webhooks: follows events, sends, clears up, says how it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from cryptography.fernet import Fernet

from tandem.contexts.integrations.actions.delivering import (
    DELIVER_JOB,
    DELIVER_LATER,
    Delivering,
    ask_to_deliver,
    deliver_later,
)
from tandem.contexts.integrations.actions.queueing import CATCH_UP, QUEUE_JOB, Queueing, catch_up
from tandem.contexts.integrations.catalogue import KINDS
from tandem.contexts.integrations.live import LiveTypes
from tandem.contexts.integrations.repository import deliveries, endpoints
from tandem.kit.db import Database
from tandem.kit.events import Subscription
from tandem.kit.health import Said, Unhealthy, say
from tandem.kit.jobs import Job, jobs_of
from tandem.kit.outbound import Outbound
from tandem.kit.timers import TimerHandler

_LOST = timedelta(seconds=90)
_CLEARED_AT_ONCE = 2_000
# Of the 40 jobs that a worker runs at once: endpoints that hang must leave room for everything else.
_SENDING = 12


@dataclass
class Webhooks:
    """`live` knows which events anybody wants; it must be started to be of use."""

    db: Database
    vault: Fernet
    outbound: Outbound
    live: LiveTypes
    queueing: Queueing = field(init=False)

    def __post_init__(self) -> None:
        self.queueing = Queueing(self.db, self.live)

    def subscriptions(self) -> list[Subscription]:
        return [
            Subscription(kind, QUEUE_JOB, self.queueing, priority=1, wants=self.queueing.wants)
            for kind in KINDS
        ]

    def jobs(self) -> list[Job]:
        sending = Delivering(self.db, self.vault, self.outbound)
        return [*jobs_of(self.subscriptions()), Job(DELIVER_JOB, sending, concurrency=_SENDING)]

    def timer_handlers(self) -> Mapping[str, TimerHandler]:
        return {DELIVER_LATER: deliver_later, CATCH_UP: catch_up}

    async def sweep(self) -> None:
        """Ask again for what should have been sent a while ago: a job that was lost."""
        async with self.db.transaction() as tx:
            for lane in await deliveries.idle_lanes(tx, _LOST):
                ask_to_deliver(tx, lane)

    async def clear(self) -> int:
        """Delete the log's old end, in short transactions; how many deliveries."""
        total, cleared = 0, _CLEARED_AT_ONCE
        while cleared == _CLEARED_AT_ONCE:
            async with self.db.transaction() as tx:
                cleared = await deliveries.forget(tx, _CLEARED_AT_ONCE)
            total += cleared
        return total

    async def probe(self) -> Said:
        """For the health page: endpoints at rest need a person."""
        async with self.db.transaction() as tx:
            resting = await endpoints.resting(tx)
        if resting:
            raise Unhealthy(say("health.at_rest", count=resting))
        return say("health.ok")
