"""Two small models fitted by Newton's method: logistic regression, and its form for one choice among
several."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS = 60
_CLOSE = 1e-8


def sigmoid(x: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -40, 40))), dtype=np.float64)


def fit_logistic(x: Floats, y: Floats, weight: Floats, penalty: float = 1.0) -> Floats:
    """Coefficients, the constant first, of P(y=1). `x` is (rows, features), best centred and scaled;
    `penalty` is the ridge on all but the constant. Raises ValueError when only one class is present."""
    if not (0 < float(y @ weight) < float(weight.sum())):
        raise ValueError("both outcomes are needed to fit a probability")
    design = np.hstack([np.ones((len(x), 1)), x])
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 1e-6
    beta = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        p = sigmoid(design @ beta)
        slope = design.T @ (weight * (p - y)) + ridge * beta
        curve = (design * (weight * np.maximum(p * (1 - p), 1e-6))[:, None]).T @ design + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        step *= min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-12))
        beta -= step
        if float(np.abs(step).max()) < _CLOSE:
            break
    return beta


def fit_choice(options: Floats, chosen: NDArray[np.intp], penalty: float = 1.0) -> Floats:
    """Weights (not negative) that make the chosen option of each row likely. `options` is (rows, options,
    features), absent options filled with -inf in every feature."""
    rows, _, width = options.shape
    present = np.isfinite(options[:, :, 0])
    x = np.where(present[:, :, None], options, 0.0)
    weights = np.full(width, 1.0)
    for _ in range(_STEPS):
        logits = np.where(present, x @ weights, -np.inf)
        p = np.exp(logits - logits.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        mean = np.einsum("ro,rof->rf", p, x)
        slope = (mean - x[np.arange(rows), chosen]).sum(axis=0) + penalty * weights
        spread = np.einsum("ro,rof,rog->fg", p, x, x) - mean.T @ mean + penalty * np.eye(width)
        step = np.linalg.solve(spread, slope)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        updated = np.maximum(weights - step, 0.0)
        if float(np.abs(updated - weights).max()) < _CLOSE:
            break
        weights = updated
    return weights
