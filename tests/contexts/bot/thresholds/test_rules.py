"""τ holds its precision, never counts on too little, and falls back in the stated order."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.bot.thresholds.rules import wilson
from tandem.contexts.bot.thresholds.rules.curve import Outcome, at, curve, stepped, thinned
from tandem.contexts.bot.thresholds.rules.fitting import PRECISION, Defaults, fit

SHIPPED = Defaults(auto=0.9, draft=0.6, never=0.99)


def some(intent: str, confidence: float, right: int, wrong: int = 0) -> list[Outcome]:
    return [Outcome(intent, confidence, n < right) for n in range(right + wrong)]


outcomes = st.lists(
    st.builds(
        Outcome,
        st.sampled_from(["a", "b", "c"]),
        st.floats(0, 1, allow_nan=False),
        st.booleans(),
    ),
    max_size=300,
)


# Published values: Newcombe, Statist. Med. 17 (1998), table I: 81/263, 15/148, 0/20, 1/29 (Wilson's score method).
@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_bounds_are_the_published_ones(right: int, n: int, low: float, high: float) -> None:
    assert wilson.interval(right, n) == pytest.approx((low, high), abs=5e-5)


def test_nothing_seen_says_nothing() -> None:
    assert (wilson.lower(0.0, 0), wilson.upper(0.0, 0), wilson.interval(0, 0)) == (0.0, 1.0, (0.0, 1.0))


@given(outcomes)
def test_the_curve_never_falls_and_counts_everything(given: list[Outcome]) -> None:
    points = curve(given)
    assert all(a.tau < b.tau for a, b in pairwise(points))
    assert all(a.precision <= b.precision + 1e-9 for a, b in pairwise(points))
    assert all(a.coverage > b.coverage for a, b in pairwise(points))
    assert all(0 <= one.low <= one.precision <= 1 for one in points)
    if given:
        assert points[0].outcomes == len(given)
        assert points[0].coverage == 1.0


@given(outcomes)
def test_at_an_edge_the_precision_is_the_plain_share(given: list[Outcome]) -> None:
    for point in curve(given):
        if point.edge:
            above = [one.right for one in given if one.confidence >= point.tau]
            assert len(above) == point.outcomes
            assert point.precision == pytest.approx(sum(above) / len(above))


@given(st.floats(0, 1))
def test_a_threshold_is_never_above_what_set_it(confidence: float) -> None:
    assert stepped(confidence) <= confidence
    assert confidence - stepped(confidence) < 1.01e-4


def test_round_confidences_are_thresholds_themselves() -> None:
    assert [stepped(one) for one in (0.57, 0.29, 0.7, 0.995)] == [0.57, 0.29, 0.7, 0.995]
    assert stepped(0.00009999999999999) == 0.0


@given(outcomes, st.integers(4, 40))
def test_a_drawing_keeps_both_ends(given: list[Outcome], most: int) -> None:
    points = curve(given)
    shown = thinned(points, most)
    assert len(shown) <= max(most, 4)
    assert set(shown) <= set(points)
    if points:
        assert (shown[0], shown[-1]) == (points[0], points[-1])


@given(outcomes, st.sampled_from([0.8, 0.9, 0.97]))
def test_what_is_fitted_holds_the_precision(given: list[Outcome], precision: float) -> None:
    fitted = fit(given, precision, SHIPPED)
    for intent, one in {"": fitted.all, **fitted.intents}.items():
        own = [o for o in given if not intent or o.intent == intent]
        above = [o.right for o in own if o.confidence >= one.auto]
        assert one.draft <= one.auto
        if one.held:
            assert wilson.lower(sum(above) / len(above), len(above)) >= precision - 1e-9
        if one.source == "default":
            assert one.auto == SHIPPED.auto
        if one.source == "global":
            assert one.auto == fitted.all.auto


def test_enough_right_outcomes_lower_the_threshold() -> None:
    # 100 of 100: lower bound 0.9737. 80 of 80 would say 0.967 only.
    assert fit(some("a", 0.7, 100), PRECISION, SHIPPED).of("a").auto == 0.7
    few = fit(some("a", 0.7, 80), PRECISION, SHIPPED).of("a")
    assert (few.auto, few.source, few.held) == (SHIPPED.auto, "default", False)


def test_an_intent_with_too_few_takes_the_global_one_and_that_the_shipped_one() -> None:
    fitted = fit([*some("a", 0.7, 200), *some("b", 0.8, 3)], PRECISION, SHIPPED)
    assert (fitted.of("a").source, fitted.of("b").source) == ("fitted", "global")
    assert fitted.of("b").auto == fitted.all.auto == 0.7
    assert (fitted.of("c").auto, fitted.of("c").outcomes) == (0.7, 0)
    assert fit([], PRECISION, SHIPPED).of("c").source == "default"


def test_outcomes_that_speak_against_it_close_an_intent() -> None:
    fitted = fit([*some("a", 0.95, 800), *some("b", 0.95, 4, 8)], PRECISION, SHIPPED)
    assert fitted.all.held
    bad = fitted.of("b")
    assert (bad.auto, bad.source, bad.held) == (SHIPPED.never, "fitted", False)
    # Three wrong clicks alone close nothing.
    assert fit([*some("a", 0.95, 800), *some("b", 0.95, 0, 3)], PRECISION, SHIPPED).of("b").source == "global"


def test_an_intent_may_begin_higher_than_the_others() -> None:
    mixed = [*some("a", 0.91, 400), *some("b", 0.91, 2, 8), *some("b", 0.97, 20)]
    assert fit(mixed, PRECISION, SHIPPED).of("b").auto == 0.97


def test_equal_confidences_stand_and_fall_together() -> None:
    fitted = fit([*some("a", 0.8, 90, 10), *some("a", 0.9, 100)], PRECISION, SHIPPED)
    assert fitted.of("a").auto == 0.9
    assert fitted.of("a").coverage == 0.5


def test_drafts_begin_where_four_of_five_can_go_out() -> None:
    given = [*some("a", 0.95, 200), *some("a", 0.7, 27, 3), *some("a", 0.5, 10, 20)]
    assert fit(given, PRECISION, SHIPPED).of("a").draft == 0.7
    bad = [*some("a", 0.95, 200), *some("a", 0.7, 5, 25)]
    fitted = fit(bad, PRECISION, SHIPPED).of("a")
    assert fitted.draft == fitted.auto  # nothing is worth a draft


def test_at_finds_what_holds_at_a_threshold() -> None:
    points = curve([*some("a", 0.2, 1), *some("a", 0.6, 2)])
    assert [found.outcomes if found else None for found in (at(points, 0.0), at(points, 0.3), at(points, 0.7))] == [
        3, 2, None,
    ]  # fmt: skip


def test_samples_of_a_known_bot_keep_the_promise() -> None:
    """Right as often as its confidence says: of a hundred fits, the τ found truly holds 97 % in nearly all."""
    dice = Random(7)
    broken = held = 0
    for _ in range(100):
        drawn = [dice.random() for _ in range(2000)]
        fitted = fit([Outcome("a", c, dice.random() < c**0.1) for c in drawn], PRECISION, SHIPPED)
        if fitted.all.held:
            held += 1
            tau = fitted.all.auto
            true = (1 - tau**1.1) / 1.1 / (1 - tau)  # the mean of c**0.1 from τ to 1
            broken += true < PRECISION
    assert held > 80
    assert broken <= 10
