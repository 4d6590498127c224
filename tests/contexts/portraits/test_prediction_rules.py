"""Rules of predictions: nothing that comes later is seen, what is known becomes numbers, figures are right."""

from dataclasses import fields, replace
from datetime import date, timedelta
from math import isnan
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contexts.portraits.pasts import FIRST, REASONS, TODAY, histories

from tandem.contexts.portraits.predictions.rules.calibrating import Curve, fit_curve, fit_curves
from tandem.contexts.portraits.predictions.rules.explaining import because, in_words
from tandem.contexts.portraits.predictions.rules.fairness import SEXES, age_band, sex_of, table, widest
from tandem.contexts.portraits.predictions.rules.features import FEATURES, features, names
from tandem.contexts.portraits.predictions.rules.history import (
    History,
    Line,
    PastContact,
    PastLoan,
    contacted_about,
    dormant_on,
    known_before,
)
from tandem.contexts.portraits.predictions.rules.measuring import (
    auc,
    calibration_error,
    hits,
    log_loss,
    reliability,
)
from tandem.contexts.portraits.predictions.rules.slots import next_slot
from tandem.contexts.portraits.predictions.rules.splitting import Span, days_of, split
from tandem.contexts.portraits.predictions.rules.targets import better_baseline
from tandem.kit.i18n import translate

DAYS = st.integers(30, 540).map(lambda n: FIRST + timedelta(days=n))


def row(history: History, day: date) -> dict[str, float]:
    return dict(zip(names(REASONS), features(history, day, REASONS), strict=True))


def same(one: dict[str, float], other: dict[str, float]) -> bool:
    return all(a == b or (isnan(a) and isnan(b)) for a, b in zip(one.values(), other.values(), strict=True))


# What comes later changes nothing --------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(histories(), histories(), DAYS)
def test_nothing_that_happens_from_the_day_on_changes_a_feature(
    past: History, other: History, day: date
) -> None:
    """Everything of `other` that lies from `day` on is put into the past: later loans, contacts, payments of what was
    open, reasons, hand-overs and ratings that came to be known later."""
    before = row(past, day)
    known = known_before(past, day)
    paid_later = tuple(
        replace(
            loan,
            lines=tuple(
                replace(one, paid_on=max(one.due, day)) if one.paid_on is None else one for one in loan.lines
            ),
        )
        for loan in known.loans
    )
    told_later = tuple(
        replace(
            one,
            **({"reason": "other", "reason_on": day} if one.reason_on is None else {}),
            **({"rating": 1, "rated_on": day} if one.rated_on is None else {}),
            **({"person_on": day, "complaint": True} if one.person_on is None else {}),
        )
        for one in known.contacts
    )
    after = replace(
        past,
        loans=paid_later + tuple(one for one in other.loans if one.disbursed_on >= day),
        contacts=told_later + tuple(one for one in other.contacts if one.on >= day),
    )
    assert same(before, row(after, day))


def test_a_reason_counts_from_the_day_after_it_was_noted() -> None:
    day = date(2026, 6, 10)
    asked = PastContact(day - timedelta(days=3), "other", day, day, True, 2, day)
    past = History(FIRST, (), (asked,))
    today, tomorrow = row(past, day), row(past, day + timedelta(days=1))
    assert today["contact"] == 3
    assert isnan(today["since_reason:other"])
    assert isnan(today["rating"])
    assert today["complaints_180"] == 0
    assert (tomorrow["since_reason:other"], tomorrow["rating"], tomorrow["complaints_180"]) == (4, 2, 1)


def test_who_the_customer_is_cannot_be_an_input() -> None:
    seen = {field.name for kind in (History, PastLoan, PastContact, Line) for field in fields(kind)}
    allowed = {
        "since", "loans", "contacts", "disbursed_on", "amount_fen", "lines", "due", "paid_on", "on", "reason",
        "reason_on", "person_on", "complaint", "rating", "rated_on",
    }  # fmt: skip
    assert seen == allowed
    assert not {"sex", "age", "birth_year", "region", "name", "language"} & {one.key for one in FEATURES}


# What is known becomes numbers -----------------------------------------------------------------------------------


def loan(*paid: int | None, begun: int = 100, every: int = 30) -> PastLoan:
    """Begun so many days ago; `paid`: of each line, how many days after its due day it was paid."""
    first = TODAY - timedelta(days=begun)
    dues = [first + timedelta(days=every * n) for n in range(1, len(paid) + 1)]
    lines = [
        Line(due, None if late is None else due + timedelta(days=late))
        for due, late in zip(dues, paid, strict=True)
    ]
    return PastLoan(first, 1_000_000, tuple(lines))


@pytest.mark.parametrize(
    ("past", "seen"),
    [
        (History(FIRST), {"loans_open": 0, "contacts_365": 0, "customer": 540}),
        (History(FIRST, (loan(0, 0, 0, None),)), {"due": 20, "last_late": 0, "periods_left": 1, "paid": 10}),
        (History(FIRST, (loan(0, 3, 0, None),)), {"late_payments": 1, "made_good": 37, "overdue_instalments": 0}),
        (History(FIRST, (loan(0, 3, None, None),)), {"overdue": 10, "overdue_instalments": 1, "last_late": 3}),
        (History(FIRST, (loan(0, None, None, None),)), {"overdue": 40, "overdue_instalments": 2, "due": 20}),
        (History(FIRST, (loan(None, begun=20),)), {"first_due": 1, "due": 10, "borrowed": 20}),
        (History(FIRST, (loan(0, -20, -50, begun=100),)), {"settled": 60, "settled_early": 1, "loans_open": 0}),
        (History(FIRST, (loan(0, 0, 0, begun=100),)), {"settled": 10, "settled_early": 0, "loans_settled": 1}),
    ],
    ids=["nobody", "in_time", "late_once", "overdue", "two_overdue", "new", "settled_early", "settled"],
)  # fmt: skip
def test_what_is_known_becomes_numbers(past: History, seen: dict[str, float]) -> None:
    found = row(past, TODAY)
    assert {name: found[name] for name in seen} == seen


@pytest.mark.parametrize(
    ("past", "dormant"),
    [
        (History(FIRST), True),
        (History(FIRST, (loan(0, 0, None),)), False),
        (History(FIRST, (loan(0, 0, 0),)), True),
        (History(FIRST, (loan(0, begun=80),)), False),
        (History(FIRST, (loan(0, 0, 0),), (PastContact(TODAY - timedelta(days=90)),)), False),
        (History(FIRST, (loan(0, 0, 0),), (PastContact(TODAY - timedelta(days=91)),)), True),
        (History(FIRST, (loan(0, 0, 0),), (PastContact(TODAY),)), True),
    ],
    ids=["nothing", "running", "settled", "borrowed_lately", "wrote_90_days_ago", "wrote_91_days_ago", "writes_today"],
)  # fmt: skip
def test_who_is_dormant(past: History, dormant: bool) -> None:
    assert dormant_on(past, TODAY) is dormant


def test_what_a_customer_contacts_us_about_within_seven_days() -> None:
    said = tuple(
        PastContact(TODAY + timedelta(days=n), reason) for n, reason in ((0, "a"), (6, None), (7, "b"))
    )
    assert contacted_about(History(FIRST, (), said), TODAY, 7) == {"a", "other"}


# Days ------------------------------------------------------------------------------------------------------------


@given(st.integers(0, 900), st.sampled_from([7, 60]))
def test_no_outcome_of_one_span_is_seen_in_the_next(past: int, ahead: int) -> None:
    found = split(TODAY - timedelta(days=past), TODAY, ahead)
    if found is None:
        assert past < 60 + 60 + 112 + 3 * ahead + 2
        return
    gap = timedelta(days=ahead)
    assert found.learned.last + gap < found.calibrated.first
    assert found.calibrated.last + gap < found.judged.first
    assert found.judged.last + gap <= TODAY
    assert found.learned.first < found.learned.last


def test_customers_are_spread_over_the_days_of_the_week() -> None:
    span = Span(FIRST, FIRST + timedelta(days=69))
    days = [list(days_of(UUID(int=n * 7919).bytes, span)) for n in range(60)]
    assert {len(one) for one in days} == {10}
    assert {one[0].weekday() for one in days} == set(range(7))


def test_turns_are_spread_over_the_day_and_one_a_day() -> None:
    from datetime import UTC, datetime

    now = datetime(2026, 11, 22, 13, tzinfo=UTC)
    slots = [next_slot(UUID(int=n * 7919**3), now) for n in range(500)]
    assert all(timedelta(hours=12) <= one - now < timedelta(hours=36) for one in slots)
    assert len({one.hour for one in slots}) == 24
    again = next_slot(UUID(int=7919**3), slots[1])
    assert again - slots[1] == timedelta(days=1)


# Figures ---------------------------------------------------------------------------------------------------------


def test_figures_by_hand() -> None:
    said, came = np.array([0.1, 0.4, 0.35, 0.8]), np.array([0.0, 0.0, 1.0, 1.0])
    assert auc(said, came) == pytest.approx(0.75)
    assert auc(np.full(4, 0.5), came) == 0.5
    assert auc(said, np.zeros(4)) is None
    assert log_loss(np.array([[0.5], [0.25]]), np.array([[1.0], [0.0]])) == pytest.approx(0.4904, abs=1e-4)
    two = np.array([[0.2, 0.1], [0.1, 0.3]])
    assert hits(two, np.array([[1.0, 0.0], [1.0, 0.0]]), 1) == 0.5
    assert hits(two, np.zeros((2, 2)), 1) is None


def test_calibration_error_is_the_distance_between_said_and_came() -> None:
    said = np.repeat([0.1, 0.9], 100)
    came = np.concatenate([np.arange(100) < 10, np.arange(100) < 70]).astype(float)
    bins = reliability(said, came, 2)
    assert [(round(one.said, 6), round(one.came, 6), one.rows) for one in bins] == [
        (0.1, 0.1, 100),
        (0.9, 0.7, 100),
    ]
    assert calibration_error(said, came) == pytest.approx(0.1)


def test_a_curve_brings_scores_that_say_too_much_back() -> None:
    random = np.random.default_rng(3)
    score = random.normal(-2, 1, 4_000)
    happened = (random.random(4_000) < 1 / (1 + np.exp(-score))).astype(float)
    curve = fit_curve(3 * score + 1, happened)
    assert curve is not None
    assert curve.slope == pytest.approx(1 / 3, abs=0.05)
    assert calibration_error(curve(3 * score + 1), happened) < 0.02


def test_an_outcome_too_rare_for_its_own_curve_takes_the_joint_one() -> None:
    random = np.random.default_rng(3)
    score = random.normal(0, 1, (600, 2))
    happened = np.column_stack([random.random(600) < 0.3, np.arange(600) < 5]).astype(float)
    own, shared = fit_curves(score, happened)
    assert not shared.own
    assert own == fit_curve(score[:, 0], happened[:, 0]) or not own.own
    assert fit_curves(np.zeros((4, 1)), np.zeros((4, 1))) == (Curve(),)


@pytest.mark.parametrize(("model", "found"), [(0.2, None), (0.3, "base_rates"), (0.31, "base_rates")])
def test_no_better_than_a_baseline_is_worse(model: float, found: str | None) -> None:
    figures = {
        "model": {"log_loss": model},
        "base_rates": {"log_loss": 0.3},
        "last_reason": {"log_loss": 0.4},
    }
    assert better_baseline("need", {"need": {"figures": figures}}) == found


# Fairness --------------------------------------------------------------------------------------------------------


def test_small_groups_have_no_rates_and_the_gap_is_between_the_others() -> None:
    customers = np.arange(400) // 2
    group = np.where(customers < 90, 0, np.where(customers < 190, 1, 2))
    happened = np.arange(400) % 4 == 0
    shown = np.where(group == 0, happened, happened & (np.arange(400) % 8 == 0))
    found = table("sex", SEXES, group, customers, np.full(400, 0.25), shown, happened)
    assert [(one.group, one.small, one.found) for one in found] == [
        ("female", False, 1.0), ("male", False, 0.5), ("unknown", True, None),
    ]  # fmt: skip
    assert found[0].false_alarms == 0
    assert found[2].customers == 10
    assert widest(found) == 0.5
    assert widest(found[:1]) is None


@pytest.mark.parametrize(
    ("birth_year", "band"),
    [(2001, "to_25"), (2000, "26_35"), (1970, "from_56"), (None, "unknown"), ("1990", "unknown"), (2040, "unknown")],
)  # fmt: skip
def test_bands_of_age(birth_year: object, band: str) -> None:
    assert age_band(birth_year, 2026) == band
    assert sex_of("x") == "unknown"


# Reasons in words ------------------------------------------------------------------------------------------------


def test_reasons_are_right_on_the_day_on_which_they_are_read() -> None:
    columns = (
        "last_late",
        "due",
        "since_reason:repayment.failed",
        "contacts_30",
        "contacts_90",
        "first_due",
        "rating",
    )
    values = [3.0, 5.0, 12.0, 2.0, 4.0, 0.0, float("nan")]
    found = because(columns, values, [0.9, 0.8, 0.7, 0.04, 0.6, 2.0, 3.0], TODAY)
    words = {"repayment.failed": "扣款失败"}
    assert in_words(found, TODAY, "zh-CN", words) == [
        "上次还款逾期 3 天", "还款日还有 5 天", "12 天前问过“扣款失败”",
    ]  # fmt: skip
    tomorrow = in_words(found, TODAY + timedelta(days=1), "zh-CN", words)
    assert tomorrow[1:] == ["还款日还有 4 天", "13 天前问过“扣款失败”"]
    later = in_words(found, TODAY + timedelta(days=5), "zh-CN", words)
    assert later[1] == "今天是还款日"
    assert in_words(found, TODAY, "en", {})[0] == "the last payment was 3 days late"


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("key", [one.key for one in FEATURES])
def test_every_feature_has_words(key: str, locale: str) -> None:
    for value in (4.0,) if key == "rating" else (0.0, 4.0):
        found = because((key,), [value], [1.0], TODAY)
        for said in in_words(found, TODAY, locale, {}):
            assert "portraits." not in said
            assert "{" not in said
    assert not translate(f"portraits.feature.{key}", locale).startswith("portraits.")
