"""Is this a question for any intent at all? A small head over what the kernel machine says of a text.

The machine regresses to one for a text's intent and to zero far from all examples, so the sum of its scores
falls away from what it knows; how near the nearest examples are says it once more. The head is fitted on
left-out values: of the examples, of out-of-scope texts where there are some, and where there are too few, of the
examples with their own intent taken away (what remains knows nothing of them).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.bot.understanding.kernel import Matrix
from tandem.contexts.bot.understanding.temperature import Floats
from tandem.kit.logistic import fit_logistic, sigmoid

WRONGLY_REJECTED = 0.002
"""The share of rightly recognised questions that the threshold may turn away, on left-out values. New questions are
turned away two or three times as often. Chosen on CLINC150's validation split: accuracy 96.3 %, recall 85 %."""

BY_BOTH_REJECTED = 0.003
"""The same where both readings judge: they know more, so the threshold may be higher. On the same validation split 96.6
and 91 %, where the first reading alone has 96.3 and 85 %."""

_NEAREST = 5
_PENALTY = 1.0
_OUTSIDE_WEIGHT = 0.5


@dataclass(frozen=True)
class ScopeHead:
    """A logistic regression over centred and scaled features; `tau`: below it a text is out of scope."""

    means: tuple[float, ...]
    scales: tuple[float, ...]
    coefficients: tuple[float, ...]
    tau: float

    def probability(self, features: Floats) -> Floats:
        """That each row is in scope."""
        scaled = (features - np.asarray(self.means)) / np.asarray(self.scales)
        return sigmoid(self.coefficients[0] + scaled @ np.asarray(self.coefficients[1:]))


def scope_features(scores: Matrix, near: Matrix) -> Floats:
    """`scores` (rows, intents); `near` (rows, 2): of `nearness`."""
    ordered = np.sort(scores, axis=1)
    best, second = ordered[:, -1], ordered[:, -2]
    squares = (scores**2).sum(axis=1)
    columns = [best, best - second, scores.sum(axis=1), squares, near[:, 0], near[:, 1]]
    return np.stack(columns, axis=1).astype(np.float64)


def features_of_both(first: Floats, said: Matrix) -> Floats:
    """`first`: of `scope_features`; `said` (rows, intents): what the second reading says of the same rows. A taught
    encoder turns what it knows towards one direction; what it does not know stays between them."""
    ordered = np.sort(said, axis=1).astype(np.float64)
    best, second = ordered[:, -1], ordered[:, -2]
    others = best + np.log(np.exp(ordered - best[:, None]).sum(axis=1))
    return np.column_stack([first, best, best - second, others])


def nearness(kernel: Matrix) -> Matrix:
    """(nearest, mean of the five nearest) of each row of a kernel with the examples."""
    count = min(_NEAREST, kernel.shape[1])
    top = np.partition(kernel, kernel.shape[1] - count, axis=1)[:, -count:]
    return np.stack([top.max(axis=1), top.mean(axis=1)], axis=1)


def fit_scope(
    inside: Floats, right: NDArray[np.bool_], outside: Floats, rejected: float = WRONGLY_REJECTED
) -> ScopeHead:
    """`inside`, `outside`: features of held-out rows; `right`: which of the inside were recognised; `rejected`: the
    share of these that the threshold turns away."""
    x = np.concatenate([inside, outside])
    means, scales = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
    y = np.concatenate([np.ones(len(inside)), np.zeros(len(outside))])
    weight = np.concatenate(
        [np.ones(len(inside)), np.full(len(outside), _OUTSIDE_WEIGHT * len(inside) / max(len(outside), 1))]
    )
    beta = fit_logistic((x - means) / scales, y, weight, _PENALTY)
    head = ScopeHead(tuple(map(float, means)), tuple(map(float, scales)), tuple(map(float, beta)), 0.0)
    known = head.probability(inside)[right]
    tau = float(np.quantile(known, rejected)) if len(known) else 0.5
    return ScopeHead(head.means, head.scales, head.coefficients, tau)
