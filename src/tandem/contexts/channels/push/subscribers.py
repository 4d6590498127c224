"""Jobs, timers and periodic work of pushes, for the worker, and the events that they follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from tandem.contexts.channels.push import repository
from tandem.contexts.channels.push.actions.notifying import (
    LOOK,
    PUSH_JOB,
    Notifying,
    is_for_devices,
    look_now,
)
from tandem.contexts.channels.push.actions.registering import Forgetting
from tandem.contexts.channels.push.ports import PushSender
from tandem.contexts.channels.push.tokens import TokenSafe
from tandem.contexts.conversations.events import MessageQueued
from tandem.contexts.customers.events import CustomerErased
from tandem.kit.db import Database
from tandem.kit.events import Subscription
from tandem.kit.jobs import Job, jobs_of
from tandem.kit.timers import TimerHandler

# Vendors that hang must leave room for other work; a notification that comes minutes late is still one.
_AT_ONCE = 8
_FIRST_RETRY, _LONGEST_RETRY = timedelta(seconds=5), timedelta(minutes=5)
_BATCH = 500


@dataclass
class Pushing:
    """Everything that one process does for pushes. Without a sender devices are only forgotten in time."""

    db: Database
    secret: bytes
    sender: PushSender | None
    zone: ZoneInfo

    def __post_init__(self) -> None:
        safe = TokenSafe(self.secret)
        self._notifying = Notifying(self.db, safe, self.sender, self.zone) if self.sender else None
        self._forgetting = Forgetting(self.db)

    def subscriptions(self) -> list[Subscription]:
        erased = Subscription(CustomerErased.kind, "channels.forget_devices", self._forgetting)
        if self._notifying is None:
            return [erased]
        asked = self._notifying.asked
        return [erased, Subscription(MessageQueued.kind, "channels.push_asked", asked, wants=is_for_devices)]

    def jobs(self) -> list[Job]:
        jobs = jobs_of(self.subscriptions())
        if self._notifying is not None:
            jobs.append(
                Job(
                    PUSH_JOB, self._notifying, concurrency=_AT_ONCE, first_retry=_FIRST_RETRY,
                    longest_retry=_LONGEST_RETRY,
                )
            )  # fmt: skip
        return jobs

    def timer_handlers(self) -> Mapping[str, TimerHandler]:
        return {LOOK: look_now}

    async def forget(self) -> None:
        """Delete what is past its time."""
        async with self.db.transaction() as tx:
            await repository.forget(tx, _BATCH)
