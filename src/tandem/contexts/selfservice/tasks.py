"""Jobs and periodic work of self-service."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from tandem.contexts.selfservice.actions.looking import look, sweep
from tandem.contexts.selfservice.actions.receiving import BOOK, GIVE_BACK
from tandem.contexts.selfservice.actions.refunding import give_back
from tandem.contexts.selfservice.counter import Counter
from tandem.kit.jobs import Job
from tandem.kit.periodic import Periodic


def jobs(counter: Counter) -> list[Job]:
    """Looking after one order and giving back, as soon as they are due; `periodic` asks again for what these could not
    do."""

    async def book(payload: Mapping[str, Any]) -> None:
        await look(counter, UUID(payload["order_id"]))

    async def back(payload: Mapping[str, Any]) -> None:
        await give_back(counter, UUID(payload["refund_id"]))

    return [Job(BOOK, book), Job(GIVE_BACK, back)]


def periodic(counter: Counter) -> list[Periodic]:
    return [Periodic("selfservice.look_after_orders", 3, partial(sweep, counter))]
