"""Whether a difference is more than chance."""

from math import ceil, comb, erfc, sqrt
from statistics import NormalDist

from tandem.contexts.bot.thresholds.rules.wilson import interval

_POWER = 0.8
_ALPHA = 0.05


def mcnemar(fixed: int, broken: int) -> float:
    """Two-sided p-value of the exact McNemar test (binomial over what differs; McNemar, Psychometrika 12, 1947):
    of `fixed + broken` examples that one of two versions has right, as unequal a split by chance."""
    n, less = fixed + broken, min(fixed, broken)
    tail = sum(comb(n, k) for k in range(less + 1))
    return float(min(2 * tail / 2**n, 1.0))


def two_shares(hits_a: int, n_a: int, hits_b: int, n_b: int) -> float:
    """Two-sided p-value that two shares differ (pooled z-test); 1 where there is nothing to compare."""
    if not n_a or not n_b:
        return 1.0
    pooled = (hits_a + hits_b) / (n_a + n_b)
    spread = sqrt(pooled * (1 - pooled) * (1 / n_a + 1 / n_b))
    if spread == 0:
        return 1.0
    return erfc(abs(hits_a / n_a - hits_b / n_b) / spread / sqrt(2))


def difference(hits_a: int, n_a: int, hits_b: int, n_b: int) -> tuple[float, float, float] | None:
    """b's share minus a's, with the bounds between which it lies in 95 of 100 cases (Newcombe, Statist. Med. 17,
    1998, method 10: from both shares' Wilson intervals). None where one of them is empty."""
    if not n_a or not n_b:
        return None
    a, b = hits_a / n_a, hits_b / n_b
    (low_a, high_a), (low_b, high_b) = interval(hits_a, n_a), interval(hits_b, n_b)
    between = b - a
    return (
        between,
        between - sqrt((b - low_b) ** 2 + (high_a - a) ** 2),
        between + sqrt((high_b - b) ** 2 + (a - low_a) ** 2),
    )


def needed(share: float, detect: float) -> int:
    """Conversations in each arm to see a change of `share` by `detect` in four of five experiments, when one in
    twenty without any change may look like one (Fleiss, Statistical Methods for Rates and Proportions, 3.2, without
    continuity correction). The harder of the two directions counts. `share` from 0 to 1, `detect` to 0.5; raises
    ValueError."""
    if not 0 < detect <= 0.5:
        raise ValueError("detect must lie between 0 and 0.5")
    others = (other for other in (share - detect, share + detect) if 0 <= other <= 1)
    return max(_needed(share, other) for other in others)


def _needed(a: float, b: float) -> int:
    normal = NormalDist()
    sure, found = normal.inv_cdf(1 - _ALPHA / 2), normal.inv_cdf(_POWER)
    mean = (a + b) / 2
    apart = sure * sqrt(2 * mean * (1 - mean)) + found * sqrt(a * (1 - a) + b * (1 - b))
    return max(ceil((apart / (a - b)) ** 2), 1)
