"""Reading: staff look at a customer's loans, by permission and with an audit entry."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.contexts.access import api as access
from tandem.contexts.loans.loan import Card, Limit, Loan
from tandem.contexts.loans.ports import LoanBook, LoanRefused
from tandem.kit.db import Database


@dataclass(frozen=True)
class Overview:
    """`limit` None: the customer has none."""

    loans: Sequence[Loan]
    cards: Sequence[Card]
    limit: Limit | None


async def overview(db: Database, book: LoanBook, actor: access.Actor, customer: str) -> Overview:
    """A customer's loans, cards and limit, `customer` being the lender's number. Needs `loans.read`; the look is
    audited before anything is shown. Raises Forbidden, CoreUnavailable, CoreTimedOut."""
    actor.require(access.permissions.LOANS_READ)
    async with db.transaction() as tx:
        await access.record(tx, actor, "loans.read", f"borrower:{customer}")
    try:
        limit = await book.limit(customer)
    except LoanRefused:
        limit = None
    return Overview(await book.loans(customer), await book.cards(customer), limit)
