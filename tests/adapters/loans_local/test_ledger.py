"""The ledger: whatever borrowers do, the books agree with the loans, and no split of a payment saves or costs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.adapters.loans_local.ledger.billing import bill, quote
from tandem.adapters.loans_local.ledger.borrower import Borrower, Refusal, entry
from tandem.adapters.loans_local.ledger.changing import certify, change_due_day, request_limit
from tandem.adapters.loans_local.ledger.checking import faults
from tandem.adapters.loans_local.ledger.paying import prepay, repay, settle
from tandem.adapters.loans_local.ledger.rolling import roll
from tandem.adapters.loans_local.limits import law
from tandem.adapters.loans_local.rules.terms import Terms
from tandem.contexts.loans.api import LawRule
from tandem.contexts.selfservice import deadlines

from .borrowers import LENT, LOAN, START, borrower


def at(known: Borrower, day: date) -> Borrower:
    return roll(known, day, day)[0]


def refused(work: object) -> str:
    with pytest.raises(Refusal) as caught:
        work()  # type: ignore[operator]
    return caught.value.code


def test_four_instalments_by_auto_debit_and_a_quote() -> None:
    """The first story of the demo: 36,000 at 0.05 % a day, four of twelve paid, quoted in the middle of the fifth."""
    opened, entries = borrower(autopay=True)
    rolled, made = roll(opened, date(2026, 11, 23), date(2026, 11, 23))
    assert [one.on for one in made] == [date(2026, month, 8) for month in (8, 9, 10, 11)]
    assert rolled.loans[0].principal_fen == 2_400_000
    assert bill(rolled.loans, date(2026, 11, 23)).fen == 300_000 + 36_000
    cost = quote(rolled.loans[0], date(2026, 11, 23), date(2026, 12, 5))
    assert (cost.principal_fen, cost.interest_fen, cost.fee_fen) == (2_400_000, 2_400_000 * 27 // 2000, 0)
    assert faults(rolled, [*entries, *made]) == []


def test_rolling_twice_changes_nothing() -> None:
    opened, _ = borrower(autopay=True)
    rolled, _ = roll(opened, date(2027, 1, 1), date(2027, 1, 1))
    assert roll(rolled, date(2027, 1, 1), date(2027, 1, 1)) == (rolled, [])


def test_paying_ahead_waits_for_its_date_and_settling_counts_it() -> None:
    opened, entries = borrower()
    today = START + timedelta(days=10)
    due = bill(opened.loans, today).fen
    paid, made = repay(opened, today, "c1", due)
    assert (paid.loans[0].paid_ahead_fen, paid.loans[0].principal_fen) == (due, 3_600_000)
    assert bill(paid.loans, today).fen == 0
    assert refused(lambda: repay(paid, today, "c1", 1)) == "too_much"
    whole = quote(paid.loans[0], today, today)
    assert whole.interest_fen == 3_600_000 * 10 // 2000  # the days there were, not those paid for
    ended, more = settle(paid, today, "L1", "c1", whole.total_fen - due)
    assert ended.loans[0].settled_on == today
    assert faults(ended, [*entries, *made, *more]) == []


def test_the_last_payment_of_what_is_owed_ends_the_loan() -> None:
    opened, entries = borrower()
    today = START + timedelta(days=500)
    known, made = repay(opened, today, "c1", bill(opened.loans, today).fen)
    assert known.loans[0].settled_on == today
    assert sum(one.of("penalty") for one in made) < 0
    assert faults(known, [*entries, *made]) == []


def test_prepaying_keeps_the_number_of_instalments_and_lowers_each() -> None:
    opened, entries = borrower(autopay=True)
    today = date(2026, 11, 23)
    known, made = roll(opened, today, today)
    after, more = prepay(known, today, "L1", 800_000)
    before = known.loans[0].instalments
    loan = after.loans[0]
    assert [one.due for one in loan.instalments] == [one.due for one in before]
    assert loan.principal_fen == 1_600_000
    assert [one.principal_fen for one in loan.instalments[4:]] == [200_000] * 8
    # 15 days on 24,000, then 15 days on 16,000.
    assert loan.instalments[4].interest_fen == (2_400_000 * 15 + 1_600_000 * 15) // 2000
    assert faults(after, [*entries, *made, *more]) == []
    assert refused(lambda: prepay(after, today, "L1", 100_000)) == "this_month_done"


def test_a_loan_that_is_paid_ahead_is_settled_for_nothing() -> None:
    opened, entries = borrower()
    today = START + timedelta(days=5)
    loan = opened.loans[0]
    cost = quote(loan, today, today).total_fen
    ahead = opened.with_loans([replace(loan, paid_ahead_fen=cost)])
    arrived = entry("L1", today, "repaid", bank=cost, paid_ahead=-cost)
    assert quote(ahead.loans[0], today, today).total_fen == cost
    after, made = settle(ahead, today, "L1", "c1", 0)
    assert after.loans[0].settled_on == today
    assert faults(after, [*entries, arrived, *made]) == []


def test_refusals() -> None:
    opened, _ = borrower()
    today = START + timedelta(days=5)
    late = at(opened, date(2026, 8, 20))
    assert refused(lambda: settle(opened, today, "L1", "c1", 0)) == "changed"
    for fen in (0, -1, -100_000):
        assert refused(lambda fen=fen: repay(opened, today, "c1", fen)) == "bad_amount"
        assert refused(lambda fen=fen: prepay(opened, today, "L1", fen)) == "bad_amount"
        assert refused(lambda fen=fen: settle(opened, today, "L1", "c1", fen or -1)) == "bad_amount"
        assert refused(lambda fen=fen: request_limit(opened, today, fen)) == "bad_amount"
    assert refused(lambda: repay(opened, today, "other", 1_000)) == "no_card"
    assert refused(lambda: repay(opened, today, "c1", 999)) == "too_little"
    assert refused(lambda: repay(opened, today, "c1", 10**8)) == "too_much"
    assert refused(lambda: repay(opened, today, "c1", 1_000, "L2")) == "no_loan"
    assert refused(lambda: prepay(opened, today, "L1", 50_000)) == "first_unpaid"
    assert refused(lambda: prepay(opened, today, "L9", 50_000)) == "no_loan"
    assert refused(lambda: prepay(late, date(2026, 8, 20), "L1", 50_000)) == "overdue"
    assert refused(lambda: settle(opened, today, "L1", "c1", 1)) == "changed"
    assert refused(lambda: quote(opened.loans[0], today, today - timedelta(days=1))) == "past"
    assert refused(lambda: quote(opened.loans[0], today, today + timedelta(days=31))) == "too_far"
    assert refused(lambda: quote(late.loans[0], date(2026, 8, 20), date(2026, 8, 20))) == "overdue"
    for day in (0, 29, -1, 31):
        assert refused(lambda day=day: change_due_day(opened, today, day)) == "bad_day"
    assert refused(lambda: change_due_day(opened, today, 8)) == "same_day"
    assert refused(lambda: change_due_day(opened, date(2026, 8, 3), 9)) == "too_close"
    assert refused(lambda: change_due_day(late, date(2026, 8, 20), 9)) == "overdue"
    assert refused(lambda: certify(opened, today, "L1", "N1")) == "not_settled"
    assert refused(lambda: request_limit(opened, today, 5_000_000)) == "too_little"
    assert refused(lambda: request_limit(opened, today, 20_000_001)) == "too_much"
    asked = request_limit(opened, today, 6_000_000)
    assert refused(lambda: request_limit(asked, today + timedelta(days=29), 6_000_000)) == "this_month_asked"


def test_a_certificate_at_once_and_one_a_loan() -> None:
    opened, _ = borrower()
    today = START + timedelta(days=20)
    ended, _ = settle(opened, today, "L1", "c1", quote(opened.loans[0], today, today).total_fen)
    certified = certify(ended, today, "L1", "N1")
    assert [(one.number, one.on) for one in certified.certificates] == [("N1", today)]
    assert certify(certified, today + timedelta(days=1), "L1", "N2") == certified


def test_another_due_day_counts_from_the_instalment_after_the_present_one() -> None:
    opened, _ = borrower()
    today = START + timedelta(days=5)
    moved = change_due_day(opened, today, 20)
    dues = [one.due for one in moved.loans[0].instalments]
    assert dues[:3] == [date(2026, 8, 8), date(2026, 9, 20), date(2026, 10, 20)]
    second = moved.loans[0].instalments[1]
    assert second.interest_fen == 3_300_000 * 43 // 2000
    assert moved.loans[0].principal_fen == 3_600_000
    assert refused(lambda: change_due_day(moved, today, 21)) == "done_this_year"


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"penalty_multiple": Decimal("1.6")}, "penalty_multiple"),
        ({"penalty_multiple": Decimal(1)}, "penalty_multiple"),
        ({"ceiling": Decimal("0.25")}, "ceiling"), ({"annual_rate": Decimal("0.2401")}, "ceiling"),
    ],
)  # fmt: skip
def test_terms_that_law_does_not_allow_are_not_lent(facts: dict[str, Decimal], key: str) -> None:
    with pytest.raises(ValueError, match=key):
        borrower(replace(LOAN, **facts))  # type: ignore[arg-type]
    # Before that rule was in force nobody was bound by it.
    old = replace(LOAN, disbursed_on=date(2003, 1, 8), **facts)  # type: ignore[arg-type]
    assert borrower(old)


def test_every_rule_of_law_names_its_source_and_says_whether_it_was_read() -> None:
    rules = [*law(), *deadlines.law()]
    assert {one.key for one in rules if one.held} == {"penalty_multiple", "ceiling", "credit_objection"}
    for one in rules:
        assert one.source
        assert one.article
        assert one.says
        assert one.looked_on
        # Where it was read, or why nobody has; why it is not held: LawRule refuses data that do not say.
    assert {one.key for one in rules if one.verified} == {"credit_objection", "lpr_multiple", "prepayment"}
    read = {"key": "k", "says": "s", "source": "s", "article": "a", "effective_from": START, "effective_to": None,
            "looked_on": START, "verified": True}  # fmt: skip
    for wrong in ({}, {"read_in": "x", "because": "y"}, {"read_in": "x", "why": "z"}):
        with pytest.raises(ValueError, match="k:"):
            LawRule.of({**read, **wrong}, held=True)


def test_an_entry_that_does_not_balance_is_none() -> None:
    with pytest.raises(ValueError):
        entry("L1", START, "repaid", bank=100, principal=-99)


def test_the_check_sees_what_it_looks_for() -> None:
    opened, entries = borrower()
    assert faults(opened, entries) == []
    assert faults(opened, entries * 2)
    assert faults(replace(opened, loans=(replace(opened.loans[0], paid_ahead_fen=1),)), entries)
    paid = replace(opened.loans[0].instalments[0], interest_paid=5)
    wrong = replace(opened.loans[0], instalments=(paid, *opened.loans[0].instalments[1:]))
    assert faults(replace(opened, loans=(wrong,)), entries)


def _paid(known: Borrower, parts: Sequence[tuple[int, int]], start: date) -> tuple[Borrower, int]:
    """Pay these (days after `start`, thousandths of what is owed then); what was paid beside principal."""
    costs = 0
    for days, share in parts:
        today = start + timedelta(days=days)
        if not known.under_way or bill(known.under_way, today).on > today:
            continue
        fen = max(1_000, bill(known.under_way, today).fen * share // 1000)
        known, made = repay(known, today, "c1", min(fen, bill(known.under_way, today).fen))
        costs -= sum(one.of("interest") + one.of("late_interest") + one.of("penalty") for one in made)
    return known, costs


@settings(deadline=None)
@given(LENT, st.integers(1, 300), st.lists(st.integers(1, 999), min_size=1, max_size=5))
def test_paying_in_parts_on_one_day_costs_the_same(terms: Terms, days: int, cuts: list[int]) -> None:
    opened, _ = borrower(terms)
    start = opened.loans[0].instalments[0].due
    at_once, costs = _paid(opened, [(days, 1000)], start)
    in_parts, costs_of_parts = _paid(opened, [*((days, cut) for cut in cuts), (days, 1000)], start)
    assert costs_of_parts == costs
    assert [one.principal_left for one in at_once.loans[0].instalments] == [
        one.principal_left for one in in_parts.loans[0].instalments
    ]


@settings(deadline=None)
@given(LENT, st.integers(1, 20), st.integers(0, 8), st.integers(1, 1000))
def test_paying_a_part_later_never_costs_less(terms: Terms, days: int, more: int, share: int) -> None:
    """All on one day, or a part of it some days later: the same principal is repaid, for as much or more."""
    opened, _ = borrower(terms)
    start = opened.loans[0].instalments[0].due
    until = [one for one in opened.loans[0].instalments if one.due < start + timedelta(days=days + more)]
    at_once, costs = _paid(opened, [(days, 1000)], start)
    later, costs_later = _paid(opened, [(days, share), (days + more, 1000)], start)
    if [one.paid_on is None for one in at_once.loans[0].instalments[: len(until)]].count(True):
        return  # another instalment fell due in between: other principal is paid
    assert costs_later >= costs
    assert at_once.loans[0].principal_fen == later.loans[0].principal_fen
