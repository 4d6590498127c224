"""Jobs, timers and the sweep of written channels, for the worker, and the events that they follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from cryptography.fernet import Fernet

from tandem.contexts.channels.sms.refusing import CONFIRM_JOB, Confirming
from tandem.contexts.channels.written.actions.accepting import (
    SPREAD_JOB,
    TAKE_IN_JOB,
    Spreading,
    ask_to_take_in,
)
from tandem.contexts.channels.written.actions.announcing import ANNOUNCE_JOB, Announcing
from tandem.contexts.channels.written.actions.carrying_over import CarryingOver
from tandem.contexts.channels.written.actions.delivering import (
    DELIVER_JOB,
    DELIVER_LATER,
    Delivering,
    ask_to_deliver,
    deliver_later,
)
from tandem.contexts.channels.written.actions.forgetting import Forgetting, Parting
from tandem.contexts.channels.written.actions.queueing import Queueing
from tandem.contexts.channels.written.actions.receiving_files import KeepingFiles
from tandem.contexts.channels.written.actions.taking_in import TakingIn
from tandem.contexts.channels.written.actions.typing import TYPING_JOB, Showing
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import inbox, outbox
from tandem.contexts.conversations.events import LegParted, MessageQueued, WentOn
from tandem.contexts.customers.events import CustomerErased
from tandem.kit.db import Database
from tandem.kit.events import Subscription
from tandem.kit.i18n import DEFAULT
from tandem.kit.jobs import Job, jobs_of
from tandem.kit.objects import ObjectStore
from tandem.kit.timers import TimerHandler

_LOST_S = 60.0
# Of the 40 jobs that a worker runs at once: vendors that hang must leave room for everything else.
_TAKING_IN, _SENDING, _SHOWING = 8, 12, 2
_CONFIRM_AGAIN = timedelta(seconds=5)


@dataclass
class Written:
    """Everything that one process does for written channels. `locale`: the house's, for whoever has told none."""

    db: Database
    vault: Fernet
    channels: Channels
    objects: ObjectStore
    attachment_bytes: int
    zone: ZoneInfo
    locale: str = DEFAULT

    def subscriptions(self) -> list[Subscription]:
        queueing = Queueing(self.db, self.vault, self.channels)
        carrying = CarryingOver(self.db, self.vault, self.channels)
        return [
            Subscription(
                MessageQueued.kind, "channels.queue_out", queueing, priority=5, wants=queueing.wants
            ),
            Subscription(CustomerErased.kind, "channels.forget", Forgetting(self.db)),
            Subscription(WentOn.kind, "channels.carry_over", carrying, priority=5, wants=carrying.wants),
            Subscription(LegParted.kind, "channels.part", Parting(self.db)),
        ]

    def jobs(self) -> list[Job]:
        files = KeepingFiles(self.objects, self.attachment_bytes)
        return [
            *jobs_of(self.subscriptions()),
            Job(SPREAD_JOB, Spreading(self.db)),
            Job(
                TAKE_IN_JOB,
                TakingIn(self.db, self.vault, self.channels, files, self.locale),
                concurrency=_TAKING_IN,
            ),
            Job(
                DELIVER_JOB,
                Delivering(self.db, self.vault, self.channels, self.objects, self.zone),
                concurrency=_SENDING,
            ),
            Job(ANNOUNCE_JOB, Announcing(self.db, self.channels, self.zone)),
            Job(
                TYPING_JOB, Showing(self.db, self.vault, self.channels), max_attempts=1, concurrency=_SHOWING
            ),
            Job(
                CONFIRM_JOB,
                Confirming(self.db, self.vault, self.channels, self.locale),
                first_retry=_CONFIRM_AGAIN,
                outside=True,
            ),
        ]

    def timer_handlers(self) -> Mapping[str, TimerHandler]:
        return {DELIVER_LATER: deliver_later}

    async def sweep(self) -> None:
        """Ask again for what should have been done a minute ago: a job that was given up."""
        async with self.db.transaction() as tx:
            for number, account_id, line in await inbox.waiting_senders(tx, _LOST_S):
                ask_to_take_in(tx, number, account_id, line)
            for thread_id in await outbox.idle(tx, _LOST_S):
                ask_to_deliver(tx, thread_id)
