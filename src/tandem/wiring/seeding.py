"""Demo borrowers by the thousand: generator and local ledger put together. Loads scipy: processes that
serve do without."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from functools import partial
from typing import Any

from tandem.adapters.loans_local.bulk import take_in_all
from tandem.adapters.loans_local.living import lived
from tandem.adapters.loans_rest import RestLoanBook
from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.desktop.api import tell_histories
from tandem.contexts.portraits import api as portraits
from tandem.contexts.portraits import subscribers
from tandem.demo.borrowers.making import Borrower
from tandem.demo.borrowers.planning import Plan
from tandem.demo.borrowers.progress import seeded
from tandem.demo.borrowers.seeding import Seeding
from tandem.kit.db import Database, Tx
from tandem.settings import Settings
from tandem.wiring.lending import loan_book
from tandem.wiring.portraits import portraying as portraits_of

SEED = 2026
ACTOR = Actor.system("demo")


class LocalLedger:
    """See demo/borrowers/seeding.Ledger."""

    def lives(self, plan: Plan, as_of: date) -> tuple[Any, Any]:
        return lived(plan, as_of)

    async def take_in(self, tx: Tx, kept: Sequence[tuple[Any, Any]]) -> int:
        return await take_in_all(tx, kept)


@asynccontextmanager
async def seeding(settings: Settings, db: Database, seed: int | None = None) -> AsyncIterator[Seeding]:
    """What makes demo borrowers and tells of them; without a `seed` by the number that this installation's were begun
    with."""
    if seed is None:
        async with db.transaction() as tx:
            begun = await seeded(tx)
        seed = begun.seed if begun else SEED
    # What computing finds out is told to others as it would be in a worker.
    db.subscribe(subscribers.subscriptions(db))
    book = loan_book(settings, db)
    try:
        portraying = portraits_of(settings, db, book)
        async with conversations.taking_in(db):
            yield Seeding(
                db, LocalLedger(), settings.zone, seed, consents=_agreed, tell=partial(_tell, db, portraying)
            )
    finally:
        if isinstance(book, RestLoanBook):
            await book.close()


async def _tell(db: Database, portraying: portraits.Portraying, numbers: Sequence[str]) -> None:
    """Timelines and portraits of borrowers who were made without events. Again does nothing."""
    async with db.transaction() as tx:
        customer_ids = list((await customers.owners_of(tx, numbers)).values())
        await tell_histories(tx, customer_ids)
    await portraits.fill_some(db, portraying, customer_ids)


async def _agreed(tx: Tx, made: Sequence[Borrower[Any, Any]]) -> None:
    """What each borrower said when they joined."""
    rows = [
        customers.KnownConsent(one.id, purpose, one.consents, one.joined_at)
        for one in made
        for purpose in ("marketing", "profiling")
    ]
    await customers.load_consents(tx, rows, ACTOR, channel="core")
