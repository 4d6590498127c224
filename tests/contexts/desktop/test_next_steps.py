"""What the panel suggests, why, and in which order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.desktop.rules.next_steps import Known, KnownContact, KnownLoan, KnownNeed, next_steps

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22)
NOTHING = Known(NOW, TODAY, bound=True)
LOAN = KnownLoan("L1", "随心借", False, 0, date(2026, 12, 8), 100_000, False)


def lent(**changes: object) -> Known:
    return replace(NOTHING, loans=(replace(LOAN, **changes),))


def contact(days: int = 0, **changes: object) -> KnownContact:
    return replace(KnownContact(NOW - timedelta(days=days), False, False, "web", None), **changes)


def contacts(*all_: KnownContact) -> Known:
    return replace(NOTHING, contacts=all_)


@pytest.mark.parametrize(
    ("known", "codes"),
    [
        (NOTHING, []),
        (lent(), []),
        (replace(NOTHING, bound=False), ["verify_identity"]),
        (replace(NOTHING, pending=("repay",)), ["wait_for_core"]),
        (lent(overdue_days=1, next_due_on=date(2026, 11, 21)), ["take_payment"]),
        (lent(overdue_days=3), ["take_payment"]),
        (lent(overdue_days=4), ["offer_plan"]),
        (lent(next_due_on=date(2026, 11, 25)), ["remind_due"]),
        (lent(next_due_on=date(2026, 11, 26)), []),
        (lent(next_due_on=TODAY), ["remind_due"]),
        (lent(settled=True, next_due_on=None, due_fen=None), ["offer_certificate"]),
        (lent(settled=True, next_due_on=None, due_fen=None, certified=True), []),
        (contacts(contact(2, score=2)), ["make_up"]),
        (contacts(contact(2, score=3)), []),
        (contacts(contact(31, score=1)), []),
        (contacts(contact(1), contact(2), contact(7)), ["own_the_case"]),
        (contacts(contact(1), contact(2), contact(8)), []),
        (contacts(contact(open=True), contact(open=True, here=True)), ["join_up"]),
        (contacts(contact(open=True)), []),
        (contacts(contact(open=True, here=True)), []),
        (replace(NOTHING, service_consent=False), ["ask_consent"]),
        (replace(NOTHING, service_consent=True), []),
        (replace(NOTHING, need=KnownNeed("扣款失败", 0.314)), ["prepare_need"]),
        (replace(lent(overdue_days=1), need=KnownNeed("逾期费用", 0.3)), ["take_payment", "prepare_need"]),
    ],
)
def test_a_situation_suggests(known: Known, codes: list[str]) -> None:
    assert [one.code for one in next_steps(known)] == codes


def test_the_worst_loan_and_all_that_is_overdue_are_named() -> None:
    late = replace(LOAN, overdue_days=9, due_fen=30_000)
    [step] = next_steps(replace(NOTHING, loans=(replace(late, id="L2", overdue_days=2, due_fen=500), late)))
    assert (step.code, step.loan, step.why) == (
        "offer_plan", "L1", {"days": 9, "fen": 30_500, "product": "随心借"},
    )  # fmt: skip


def test_the_latest_rating_counts() -> None:
    assert next_steps(contacts(contact(1, score=5), contact(3, score=1))) == []


@given(
    st.builds(
        Known, st.just(NOW), st.just(TODAY), st.booleans(), st.lists(st.just("repay"), max_size=2),
        st.lists(
            st.builds(
                KnownLoan, st.text(max_size=3), st.just("随心借"), st.booleans(), st.integers(0, 90),
                st.none() | st.dates(date(2026, 11, 1), date(2027, 1, 1)), st.none() | st.integers(1, 10**6),
                st.booleans(),
            ), max_size=4,
        ),
        st.lists(
            st.builds(
                KnownContact, st.integers(0, 60).map(lambda days: NOW - timedelta(days=days)), st.booleans(),
                st.booleans(), st.just("web"), st.none() | st.integers(1, 5),
            ), max_size=8,
        ),
        st.none() | st.booleans(),
    )
)  # fmt: skip
def test_at_most_four_each_once_and_an_open_command_first(known: Known) -> None:
    steps = next_steps(known)
    assert len(steps) <= 4
    assert len({one.code for one in steps}) == len(steps)
    if known.pending:
        assert steps[0].code == "wait_for_core"
    if not known.bound:
        assert "verify_identity" in [one.code for one in steps]
