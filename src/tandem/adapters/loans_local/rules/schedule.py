"""Repayment schedules: what each instalment repays, and the interest of its days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tandem.adapters.loans_local.rules.dates import DayOff, days_between, due_dates, weekend
from tandem.adapters.loans_local.rules.rounding import annuity_fen, interest_fen
from tandem.adapters.loans_local.rules.terms import Terms


@dataclass(frozen=True)
class Planned:
    """One instalment as it is due; interest counts from `start` up to the day before `due`."""

    number: int
    start: date
    due: date
    principal_fen: int
    interest_fen: int

    @property
    def total_fen(self) -> int:
        return self.principal_fen + self.interest_fen


@dataclass(frozen=True)
class Span:
    number: int
    start: date
    due: date


def schedule(terms: Terms, day_off: DayOff = weekend) -> list[Planned]:
    """The schedule at the disbursement. Principal adds up to the loan's; the last instalment takes the rest."""
    dues = due_dates(terms, day_off)
    starts = [terms.disbursed_on, *dues]
    spans = [Span(n, start, due) for n, (start, due) in enumerate(zip(starts, dues, strict=False), 1)]
    return spread(terms, terms.principal_fen, spans)


def spread(
    terms: Terms, balance_fen: int, spans: Sequence[Span], product: int = 0, counted_to: date | None = None
) -> list[Planned]:
    """`balance_fen` over these instalments by the terms' method. When the balance changed in the middle of the first
    of them, `product` is what its days until `counted_to` have accumulated (fen times days)."""
    even = balance_fen // len(spans)
    payment = (
        annuity_fen(balance_fen, terms.rate_ppm, len(spans)) if terms.method == "equal_instalment" else 0
    )
    left, planned = balance_fen, []
    for n, span in enumerate(spans):
        since = counted_to if n == 0 and counted_to is not None else span.start
        days = days_between(since, span.due, terms.day_count)
        interest = interest_fen((product if n == 0 else 0) + left * days, terms.rate_ppm, terms.basis)
        if n == len(spans) - 1:
            principal = left
        elif terms.method == "equal_principal":
            principal = even
        else:
            # A long first period may bear more interest than the even payment: principal is never negative.
            principal = min(left, max(0, payment - interest))
        planned.append(Planned(span.number, span.start, span.due, principal, interest))
        left -= principal
    return planned
