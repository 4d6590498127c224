"""Portraits, put together: what computes them, what wakes it, and its routes."""

from functools import partial

from tandem.adapters.loans_rest import RestLoanBook
from tandem.contexts.loans import api as loans
from tandem.contexts.portraits import api as portraits
from tandem.contexts.portraits import subscribers
from tandem.contexts.portraits.endpoints import router
from tandem.kit.db import Database
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.lending import loan_book
from tandem.wiring.options import API
from tandem.wiring.part import Part


def portraying(settings: Settings, db: Database, book: loans.LoanBook | None) -> portraits.Portraying:
    """What computes portraits over this loan book."""
    return portraits.Portraying(db, book, settings.zone)


def portraits_part(settings: Settings, db: Database, book: loans.LoanBook | None) -> Part:
    """Facts, tags, segments and strategies."""
    return Part(
        routers=[(API, router(settings.zone))],
        subscriptions=subscribers.subscriptions(db),
        jobs=subscribers.jobs(db, portraying(settings, db, book)),
        timers=subscribers.timer_handlers(),
        periodic=[Periodic("portraits.catch_up", 15, partial(subscribers.catch_up, db), background=True)],
    )


async def fill_all(
    settings: Settings, db: Database, told: portraits.Told, *, at_once: int, anew: bool, missing: bool = False
) -> portraits.Fill:  # fmt: skip
    """Compute every customer once (`missing`: those who have no portrait), for the command line; goes on where it was
    stopped."""
    # What computing finds out is told to others as it would be in a worker.
    db.subscribe(subscribers.subscriptions(db))
    book = loan_book(settings, db)
    try:
        made = portraying(settings, db, book)
        return await portraits.fill(db, made, told=told, at_once=at_once, anew=anew, missing=missing)
    finally:
        if isinstance(book, RestLoanBook):
            await book.close()
