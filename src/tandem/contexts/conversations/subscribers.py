"""Jobs and timers of this context, for the worker."""

from collections.abc import Mapping
from functools import partial

from tandem.contexts.conversations.actions.clocks import (
    RESPONSE,
    SERVICE_LEVEL,
    response_missed,
    service_level_missed,
)
from tandem.contexts.conversations.actions.offering import offer_expired
from tandem.contexts.conversations.actions.presence import SEAT_LOST, seat_lost
from tandem.contexts.conversations.actions.queueing import ROUTE_JOB
from tandem.contexts.conversations.actions.routing import route
from tandem.contexts.conversations.actions.snoozing import SNOOZE, snooze_over
from tandem.contexts.conversations.actions.withdrawing import OFFER
from tandem.kit.db import Database
from tandem.kit.jobs import Job
from tandem.kit.timers import TimerHandler


def jobs(db: Database) -> list[Job]:
    return [Job(ROUTE_JOB, partial(route, db))]


async def sweep(db: Database) -> None:
    """Every few seconds: give work to whom time alone made available (a refusal forgotten, a job lost)."""
    await route(db, {})


def timer_handlers() -> Mapping[str, TimerHandler]:
    return {
        SERVICE_LEVEL: service_level_missed,
        RESPONSE: response_missed,
        OFFER: offer_expired,
        SNOOZE: snooze_over,
        SEAT_LOST: seat_lost,
    }
