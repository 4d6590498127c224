"""Scores into probabilities: one number, fitted on scores of rows that the scorer had not seen."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from tandem.contexts.bot.understanding.views import Places

Floats = NDArray[np.float64]
_SHARPEST = 6.0


def softmax(scores: NDArray[np.floating]) -> Floats:
    """Rows that sum to one."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True), dtype=np.float64)
    return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float64)


def fit_sharpness(scores: NDArray[np.floating], right: Places) -> float:
    """The factor on `scores` under which their softmax says the truth with the least loss (temperature scaling;
    Guo et al., On Calibration of Modern Neural Networks, 2017)."""
    rows = np.arange(len(right))

    def loss(log_factor: float) -> float:
        chosen = softmax(scores * np.exp(log_factor))[rows, right]
        return float(-np.log(np.maximum(chosen, 1e-12)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2.0, _SHARPEST), method="bounded").x))


def calibration_error(probability: Floats, right: NDArray[np.bool_], bands: int = 15) -> float:
    """Expected calibration error: the mean gap between what was claimed and what was so, over equal bands."""
    band = np.minimum((probability * bands).astype(int), bands - 1)
    gaps = [
        abs(float(probability[band == one].mean() - right[band == one].mean())) * float((band == one).mean())
        for one in np.unique(band)
    ]
    return float(sum(gaps))
