"""What an instalment owes on a day: what was planned, and what lateness adds."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from tandem.adapters.loans_local.rules.dates import days_between
from tandem.adapters.loans_local.rules.rounding import interest_fen
from tandem.adapters.loans_local.rules.terms import Terms


@dataclass(frozen=True)
class Instalment:
    """An instalment with what was paid of it. `product`: fen times days accumulated until `counted_to`, when the
    balance changed within the period. Late principal is accumulated until `late_to`: `grace_product` at the contract's
    rate, `penalty_product` at the penalty rate; both stay, so that rounding happens once however often is paid."""

    number: int
    start: date
    due: date
    principal_fen: int
    interest_fen: int
    product: int = 0
    counted_to: date | None = None
    principal_paid: int = 0
    interest_paid: int = 0
    late_to: date | None = None
    grace_product: int = 0
    penalty_product: int = 0
    late_paid: int = 0
    penalty_paid: int = 0
    paid_on: date | None = None

    @property
    def principal_left(self) -> int:
        return self.principal_fen - self.principal_paid

    @property
    def paid_fen(self) -> int:
        return self.principal_paid + self.interest_paid + self.late_paid + self.penalty_paid


@dataclass(frozen=True)
class Owed:
    """What is left of an instalment on a day. `late_fen` is interest of the grace days, `penalty_fen` 罚息."""

    number: int
    due: date
    days_late: int
    principal_fen: int
    interest_fen: int
    late_fen: int
    penalty_fen: int

    @property
    def total_fen(self) -> int:
        return self.principal_fen + self.interest_fen + self.late_fen + self.penalty_fen


def late_days(due: date, since: date, on: date, grace_days: int) -> tuple[int, int]:
    """The days from `since` (not before `due`) to `on`, parted into grace days and those after them."""
    graced = due + timedelta(days=grace_days)
    since = max(since, due)
    if on <= since:
        return 0, 0
    in_grace = max(0, (min(on, graced) - since).days)
    return in_grace, (on - since).days - in_grace


def accrued(terms: Terms, one: Instalment, on: date) -> Instalment:
    """The instalment with its lateness accumulated until `on`."""
    since = one.late_to or one.due
    grace, after = late_days(one.due, since, on, terms.grace_days)
    if not grace and not after:
        return one
    left = one.principal_left
    return replace(
        one, late_to=on, grace_product=one.grace_product + left * grace,
        penalty_product=one.penalty_product + left * after,
    )  # fmt: skip


def owed(terms: Terms, one: Instalment, on: date) -> Owed:
    """What is left to pay of the instalment on `on`, its whole interest included though its days may not be over.

    Penalty counts on principal only, never on interest or penalty (不计复利)."""
    if on <= one.due and not one.grace_product and not one.penalty_product:
        late, penalty = -one.late_paid, -one.penalty_paid  # most are asked about before anything is late
    else:
        counted = accrued(terms, one, on)
        late = interest_fen(counted.grace_product, terms.rate_ppm, terms.basis) - one.late_paid
        penalty = interest_fen(counted.penalty_product, terms.penalty_ppm, terms.basis) - one.penalty_paid
    return Owed(
        one.number, one.due, max(0, (on - one.due).days) if one.paid_on is None else 0, one.principal_left,
        one.interest_fen - one.interest_paid, late, penalty,
    )  # fmt: skip


def interest_to(terms: Terms, one: Instalment, balance_fen: int, on: date) -> int:
    """Interest of the period from its start to `on` (not counted itself), at most the whole period's."""
    if on >= one.due:
        return one.interest_fen
    return interest_fen(product_to(terms, one, balance_fen, on), terms.rate_ppm, terms.basis)


def product_to(terms: Terms, one: Instalment, balance_fen: int, on: date) -> int:
    """Fen times days of the period until `on`, with a balance of `balance_fen` since it last changed."""
    since = one.counted_to or one.start
    return one.product + balance_fen * days_between(since, on, terms.day_count)
