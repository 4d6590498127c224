"""What a job is, and how a subscription becomes one."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tandem.kit.events import Recorded, Subscription

MOST_ATTEMPTS = 40


@dataclass(frozen=True)
class Job:
    """A named job and its handler, which may run twice: make it idempotent.

    `concurrency` 0 = unbounded, 1 = one at a time over all workers (then about ten a second at most).
    After `max_attempts` failures the job is held for a person. Attempts are `first_retry` apart, then
    twice as long each time up to `longest_retry`; more than 40 are refused, for the doubling would overflow.
    `background`: nobody waits for it, a few run at a time beside what somebody does wait for.
    `outside`: most of its time it waits for another system (a model, a core, a gateway), which may hang. Such jobs have
    places of their own, so that a hundred of them keep nobody else's from running.
    `together` does several that wait at the same time: all of them, or it raises and each is tried by itself.
    `ready`: until it is set in a process, that process takes none of these jobs; they wait in the queue, where another
    may take them."""

    name: str
    handler: Callable[[Mapping[str, Any]], Awaitable[None]]
    max_attempts: int = 8
    concurrency: int = 0
    first_retry: timedelta = timedelta(milliseconds=200)
    longest_retry: timedelta = timedelta(minutes=2)
    background: bool = False
    outside: bool = False
    together: Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]] | None = None
    ready: asyncio.Event | None = None

    def __post_init__(self) -> None:
        if self.outside and (self.background or self.concurrency):
            raise ValueError(f"{self.name}: what waits outside has places of its own already")
        if not 1 <= self.max_attempts <= MOST_ATTEMPTS:
            raise ValueError(f"{self.name}: 1 to {MOST_ATTEMPTS} attempts")


def job_of(subscription: Subscription) -> Job:
    """The job that carries a subscription's events to its handler."""

    async def handle(body: Mapping[str, Any]) -> None:
        await subscription.handler(_recorded(body))

    return Job(
        subscription.name, handle, subscription.max_attempts, background=subscription.priority < 0,
        together=_together(subscription), ready=subscription.ready,
    )  # fmt: skip


def _together(
    subscription: Subscription,
) -> Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]] | None:
    many = subscription.together
    if many is None:
        return None

    async def handle(bodies: Sequence[Mapping[str, Any]]) -> None:
        await many([_recorded(body) for body in bodies])

    return handle


def jobs_of(subscriptions: Iterable[Subscription]) -> list[Job]:
    """One job for each name; subscriptions to several kinds may share a name and its handler."""
    jobs: dict[str, tuple[Subscription, Job]] = {}
    for subscription in subscriptions:
        known = jobs.setdefault(subscription.name, (subscription, job_of(subscription)))[0]
        if (known.handler, known.together) != (subscription.handler, subscription.together):
            raise ValueError(f"two handlers for the job {subscription.name}")
    return [job for _, job in jobs.values()]


def _recorded(body: Mapping[str, Any]) -> Recorded:
    return Recorded(
        id=body["id"],
        at=datetime.fromisoformat(body["at"]),
        kind=body["kind"],
        subject_id=UUID(body["subject_id"]) if body["subject_id"] else None,
        actor=body["actor"],
        topics=tuple(body["topics"]),
        data=body["data"],
    )
