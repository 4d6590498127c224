"""How good probabilities are: figures that do not depend on a threshold, and how often what they say comes true."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_LEAST = 1e-6
_BINS = 10


@dataclass(frozen=True)
class Bin:
    """Customers for whom about `said` was said: so often it came true."""

    said: float
    came: float
    rows: int


def any_of(probabilities: Floats) -> Floats:
    """That at least one of the columns happens, were they independent."""
    return np.asarray(1 - np.prod(1 - probabilities, axis=1), dtype=np.float64)


def log_loss(probabilities: Floats, happened: Floats) -> float:
    """Mean of -log of what was given to what came; over several columns: summed, the mean of rows. Natural log."""
    p = np.clip(probabilities, _LEAST, 1 - _LEAST)
    loss = -(happened * np.log(p) + (1 - happened) * np.log(1 - p))
    return float(loss.sum() / len(loss))


def brier(probabilities: Floats, happened: Floats) -> float:
    """Mean squared difference; over several columns: summed, the mean of rows."""
    return float(((probabilities - happened) ** 2).sum() / len(happened))


def auc(probabilities: Floats, happened: Floats) -> float | None:
    """How often one to whom it happened has the higher probability than one to whom it did not; None: only one kind."""
    positive = int(happened.sum())
    negative = len(happened) - positive
    if not positive or not negative:
        return None
    order = np.argsort(probabilities, kind="stable")
    _, inverse, counts = np.unique(probabilities[order], return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = np.empty(len(order))
    ranks[order] = ((ends - counts + 1 + ends) / 2)[inverse]
    return float((ranks[happened > 0].sum() - positive * (positive + 1) / 2) / (positive * negative))


def reliability(probabilities: Floats, happened: Floats, bins: int = _BINS) -> tuple[Bin, ...]:
    """Bins of about the same size, the lowest probabilities first. Rows of the same probability share a bin."""
    if not len(probabilities):
        return ()
    edges = np.unique(np.quantile(probabilities, np.linspace(0, 1, bins + 1)[1:-1]))
    place = np.searchsorted(edges, probabilities, side="left")
    return tuple(
        Bin(float(probabilities[place == n].mean()), float(happened[place == n].mean()), int((place == n).sum()))
        for n in range(len(edges) + 1)
        if (place == n).any()
    )  # fmt: skip


def calibration_error(probabilities: Floats, happened: Floats) -> float:
    """Expected calibration error: the mean distance between what was said and what came, over `reliability`'s bins."""
    found = reliability(probabilities, happened)
    rows = sum(one.rows for one in found)
    return sum(abs(one.said - one.came) * one.rows for one in found) / rows if rows else 0.0


def hits(probabilities: Floats, happened: Floats, most: int) -> float | None:
    """Of the rows where something happened: how often it is among the `most` likeliest columns."""
    rows = happened.sum(axis=1) > 0
    if not rows.any():
        return None
    best = np.argsort(-probabilities[rows], axis=1, kind="stable")[:, :most]
    return float(np.take_along_axis(happened[rows], best, axis=1).max(axis=1).mean())
