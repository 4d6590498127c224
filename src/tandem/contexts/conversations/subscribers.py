"""Jobs and timers of this context, for the worker, and the events of others that it follows."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from tandem.contexts.access.events import StaffChanged, StaffDeactivated, StaffReactivated
from tandem.contexts.conversations.actions.clocks import (
    RESPONSE,
    SERVICE_LEVEL,
    response_missed,
    service_level_missed,
)
from tandem.contexts.conversations.actions.ending_idle import idle_over
from tandem.contexts.conversations.actions.following_blocks import follow_block
from tandem.contexts.conversations.actions.following_customers import follow_customer, forget_customer
from tandem.contexts.conversations.actions.going_on import end_legs_of_others
from tandem.contexts.conversations.actions.handing_over import ROUTE_JOB
from tandem.contexts.conversations.actions.idling import IDLE
from tandem.contexts.conversations.actions.offering import offer_expired
from tandem.contexts.conversations.actions.presence import SEAT_LOST, seat_lost
from tandem.contexts.conversations.actions.routing import Routing
from tandem.contexts.conversations.actions.seating import follow_staff
from tandem.contexts.conversations.actions.snoozing import snooze_over
from tandem.contexts.conversations.actions.waking import SNOOZE
from tandem.contexts.conversations.actions.withdrawing import OFFER
from tandem.contexts.customers.events import (
    CustomerBlocked,
    CustomerErased,
    CustomerIdentified,
    CustomerMerged,
    CustomerSplit,
    CustomerUnblocked,
)
from tandem.kit.db import Database
from tandem.kit.events import Recorded, Subscription
from tandem.kit.jobs import Job, jobs_of
from tandem.kit.timers import TimerHandler, giving_way

# Told by customers when a name changes without a new identity.
_RENAMED = "customers.renamed"


def subscriptions(db: Database) -> list[Subscription]:
    """For `Database.subscribe` in every process; `jobs` has their handlers."""
    staff, customer = partial(follow_staff, db), partial(follow_customer, db)
    block = partial(follow_block, db)
    return [
        *(
            Subscription(kind, "conversations.follow_staff", staff)
            for kind in (StaffChanged.kind, StaffDeactivated.kind, StaffReactivated.kind)
        ),
        *(
            Subscription(kind, "conversations.follow_customer", customer)
            for kind in (CustomerIdentified.kind, CustomerMerged.kind, CustomerSplit.kind, _RENAMED)
        ),
        Subscription(CustomerErased.kind, "conversations.forget_customer", partial(forget_customer, db)),
        Subscription(CustomerSplit.kind, "conversations.part_legs", partial(_part_legs, db)),
        *(
            Subscription(kind, "conversations.follow_block", block)
            for kind in (CustomerBlocked.kind, CustomerUnblocked.kind)
        ),
    ]


async def _part_legs(db: Database, event: Recorded) -> None:
    """Job: two who were one person are so no more."""
    assert event.subject_id is not None
    async with db.transaction() as tx:
        await end_legs_of_others(tx, [event.subject_id, UUID(event.data["gone_id"])])


def jobs(db: Database, routing: Routing) -> list[Job]:
    return [Job(ROUTE_JOB, routing.route), *jobs_of(subscriptions(db))]


def timer_handlers() -> Mapping[str, TimerHandler]:
    handlers: dict[str, TimerHandler] = {
        SERVICE_LEVEL: service_level_missed,
        RESPONSE: response_missed,
        OFFER: offer_expired,
        SNOOZE: snooze_over,
        SEAT_LOST: seat_lost,
        IDLE: idle_over,
    }
    return {kind: giving_way(handler) for kind, handler in handlers.items()}
