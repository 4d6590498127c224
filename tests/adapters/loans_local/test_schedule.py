"""Schedules: nothing lost to rounding, and the same as numpy-financial says where both can be asked."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import numpy_financial
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.adapters.loans_local.bench import bench_schedules
from tandem.adapters.loans_local.rules.batch import as_dates, batch_of, schedules
from tandem.adapters.loans_local.rules.dates import days_between, due_dates
from tandem.adapters.loans_local.rules.rounding import annuity_fen, half_up, interest_fen, ppm
from tandem.adapters.loans_local.rules.schedule import Planned, Span, schedule, spread
from tandem.adapters.loans_local.rules.terms import Terms

from .terms import DAYS, rates, terms

LOAN = Terms(
    3_600_000, Decimal("0.1825"), 12, "equal_principal", disbursed_on=date(2026, 7, 8), due_day=8
)  # fmt: skip


def test_a_schedule_by_hand() -> None:
    """36,000 yuan at 0.05 % a day: August has 31 days, September 30."""
    first, second, *_, last = schedule(LOAN)
    assert (first.due, first.principal_fen, first.interest_fen) == (date(2026, 8, 8), 300_000, 55_800)
    assert (second.due, second.interest_fen) == (date(2026, 9, 8), 3_300_000 * 31 // 2000)
    assert (last.due, last.principal_fen) == (date(2027, 7, 8), 300_000)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"), [(1, 2, 1), (49, 100, 0), (5, 10, 1), (3, 2, 2), (0, 7, 0), (7, 7, 1)]
)  # fmt: skip
def test_half_a_fen_is_rounded_up(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


@settings(deadline=None)
@given(st.integers(0, 10**15), rates(1_000_000), st.sampled_from([360, 365]))
def test_rounding_is_that_of_decimals(product: int, rate: Decimal, basis: int) -> None:
    exact = Decimal(product) * rate / basis
    assert interest_fen(product, ppm(rate), basis) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@pytest.mark.parametrize(
    "facts",
    [
        {"principal_fen": 0}, {"principal_fen": -1}, {"principal_fen": 1.5}, {"annual_rate": Decimal("-0.1")},
        {"annual_rate": Decimal("0.12345678")}, {"annual_rate": Decimal("1.1")}, {"periods": 0}, {"due_day": 29},
        {"method": "bullet"}, {"day_count": "act/act"}, {"penalty_multiple": Decimal("0.5")},
    ],
)  # fmt: skip
def test_terms_out_of_range_are_no_terms(facts: dict[str, object]) -> None:
    fine: dict[str, object] = {
        "principal_fen": 1, "annual_rate": Decimal("0.1"), "periods": 1, "method": "equal_principal",
        "disbursed_on": date(2026, 1, 1), "due_day": 1,
    }  # fmt: skip
    with pytest.raises(ValueError):
        Terms(**{**fine, **facts})  # type: ignore[arg-type]


@settings(deadline=None)
@given(terms())
def test_principal_adds_up_and_nothing_is_negative(loan: Terms) -> None:
    planned = schedule(loan)
    assert sum(one.principal_fen for one in planned) == loan.principal_fen
    assert len(planned) == loan.periods
    assert all(one.principal_fen >= 0 and one.interest_fen >= 0 for one in planned)


@settings(deadline=None)
@given(terms())
def test_periods_join_without_gap_and_the_first_is_long_enough(loan: Terms) -> None:
    planned = schedule(loan)
    assert planned[0].start == loan.disbursed_on
    assert all(one.due == after.start for one, after in pairwise(planned))
    assert loan.shortest_first <= (planned[0].due - loan.disbursed_on).days <= 31 + loan.shortest_first + 3
    if loan.holidays == "unchanged":
        assert all(one.due.day == loan.due_day for one in planned)


@settings(deadline=None)
@given(terms(holidays="following"), st.sets(st.integers(0, 6), max_size=6))
def test_a_due_date_moves_only_when_the_contract_says_so(loan: Terms, off: set[int]) -> None:
    def day_off(day: date) -> bool:
        return day.weekday() in off

    moved = due_dates(loan, day_off)
    plain = due_dates(loan, lambda _day: False)
    for there, here in zip(moved, plain, strict=True):
        assert not day_off(there)
        assert 0 <= (there - here).days <= 6
        assert all(day_off(here + timedelta(days=n)) for n in range((there - here).days))


@settings(deadline=None)
@given(terms(day_count="act/365", holidays="unchanged"))
def test_interest_is_that_of_every_single_day(loan: Terms) -> None:
    """The product of a period is the sum of its days' balances: no day counts twice, none is forgotten."""
    left = loan.principal_fen
    for one in schedule(loan):
        days = sum(left for _ in range((one.due - one.start).days))
        assert one.interest_fen == interest_fen(days, loan.rate_ppm, 365)
        left -= one.principal_fen


@settings(deadline=None)
@given(st.integers(100_00, 20_000_000), rates(), st.sampled_from([3, 6, 9, 12, 24, 36, 60]))
def test_even_payments_are_those_of_numpy_financial(principal: int, rate: Decimal, periods: int) -> None:
    theirs = -numpy_financial.pmt(float(rate) / 12, periods, principal)
    assert abs(annuity_fen(principal, ppm(rate), periods) - theirs) <= 0.5 + 1e-4


@settings(deadline=None)
@given(st.integers(100_00, 20_000_000), rates(least=100), st.sampled_from([3, 6, 9, 12, 24, 36, 60]), DAYS)
def test_months_of_thirty_days_are_those_of_numpy_financial(
    principal: int, rate: Decimal, periods: int, on: date
) -> None:
    """Where every month is a twelfth of a year the whole schedule can be compared; a fen a period is rounding."""
    due_day = min(on.day, 28)
    loan = Terms(
        principal, rate, periods, "equal_instalment", on.replace(day=due_day), due_day, day_count="30/360"
    )
    months = range(1, periods + 1)
    theirs = -numpy_financial.ppmt(float(rate) / 12, list(months), periods, principal)
    ours = [one.principal_fen for one in schedule(loan)]
    # Half a fen of the payment and half a fen of interest each period, and what they grow to until then.
    for n, (mine, other) in enumerate(zip(ours[:-1], theirs, strict=False), 1):
        assert abs(mine - other) <= (1 + n * float(rate) / 12) * (1 + float(rate) / 12) ** n + 1e-3
    assert abs(ours[-1] - theirs[-1]) <= sum((1 + float(rate) / 12) ** n for n in months) + 1e-3


@settings(deadline=None)
@given(terms(), st.data())
def test_a_balance_changed_within_a_period_is_spread_without_loss(loan: Terms, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, loan.periods))
    spans = [Span(one.number, one.start, one.due) for one in schedule(loan)][first - 1 :]
    days = (spans[0].due - spans[0].start).days
    on = spans[0].start + timedelta(days=data.draw(st.integers(0, days)))
    balance = data.draw(st.integers(1, loan.principal_fen))
    before = loan.principal_fen * days_between(spans[0].start, on, loan.day_count)
    planned = spread(loan, balance, spans, before, on)
    assert sum(one.principal_fen for one in planned) == balance
    product = before + balance * days_between(on, spans[0].due, loan.day_count)
    assert planned[0].interest_fen == interest_fen(product, loan.rate_ppm, loan.basis)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(terms(day_count="act/365", holidays="unchanged"), min_size=1, max_size=60),
    st.sampled_from([365, 360]),
)
def test_the_fast_path_says_the_same(loans: list[Terms], basis: int) -> None:
    kept = [replace(one, day_count="act/365" if basis == 365 else "act/360") for one in loans]
    found = schedules(batch_of(kept))
    for row, loan in enumerate(kept):
        n = loan.periods
        planned = schedule(loan)
        assert as_dates(found.due[row, :n]) == [one.due for one in planned]
        assert found.principal_fen[row, :n].tolist() == [one.principal_fen for one in planned]
        assert found.interest_fen[row, :n].tolist() == [one.interest_fen for one in planned]
        assert not found.principal_fen[row, n:].any()
        assert not found.interest_fen[row, n:].any()


def test_payments_that_end_on_half_a_fen_are_rounded_alike() -> None:
    """Without interest, an odd amount over two periods is half a fen in the middle."""
    loans = [
        Terms(odd, Decimal(0), 2, "equal_instalment", date(2026, 1, 8), 8) for odd in (1, 3, 999_999_999)
    ]
    found = schedules(batch_of(loans))
    assert (
        found.principal_fen[:, 0].tolist()
        == [schedule(one)[0].principal_fen for one in loans]
        == [1, 2, 500_000_000]
    )


@pytest.mark.parametrize("facts", [{"day_count": "30/360"}, {"holidays": "following"}])
def test_the_fast_path_refuses_what_it_does_not_count(facts: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        batch_of([replace(LOAN, **facts)])  # type: ignore[arg-type]


def test_the_benchmark_compares_and_counts() -> None:
    heard: list[int] = []
    found = bench_schedules(700, 50, 3, heard.append)
    assert (found.schedules, found.compared, found.different, found.lost_fen) == (700, 50, 0, 0)
    assert 700 * 3 <= found.instalments <= 700 * 24
    assert heard == [700]


def test_the_benchmark_sees_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    def shifted(loan: Terms) -> list[Planned]:
        return [replace(one, interest_fen=one.interest_fen + 1) for one in schedule(loan)]

    monkeypatch.setattr("tandem.adapters.loans_local.bench.schedule", shifted)
    assert bench_schedules(20, 10, 3).different == 10


def test_where_floating_point_cannot_tell_the_exact_sum_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.adapters.loans_local.rules.batch.annuity_fen", lambda *_: 12_345)
    half = Terms(30_001, Decimal(0), 2, "equal_instalment", date(2026, 1, 8), 8)
    clear = Terms(30_002, Decimal(0), 2, "equal_instalment", date(2026, 1, 8), 8)
    assert schedules(batch_of([half, clear])).principal_fen[:, 0].tolist() == [12_345, 15_001]
