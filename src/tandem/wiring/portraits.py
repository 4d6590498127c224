"""Portraits, put together: what computes them, what wakes it, and its routes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter

from tandem.adapters.loans_rest import RestLoanBook
from tandem.contexts.loans import api as loans
from tandem.contexts.portraits import api as portraits
from tandem.contexts.portraits import subscribers
from tandem.contexts.portraits.endpoints import router
from tandem.kit.db import Database
from tandem.kit.jobs import Job
from tandem.kit.periodic import Periodic
from tandem.kit.timers import TimerHandler
from tandem.settings import Settings
from tandem.wiring.lending import loan_book


@dataclass(frozen=True)
class Portraits:
    """What a process needs of portraits."""

    portraying: portraits.Portraying
    router: APIRouter
    jobs: Sequence[Job]
    timers: Mapping[str, TimerHandler]
    periodic: Periodic


def portraying(settings: Settings, db: Database, book: loans.LoanBook | None) -> portraits.Portraying:
    """What computes portraits over this loan book."""
    return portraits.Portraying(db, book, settings.zone)


def assembled(settings: Settings, db: Database, book: loans.LoanBook | None) -> Portraits:
    """Subscribes `db` to what concerns portraits."""
    db.subscribe(subscribers.subscriptions(db))
    made = portraying(settings, db, book)
    return Portraits(
        made, router(settings.zone), subscribers.jobs(db, made), subscribers.timer_handlers(),
        Periodic("portraits.catch_up", 15, partial(subscribers.catch_up, db)),
    )  # fmt: skip


async def fill_all(
    settings: Settings, db: Database, told: portraits.Told, *, at_once: int, anew: bool
) -> portraits.Fill:
    """Compute every customer once, for the command line; goes on where it was stopped."""
    # What computing finds out is told to others as it would be in a worker.
    db.subscribe(subscribers.subscriptions(db))
    book = loan_book(settings, db)
    try:
        made = portraying(settings, db, book)
        return await portraits.fill(db, made, told=told, at_once=at_once, anew=anew)
    finally:
        if isinstance(book, RestLoanBook):
            await book.close()
