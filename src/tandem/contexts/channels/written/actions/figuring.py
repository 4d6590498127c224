"""Figuring: what the ledger says, as values of templates. Nobody else may say a figure of a loan."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.errors import FiguresAway
from tandem.contexts.channels.written.rules.sourcing import LEDGER, amount
from tandem.contexts.loans import api as loans
from tandem.kit.chinese.writing import day
from tandem.kit.db import Database

_PAYMENTS_BACK = timedelta(days=90)
Values = dict[str, str]


@dataclass(frozen=True)
class Figures:
    """`book` None: the lender's core is not connected."""

    db: Database
    book: loans.LoanBook | None
    zone: tzinfo

    async def of(self, actor: Actor, borrower: str | None, sources: Collection[str]) -> Mapping[str, str]:
        """The values of those `sources` that the ledger has something to say to; asked anew each time. Raises
        FiguresAway when it does not answer."""
        asked = [one for one in LEDGER if one in sources]
        if self.book is None or borrower is None or not asked:
            return {}
        questions, found = loans.Questions(self.db, self.book, actor), Values()
        ways: dict[str, Callable[[loans.Questions, str], Awaitable[Values]]] = {
            "bill": self._bill, "certificate": self._certificate, "payment": self._payment,
        }  # fmt: skip
        for subject in dict.fromkeys(one.partition(".")[0] for one in asked):
            try:
                found |= await ways[subject](questions, borrower)
            except loans.LoanRefused:  # nothing to pay, no loan: nothing to say
                continue
            except (loans.CoreUnavailable, loans.CoreTimedOut) as error:
                raise FiguresAway(retry_after=5) from error
        return {key: value for key, value in found.items() if key in asked}

    async def _bill(self, questions: loans.Questions, borrower: str) -> Values:
        bill = await questions.bill(borrower)
        told = {"bill.amount": amount(bill.due_fen), "bill.due_on": day(bill.due_on)}
        return {**told, "bill.overdue_amount": amount(bill.due_fen)} if bill.overdue else told

    async def _certificate(self, questions: loans.Questions, borrower: str) -> Values:
        issued = await questions.certificates(borrower)
        if not issued:
            return {}
        return {"certificate.number": issued[-1].number, "certificate.issued_on": day(issued[-1].issued_on)}

    async def _payment(self, questions: loans.Questions, borrower: str) -> Values:
        since = (self.db.clock.now() - _PAYMENTS_BACK).astimezone(self.zone).date()
        made = [one for one in await questions.payments(borrower, since) if one.kind == "repaid"]
        return {"payment.amount": amount(made[-1].fen), "payment.on": day(made[-1].on)} if made else {}
