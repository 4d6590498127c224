"""What the shortcut says of a row left out is what a fit without that row says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.contexts.bot.understanding.least_squares import NotSolvable, solve, solve_landmarks


def kernel(seed: int, rows: int) -> np.ndarray:
    x = np.random.default_rng(seed).normal(size=(rows, 6)).astype(np.float32)
    return np.exp(-((x[:, None] - x[None]) ** 2).sum(axis=2) / 8)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), rows=st.integers(3, 25), ridge=st.sampled_from([0.05, 0.3, 2.0]))
def test_left_out_values_are_those_of_a_second_fit(seed: int, rows: int, ridge: float) -> None:
    whole = kernel(seed, rows)
    targets = np.random.default_rng(seed + 1).normal(size=(rows, 2)).astype(np.float32)
    found = solve(whole.copy(), targets, ridge)
    for out in range(rows):
        rest = [at for at in range(rows) if at != out]
        without = solve(whole[np.ix_(rest, rest)].copy(), targets[rest], ridge)
        np.testing.assert_allclose(found.left_out[out], whole[out, rest] @ without.weights, atol=2e-3)


def test_all_rows_as_landmarks_change_little() -> None:
    whole, targets = kernel(3, 40), np.random.default_rng(4).normal(size=(40, 3)).astype(np.float32)
    exact = solve(whole.copy(), targets, 0.3)
    marks = solve_landmarks(lambda start, end: whole[start:end], whole, targets, 0.3)
    np.testing.assert_allclose(whole @ marks.weights, whole @ exact.weights, atol=5e-3)
    np.testing.assert_allclose(marks.left_out, exact.left_out, atol=2e-2)


def test_a_kernel_that_is_none_is_refused() -> None:
    with pytest.raises(NotSolvable):
        solve(np.array([[1, 3], [3, 1]], dtype=np.float32), np.ones((2, 1), np.float32), 0.1)
