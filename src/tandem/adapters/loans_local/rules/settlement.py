"""Settling a loan early: what it costs on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tandem.adapters.loans_local.rules.accrual import Instalment, interest_to, owed
from tandem.adapters.loans_local.rules.rounding import MILLION, half_up, ppm
from tandem.adapters.loans_local.rules.terms import Terms


@dataclass(frozen=True)
class Settlement:
    """Interest counts up to the day before; `late_fen` and `penalty_fen` are what lateness added."""

    on: date
    principal_fen: int
    interest_fen: int
    late_fen: int
    penalty_fen: int
    fee_fen: int

    @property
    def total_fen(self) -> int:
        return self.principal_fen + self.interest_fen + self.late_fen + self.penalty_fen + self.fee_fen


def settlement(
    terms: Terms, instalments: Sequence[Instalment], on: date, as_of: date | None = None
) -> Settlement:
    """All that is to pay until `on` for the loan to end then. Never below the principal that is left; a later day
    costs no less. `as_of`: the day it is asked, when that is before `on`: instalments that fall due in between are
    taken as paid on their dates, which costs nothing extra."""
    interest = late = penalty = 0
    balance = sum(one.principal_left for one in instalments)
    running = balance
    for one in instalments:
        if one.paid_on is None and one.start <= on:
            left = owed(terms, one, min(on, as_of or on))
            late, penalty = late + left.late_fen, penalty + left.penalty_fen
            interest += max(0, interest_to(terms, one, running, on) - one.interest_paid)
        if one.due <= on:
            running -= one.principal_left
    return Settlement(on, balance, interest, late, penalty, fee(terms, instalments, balance, on))


def fee(terms: Terms, instalments: Sequence[Instalment], balance_fen: int, on: date) -> int:
    """The fee for settling before the first instalment is paid; none within `free_days` of the disbursement."""
    if instalments[0].paid_on is not None or (on - terms.disbursed_on).days <= terms.free_days:
        return 0
    return part_of(balance_fen, terms.settle_fee)


def part_of(fen: int, rate: Decimal) -> int:
    """`rate` of an amount, to the fen, halves up."""
    return half_up(fen * ppm(rate), MILLION)
