"""Gathering: how a customer stands with all loans, in as few questions as the core allows."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from tandem.contexts.loans.loan import Bill, Loan, Standing
from tandem.contexts.loans.ports import LoanQuestions, LoanRefused, TellsAtOnce, TellsWithin
from tandem.kit.db import Tx

T = TypeVar("T")


async def standing(book: LoanQuestions, customer: str) -> Standing:
    """Everything about the loans of the customer with this number at the lender; somebody unknown has none. Asks at
    once what a core does not tell in one answer. Raises CoreUnavailable, CoreTimedOut."""
    if isinstance(book, TellsAtOnce):
        return await book.standing(customer)
    loans, cards, limit, certificates = await asyncio.gather(
        book.loans(customer),
        book.cards(customer),
        _unless_refused(book.limit(customer)),
        book.certificates(customer),
    )
    under_way = [one for one in loans if one.state != "settled"]
    bills = await asyncio.gather(*(_bill(book, customer, one) for one in under_way))
    told = {loan.id: bill for loan, bill in zip(under_way, bills, strict=True) if bill is not None}
    return Standing(loans, told, cards, limit, certificates)


async def standing_within(tx: Tx, book: LoanQuestions, customer: str) -> Standing | None:
    """The same by the caller's own connection, from a core that can be asked so; None: it cannot."""
    return await book.standing_within(tx, customer) if isinstance(book, TellsWithin) else None


async def _bill(book: LoanQuestions, customer: str, loan: Loan) -> Bill | None:
    """None when the loan was settled in between."""
    return await _unless_refused(book.bill(customer, loan.id))


async def _unless_refused(asked: Awaitable[T]) -> T | None:
    try:
        return await asked
    except LoanRefused:
        return None
