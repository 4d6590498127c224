"""Billing: what is to pay now, and what settling costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tandem.adapters.loans_local.ledger.applying import due_of
from tandem.adapters.loans_local.ledger.borrower import LedgerLoan, Refusal
from tandem.adapters.loans_local.rules.settlement import Settlement, settlement

QUOTE_DAYS = 30


@dataclass(frozen=True)
class Due:
    """What one loan has to pay: everything due by today, or else its next instalment less what was paid ahead."""

    loan: LedgerLoan
    on: date
    fen: int
    ahead: bool


@dataclass(frozen=True)
class Billed:
    """`dues`: of which loans, the earliest first."""

    on: date
    fen: int
    dues: tuple[Due, ...]
    overdue: bool


def bill(loans: Sequence[LedgerLoan], today: date) -> Billed:
    """Everything overdue, or else what the earliest due date from today on brings. Refuses: no_loan."""
    dues = sorted((_due(one, today) for one in loans if one.settled_on is None), key=lambda one: one.on)
    if not dues:
        raise Refusal("no_loan")
    late = [one for one in dues if one.on < today]
    first = late or [one for one in dues if one.on == dues[0].on]
    return Billed(dues[0].on, sum(one.fen for one in first), tuple(first), bool(late))


def _due(loan: LedgerLoan, today: date) -> Due:
    owed = due_of(loan, today)
    if owed:
        return Due(loan, min(one.due for one in owed), sum(one.total_fen for one in owed), ahead=False)
    following = min(loan.unpaid, key=lambda one: one.due)
    total = following.principal_left + following.interest_fen - following.interest_paid
    return Due(loan, following.due, max(0, total - loan.paid_ahead_fen), ahead=True)


def quote(loan: LedgerLoan, today: date, on: date) -> Settlement:
    """What ends the loan on `on`. Refuses: overdue, past, too_far."""
    if loan.missed(today):
        raise Refusal("overdue")
    if on < today:
        raise Refusal("past")
    if on > today + timedelta(days=QUOTE_DAYS):
        raise Refusal("too_far")
    return settlement(loan.terms, loan.instalments, on, as_of=today)
