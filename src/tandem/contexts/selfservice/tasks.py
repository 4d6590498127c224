"""Jobs and periodic work of self-service."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from tandem.contexts.selfservice.actions import telling
from tandem.contexts.selfservice.actions.looking import look, sweep
from tandem.contexts.selfservice.actions.receiving import BOOK, GIVE_BACK
from tandem.contexts.selfservice.actions.refunding import give_back
from tandem.contexts.selfservice.actions.telling import TELL, Telling
from tandem.contexts.selfservice.counter import Counter
from tandem.contexts.selfservice.ports import Texts
from tandem.kit.i18n import DEFAULT
from tandem.kit.jobs import Job
from tandem.kit.periodic import Periodic

log = structlog.get_logger(__name__)
Work = Callable[[Mapping[str, Any]], Awaitable[None]]


def jobs(counter: Counter, texts: Texts | None = None, *, locale: str = DEFAULT) -> list[Job]:
    """Looking after one order and giving back, as soon as they are due; `periodic` asks again for what these could not
    do. And telling customers of answers, by `texts` if need be; `locale`: the house's language."""

    async def book(payload: Mapping[str, Any]) -> None:
        await look(counter, UUID(payload["order_id"]))

    async def back(payload: Mapping[str, Any]) -> None:
        await give_back(counter, UUID(payload["refund_id"]))

    return [
        Job(BOOK, _until_asked_again(book), outside=True),
        Job(GIVE_BACK, _until_asked_again(back), outside=True),
        Job(TELL, Telling(counter.db, texts, locale=locale, zone=counter.zone)),
    ]  # fmt: skip


def _until_asked_again(work: Work) -> Work:
    """What fails is asked for again by the sweep, at its own times: held jobs of it would only pile up. How long money
    waits is what the health check looks at."""

    async def handle(payload: Mapping[str, Any]) -> None:
        try:
            await work(payload)
        except Exception:
            log.exception("selfservice.order_failed", **payload)

    return handle


def periodic(counter: Counter) -> list[Periodic]:
    return [
        Periodic("selfservice.look_after_orders", 3, partial(sweep, counter)),
        Periodic("selfservice.tell_answers", 30, partial(telling.sweep, counter.db), background=True),
    ]
