"""Calibrating: from a model's log-odds to probabilities that come true as often as they say (Platt, 1999).

Not isotonic regression: of most reasons a calibration span has some dozens of contacts, on which steps would be
learned by heart; two numbers are not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.kit.logistic import fit_logistic, sigmoid

Floats = NDArray[np.float64]
FEWEST = 25
"""So many of either outcome an own curve needs; with fewer the joint one serves."""


@dataclass(frozen=True)
class Curve:
    """probability = sigmoid(slope × log-odds + shift)."""

    slope: float = 1.0
    shift: float = 0.0
    own: bool = False

    def __call__(self, log_odds: Floats) -> Floats:
        return sigmoid(self.slope * log_odds + self.shift)


def fit_curve(log_odds: Floats, happened: Floats) -> Curve | None:
    """The curve that makes what happened likeliest; None when too little happened, or when a higher score would mean
    less."""
    if min(happened.sum(), len(happened) - happened.sum()) < FEWEST:
        return None
    middle, scale = float(log_odds.mean()), float(log_odds.std()) or 1.0
    x = ((log_odds - middle) / scale)[:, None]
    constant, slope = fit_logistic(x, happened, np.ones(len(happened)), penalty=0.1)
    if slope <= 0:
        return None
    return Curve(float(slope / scale), float(constant - slope * middle / scale), own=True)


def fit_curves(log_odds: Floats, happened: Floats) -> tuple[Curve, ...]:
    """A curve for each column; where a column has too little of its own, the one of all columns together."""
    joint = fit_curve(log_odds.ravel(), happened.ravel())
    shared = Curve(joint.slope, joint.shift) if joint else Curve()
    return tuple(fit_curve(log_odds[:, n], happened[:, n]) or shared for n in range(log_odds.shape[1]))
