"""Figures of versions on test texts, what changed between two, and whether a difference is chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tandem.contexts.bot.comparison.rules import judging
from tandem.contexts.bot.comparison.rules.arms import Arm, verdict
from tandem.contexts.bot.comparison.rules.judging import OUT_OF_SCOPE, AnsweredExample
from tandem.contexts.bot.comparison.rules.significance import Stratum, differ, difference, mcnemar, needed

counts = st.integers(0, 400)
intents = st.sampled_from(["a", "b", "c", OUT_OF_SCOPE])


def said(*pairs: str) -> list[AnsweredExample]:
    """ "ab": truth a, said b; "-" is out of scope."""
    names = {"-": OUT_OF_SCOPE}
    return [
        AnsweredExample(str(n), names.get(pair[0], pair[0]), names.get(pair[1], pair[1]))
        for n, pair in enumerate(pairs)
    ]


def test_figures_of_a_version() -> None:
    found = judging.figures(said("aa", "aa", "ab", "bb", "--", "-a"))
    assert found.accuracy == pytest.approx(4 / 6)
    assert found.in_scope == pytest.approx(3 / 4)
    assert found.scope_recall == 0.5
    # a: precision 2/3, recall 2/3; b: precision 1/2, recall 1
    assert found.macro_f1 == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert judging.figures(said("aa")).scope_recall is None
    assert judging.figures(said("--")).in_scope is None
    with pytest.raises(ValueError, match="no test examples"):
        judging.figures([])


def test_per_intent_and_confusion() -> None:
    judged = said("aa", "ab", "ba", "bb", "bb", "-c")
    each = judging.per_intent(judged)
    assert (each["a"].support, each["a"].precision, each["a"].recall) == (2, 0.5, 0.5)
    assert each["b"].precision == pytest.approx(2 / 3)
    assert (each["c"].support, each["c"].precision, each["c"].recall) == (0, 0.0, None)
    assert each[OUT_OF_SCOPE].precision is None
    labels = judging.labels_of(judged)
    assert labels == ["a", "b", "c", OUT_OF_SCOPE]
    assert judging.confusion(judged, labels) == [
        (0, 0, 1), (0, 1, 1), (1, 0, 1), (1, 1, 2), (3, 2, 1),
    ]  # fmt: skip


@given(st.lists(st.tuples(intents, intents), min_size=1, max_size=60))
def test_the_confusion_matrix_holds_every_text(pairs: list[tuple[str, str]]) -> None:
    judged = [AnsweredExample(str(n), truth, one) for n, (truth, one) in enumerate(pairs)]
    labels = judging.labels_of(judged)
    matrix = judging.confusion(judged, labels)
    assert sum(n for _, _, n in matrix) == len(judged)
    right = sum(n for truth, one, n in matrix if truth == one)
    assert judging.figures(judged).accuracy == pytest.approx(right / len(judged))


def test_what_changed_broken_first() -> None:
    a, b = said("aa", "ab", "bb", "ba", "cc"), said("ab", "aa", "bb", "bc", "cc")
    found = judging.compare(a, b)
    assert [(one.text, one.kind) for one in found.changed] == [
        ("0", "broken"),
        ("1", "fixed"),
        ("3", "other"),
    ]
    assert (found.fixed, found.broken, found.p_value) == (1, 1, 1.0)
    with pytest.raises(ValueError, match="different examples"):
        judging.compare(said("aa"), said("ba"))


@given(counts, counts)
def test_mcnemar_is_the_binomial_test(fixed: int, broken: int) -> None:
    expected = stats.binomtest(fixed, fixed + broken, 0.5).pvalue if fixed + broken else 1.0
    assert mcnemar(fixed, broken) == pytest.approx(expected, rel=1e-6)


@given(counts, counts, counts, counts)
def test_one_stratum_is_the_chi_square_test(hits_a: int, miss_a: int, hits_b: int, miss_b: int) -> None:
    found = differ([Stratum(hits_a, hits_a + miss_a, hits_b, hits_b + miss_b)])
    if not (hits_a + miss_a and hits_b + miss_b and hits_a + hits_b and miss_a + miss_b):
        assert found == 1.0
        return
    table = [[hits_a, miss_a], [hits_b, miss_b]]
    total = hits_a + miss_a + hits_b + miss_b
    expected = stats.chi2_contingency(table, correction=False).statistic * (total - 1) / total
    assert found == pytest.approx(stats.chi2.sf(expected, 1), rel=1e-6, abs=1e-12)


BERKELEY = [
    Stratum(512, 825, 89, 108), Stratum(353, 560, 17, 25), Stratum(120, 325, 202, 593),
    Stratum(138, 417, 131, 375), Stratum(53, 191, 94, 393), Stratum(22, 373, 24, 341),
]  # fmt: skip
"""Admissions by department, men and women (Bickel, Hammel and O'Connell, Science 187, 1975)."""


def test_what_only_adding_up_brings_about_is_no_difference() -> None:
    total = Stratum(1198, 2691, 557, 1835)
    assert differ([total]) < 1e-20
    # R: mantelhaen.test(UCBAdmissions, correct = FALSE).
    assert differ(BERKELEY) == pytest.approx(0.2169, abs=1e-4)
    added, apart = difference([total]), difference(BERKELEY)
    assert added is not None
    assert apart is not None
    assert added[0] == pytest.approx(-0.1416, abs=1e-4)
    assert 0 < apart[0] < 0.03
    assert apart[1] < 0 < apart[2]


def test_the_bounds_of_a_difference_are_the_published_ones() -> None:
    # Newcombe 1998, Statist. Med. 17, p. 873-890, table II, method 10: 56/70 - 48/80.
    found = difference([Stratum(48, 80, 56, 70)])
    assert found is not None
    assert found == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert difference([Stratum(0, 0, 1, 2)]) is None
    # A period in which one version judged nobody says nothing.
    assert difference([Stratum(48, 80, 56, 70), Stratum(9, 9, 0, 0)]) == found


def test_needed_conversations() -> None:
    # Fleiss without continuity correction: 50 % to 55 %, power 80 %, two-sided 5 %.
    assert needed(0.5, 0.05) == 1565
    assert needed(0.8, 0.05) == needed(0.8, 0.05)
    assert needed(0.8, 0.05) < needed(0.5, 0.05) < needed(0.5, 0.02)
    with pytest.raises(ValueError, match="detect"):
        needed(0.5, 0.0)


@given(st.floats(0, 1), st.floats(0.005, 0.5))
def test_needed_is_always_a_number(share: float, detect: float) -> None:
    assert needed(share, detect) >= 1


def test_an_experiment_says_whether_it_has_enough() -> None:
    before, trial = Arm(1, 1200, 840), Arm(2, 1300, 1001)
    strata = [Stratum(840, 1200, 1001, 1300)]
    found = verdict([before, trial], strata)
    assert found.difference is not None
    assert found.difference[0] == pytest.approx(0.07)
    assert found.p_value is not None
    assert found.p_value < 0.001
    assert found.needed is not None
    assert (found.enough, found.needed > 1200) == (False, True)
    assert verdict([before, trial], strata, detect=0.1).enough
    alone = verdict([before], [])
    assert (alone.difference, alone.p_value, alone.needed, alone.enough) == (None, None, None, False)
    empty = verdict([Arm(1, 0, 0), Arm(2, 0, 0)], [Stratum(0, 0, 0, 0)])
    assert (empty.difference, empty.p_value, empty.enough) == (None, None, False)
