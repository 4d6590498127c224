"""Questioning: somebody asks about loans in a customer's name; what should not have been asked is audited."""

from collections.abc import Awaitable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from tandem.contexts.access import api as access
from tandem.contexts.loans.command import CommandKind
from tandem.contexts.loans.loan import (
    Bill,
    Card,
    Certificate,
    Contract,
    Fee,
    Instalment,
    Limit,
    Loan,
    Payment,
    PrepaymentQuote,
    SettlementQuote,
)
from tandem.contexts.loans.ports import LoanQuestions, LoanRefused
from tandem.kit.calendar import Calendar
from tandem.kit.db import Database

T = TypeVar("T")
_AUDITED = ("no_loan", "past", "too_far", "bad_amount", "too_much")


class Questions:
    """See ports.LoanQuestions. A question about a loan that is not the customer's (no_loan), a day or an amount that
    cannot be meant (past, too_far, bad_amount, too_much) is refused with an audit entry; that somebody has no loans, or
    is overdue, is everyday and is not."""

    def __init__(self, db: Database, book: LoanQuestions, actor: access.Actor) -> None:
        self._db, self._book, self._actor = db, book, actor

    async def loans(self, customer: str) -> Sequence[Loan]:
        return await self._book.loans(customer)

    async def contract(self, customer: str, loan: str) -> Contract:
        return await self._watched("contract", customer, self._book.contract(customer, loan))

    async def schedule(self, customer: str, loan: str) -> Sequence[Instalment]:
        return await self._watched("schedule", customer, self._book.schedule(customer, loan))

    async def bill(self, customer: str, loan: str | None = None) -> Bill:
        if loan is None:
            return await self._book.bill(customer)
        return await self._watched("bill", customer, self._book.bill(customer, loan))

    async def payments(self, customer: str, since: date) -> Sequence[Payment]:
        return await self._book.payments(customer, since)

    async def fees(self, customer: str, loan: str) -> Sequence[Fee]:
        return await self._watched("fees", customer, self._book.fees(customer, loan))

    async def settlement_quote(self, customer: str, loan: str, on: date) -> SettlementQuote:
        asked = self._book.settlement_quote(customer, loan, on)
        return await self._watched("settlement_quote", customer, asked)

    async def prepayment_quote(self, customer: str, loan: str, fen: int) -> PrepaymentQuote:
        asked = self._book.prepayment_quote(customer, loan, fen)
        return await self._watched("prepayment_quote", customer, asked)

    async def limit(self, customer: str) -> Limit:
        return await self._book.limit(customer)

    async def cards(self, customer: str) -> Sequence[Card]:
        return await self._book.cards(customer)

    async def certificates(self, customer: str) -> Sequence[Certificate]:
        return await self._book.certificates(customer)

    async def hours(self) -> Mapping[CommandKind, Calendar]:
        return await self._book.hours()

    async def _watched(self, question: str, customer: str, asked: Awaitable[T]) -> T:
        try:
            return await asked
        except LoanRefused as refused:
            if refused.code in _AUDITED:
                data = {"question": question, "code": refused.code}
                async with self._db.transaction() as tx:
                    await access.record(
                        tx, self._actor, "loans.question_refused", f"borrower:{customer}", data
                    )
            raise
