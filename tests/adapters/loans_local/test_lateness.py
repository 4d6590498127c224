"""Lateness, allocation and settlement: monotone, conserving, never below what is owed."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tandem.adapters.loans_local.rules.accrual import Instalment, Owed, accrued, late_days, owed
from tandem.adapters.loans_local.rules.allocation import allocate, order
from tandem.adapters.loans_local.rules.rounding import interest_fen
from tandem.adapters.loans_local.rules.schedule import schedule
from tandem.adapters.loans_local.rules.settlement import settlement
from tandem.adapters.loans_local.rules.terms import Terms

from .terms import terms

YEAR = Terms(1_200_000, Decimal("0.12"), 12, "equal_principal", date(2026, 1, 10), 10)
DUE = date(2026, 2, 10)


def instalments(loan: Terms) -> list[Instalment]:
    return [
        Instalment(one.number, one.start, one.due, one.principal_fen, one.interest_fen)
        for one in schedule(loan)
    ]


@pytest.mark.parametrize(
    ("on", "parted"),
    [
        (date(2026, 2, 9), (0, 0)), (DUE, (0, 0)), (date(2026, 2, 11), (1, 0)), (date(2026, 2, 13), (3, 0)),
        (date(2026, 2, 14), (3, 1)), (date(2026, 3, 10), (3, 25)),
    ],
)  # fmt: skip
def test_grace_days_come_first(on: date, parted: tuple[int, int]) -> None:
    assert late_days(DUE, DUE, on, 3) == parted


def test_ten_days_of_penalty_are_what_the_lender_says() -> None:
    """The demo's knowledge base: 1,000 yuan overdue at 12 % a year, ten days of penalty: 4.93 yuan."""
    one = Instalment(1, date(2026, 1, 10), DUE, 100_000, 0)
    found = owed(YEAR, one, DUE + timedelta(days=13))
    assert (found.penalty_fen, found.days_late) == (493, 13)
    assert found.late_fen == 99  # three days of grace at the contract's rate
    assert owed(YEAR, one, DUE + timedelta(days=3)).penalty_fen == 0


def test_the_penalty_rate_stops_at_the_ceiling() -> None:
    assert YEAR.penalty_ppm == 180_000
    assert replace(YEAR, annual_rate=Decimal("0.20")).penalty_ppm == 240_000
    assert replace(YEAR, annual_rate=Decimal("0.24")).penalty_ppm == 240_000


@settings(deadline=None)
@given(terms(), st.integers(0, 400), st.integers(0, 400))
def test_lateness_never_grows_cheaper_and_stays_under_the_ceiling(loan: Terms, one: int, more: int) -> None:
    first = instalments(loan)[0]
    sooner = owed(loan, first, first.due + timedelta(days=one))
    later = owed(loan, first, first.due + timedelta(days=one + more))
    assert later.late_fen >= sooner.late_fen
    assert later.penalty_fen >= sooner.penalty_fen
    bound = interest_fen(first.principal_fen * (one + more), 240_000, loan.basis)
    assert later.late_fen + later.penalty_fen <= bound + 1  # two sums, each rounded


@settings(deadline=None)
@given(terms(), st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_looking_in_between_changes_nothing(loan: Terms, steps: list[int]) -> None:
    first = instalments(loan)[0]
    looked, on = first, first.due
    for days in steps:
        on += timedelta(days=days)
        looked = accrued(loan, looked, on)
    assert owed(loan, looked, on) == owed(loan, first, on)


OWED = st.builds(
    Owed, number=st.integers(1, 60), due=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    days_late=st.integers(0, 200), principal_fen=st.integers(0, 10**6), interest_fen=st.integers(0, 10**5),
    late_fen=st.integers(0, 10**4), penalty_fen=st.integers(0, 10**4),
)  # fmt: skip
SEVERAL = st.lists(OWED, max_size=6, unique_by=lambda one: one.number)


@settings(deadline=None)
@given(SEVERAL, st.integers(0, 8 * 10**6))
def test_a_payment_is_conserved_and_nobody_gets_more_than_is_owed(several: list[Owed], fen: int) -> None:
    parts, left = allocate(several, fen)
    assert sum(part.total_fen for part in parts) + left == fen
    assert left == max(0, fen - sum(one.total_fen for one in several))
    by_number = {one.number: one for one in several}
    for part in parts:
        one = by_number[part.number]
        assert part.principal <= one.principal_fen
        assert part.interest <= one.interest_fen
        assert part.late <= one.late_fen
        assert part.penalty <= one.penalty_fen


@settings(deadline=None)
@given(SEVERAL, st.integers(0, 8 * 10**6))
def test_the_earliest_instalment_is_paid_in_full_before_the_next(several: list[Owed], fen: int) -> None:
    parts, _ = allocate(several, fen)
    got = {part.number: part.total_fen for part in parts}
    short = False
    for one in sorted(several, key=lambda one: (one.due, one.number)):
        assert not (short and got.get(one.number, 0))
        short = short or got.get(one.number, 0) < one.total_fen


@pytest.mark.parametrize(("days", "first"), [(0, "interest"), (90, "interest"), (91, "principal")])
def test_after_ninety_days_principal_comes_first(days: int, first: str) -> None:
    assert order(days)[0] == first
    (part,), _ = allocate([Owed(1, DUE, days, 500, 100, 10, 5)], 50)
    assert getattr(part, first) == 50


def test_a_negative_payment_is_none() -> None:
    with pytest.raises(ValueError):
        allocate([], -1)


@settings(deadline=None)
@given(terms(), st.integers(0, 900))
def test_settling_never_costs_less_than_the_principal_left(loan: Terms, days: int) -> None:
    several = instalments(loan)
    on = loan.disbursed_on + timedelta(days=days)
    found = settlement(loan, several, on)
    assert found.principal_fen == loan.principal_fen <= found.total_fen
    assert min(found.interest_fen, found.late_fen, found.penalty_fen, found.fee_fen) >= 0


@settings(deadline=None)
@given(terms(holidays="unchanged"), st.integers(0, 400), st.integers(1, 60))
def test_settling_later_costs_no_less(loan: Terms, days: int, more: int) -> None:
    several = instalments(loan)
    on = loan.disbursed_on + timedelta(days=days)
    assume(days > loan.free_days)  # until then no fee is charged
    assert (
        settlement(loan, several, on + timedelta(days=more)).total_fen
        >= settlement(loan, several, on).total_fen
    )


@settings(deadline=None)
@given(terms(day_count="act/365"))
def test_settling_on_the_last_due_date_of_a_loan_paid_on_time_is_its_last_instalment(loan: Terms) -> None:
    *paid, last = instalments(loan)
    several = [
        replace(one, principal_paid=one.principal_fen, interest_paid=one.interest_fen, paid_on=one.due)
        for one in paid
    ]
    found = settlement(loan, [*several, last], last.due)
    assert found.principal_fen + found.interest_fen == last.principal_fen + last.interest_fen


def test_the_fee_ends_with_the_first_instalment_and_begins_after_a_day() -> None:
    several = instalments(YEAR)
    assert settlement(YEAR, several, date(2026, 1, 11)).fee_fen == 0
    assert settlement(YEAR, several, date(2026, 1, 12)).fee_fen == 12_000
    first = replace(several[0], principal_paid=100_000, interest_paid=several[0].interest_fen, paid_on=DUE)
    assert settlement(YEAR, [first, *several[1:]], DUE).fee_fen == 0
