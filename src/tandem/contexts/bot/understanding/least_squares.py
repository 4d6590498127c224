"""Kernel ridge regression, solved at once, with what it would have said of each row had the row been left out.

The left-out values are exact and cost no second fit (Rasmussen and Williams, Gaussian Processes for Machine
Learning, 2006, eq. 5.12); thresholds and calibration are fitted on them. Beyond MOST_ROWS rows only some
stand in the kernel (landmarks, Nyström), so that memory stays bounded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

Matrix = NDArray[np.float32]
Targets = NDArray[np.float32]

MOST_ROWS = 15_500
"""About 1 GB for the kernel of a training set."""

_EXACTLY = 1500
_BLOCK = 2048


class NotSolvable(Exception):
    """The kernel is not positive definite: the ridge is too small for it."""


@dataclass(frozen=True)
class Solution:
    """`weights`: one row a landmark (or training row), one column a target. `left_out`: for each training row, the
    targets' values predicted without it."""

    weights: Matrix
    left_out: Matrix


def solve(kernel: Matrix, targets: Targets, ridge: float) -> Solution:
    """`kernel` (rows, rows) is used up. Raises NotSolvable."""
    precise = len(kernel) <= _EXACTLY
    matrix: NDArray[Any] = kernel.astype(np.float64 if precise else np.float32, copy=precise, order="C")
    matrix.flat[:: len(matrix) + 1] += ridge
    factor, inverse = (lapack.dpotrf, lapack.dpotri) if precise else (lapack.spotrf, lapack.spotri)
    lower, failed = factor(matrix.T, lower=0, overwrite_a=1, clean=0)
    if failed:
        raise NotSolvable(f"row {failed}")
    inverted, failed = inverse(lower, lower=0, overwrite_c=1)
    if failed:
        raise NotSolvable(f"row {failed}")
    _mirror(inverted)
    weights = inverted @ targets.astype(inverted.dtype)
    left_out = targets - weights / np.diag(inverted)[:, None]
    return Solution(weights.astype(np.float32), left_out.astype(np.float32))


def solve_landmarks(
    rows: Callable[[int, int], Matrix], landmarks: Matrix, targets: Targets, ridge: float
) -> Solution:
    """`rows(start, end)`: the kernel of these training rows with the landmarks; `landmarks`: among themselves."""
    count = len(targets)
    blocks = [(at, min(at + _BLOCK, count)) for at in range(0, count, _BLOCK)]
    normal = ridge * landmarks.astype(np.float64)
    normal[np.diag_indices(len(normal))] += 1e-4 * count / len(landmarks)
    right = np.zeros((len(landmarks), targets.shape[1]))
    for start, end in blocks:
        part = rows(start, end)
        normal += part.T @ part
        right += part.T @ targets[start:end]
    lower, failed = lapack.dpotrf(normal.T, lower=0, overwrite_a=1, clean=0)
    if failed:
        raise NotSolvable(f"row {failed}")
    inverted, _ = lapack.dpotri(lower, lower=0, overwrite_c=1)
    _mirror(inverted)
    weights = (inverted @ right).astype(np.float32)
    small = inverted.astype(np.float32)
    left_out = np.empty_like(targets)
    for start, end in blocks:
        part = rows(start, end)
        given = part @ weights
        own = np.clip(((part @ small) * part).sum(axis=1), 0, 0.999)
        left_out[start:end] = targets[start:end] - (targets[start:end] - given) / (1 - own)[:, None]
    return Solution(weights, left_out)


def _mirror(upper: NDArray[np.floating]) -> None:
    """LAPACK fills one triangle; copy it to the other, a block at a time."""
    count = len(upper)
    for at in range(0, count, _BLOCK):
        end = min(at + _BLOCK, count)
        corner = np.triu(upper[at:end, at:end])
        upper[at:end, at:end] = corner + np.triu(corner, 1).T
        upper[end:, at:end] = upper[at:end, end:].T
