"""What tells a question from what is none: each of the signs counts, and few good questions are turned away."""

import numpy as np
import pytest

from tandem.contexts.bot.understanding.scope import WRONGLY_REJECTED, fit_scope, nearness, scope_features


def test_nearest_examples_are_read_from_the_kernel() -> None:
    kernel = np.array([[0.1, 0.9, 0.5, 0.5, 0.4, 0.2, 0.7], [0, 0, 0, 0, 0, 0, 0]], dtype=np.float32)
    np.testing.assert_allclose(nearness(kernel), [[0.9, 0.6], [0, 0]], atol=1e-6)


def test_fewer_examples_than_neighbours() -> None:
    np.testing.assert_allclose(nearness(np.array([[0.2, 0.4]], dtype=np.float32)), [[0.4, 0.3]], atol=1e-6)


def test_features_by_hand() -> None:
    scores = np.array([[0.1, 0.7, 0.3]], dtype=np.float32)
    near = np.array([[0.9, 0.8]], dtype=np.float32)
    np.testing.assert_allclose(scope_features(scores, near), [[0.7, 0.4, 1.1, 0.59, 0.9, 0.8]], atol=1e-6)


@pytest.mark.parametrize("sign", range(6))
def test_each_sign_can_decide(sign: int) -> None:
    random = np.random.default_rng(sign)
    inside, outside = random.normal(size=(400, 6)), random.normal(size=(60, 6))
    inside[:, sign] += 4
    head = fit_scope(inside, np.ones(400, dtype=bool), outside)
    assert head.probability(inside).mean() > 0.8 > 0.4 > head.probability(outside).mean()


def test_few_good_questions_are_turned_away() -> None:
    random = np.random.default_rng(1)
    inside, outside = random.normal(1, 1, size=(2000, 6)), random.normal(0, 1, size=(300, 6))
    right = random.random(2000) < 0.9
    head = fit_scope(inside, right, outside)
    turned_away = (head.probability(inside)[right] < head.tau).mean()
    assert 0 < turned_away <= WRONGLY_REJECTED + 1e-3


def test_nothing_recognised_leaves_an_even_threshold() -> None:
    head = fit_scope(np.ones((5, 6)), np.zeros(5, dtype=bool), np.zeros((5, 6)))
    assert head.tau == 0.5
