"""Whether a difference is more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Stratum:
    """Of two groups that were parted in one and the same way: hits among so many."""

    hits_a: int
    n_a: int
    hits_b: int
    n_b: int

    @property
    def weight(self) -> float:
        """How much it says of the difference (Mantel and Haenszel): nothing where one group is empty."""
        return self.n_a * self.n_b / (self.n_a + self.n_b) if self.n_a and self.n_b else 0.0


def differ(strata: Sequence[Stratum]) -> float:
    """Two-sided p-value that two groups' shares differ, compared within each stratum alone (Cochran, Mantel and
    Haenszel, without continuity correction); 1 where there is nothing to compare."""
    apart = spread = 0.0
    for one in strata:
        total, hits = one.n_a + one.n_b, one.hits_a + one.hits_b
        if one.weight and total > 1:
            apart += one.hits_b - one.n_b * hits / total
            spread += one.n_a * one.n_b * hits * (total - hits) / (total**2 * (total - 1))
    return erfc(abs(apart) / sqrt(spread) / sqrt(2)) if spread else 1.0


def difference(strata: Sequence[Stratum]) -> tuple[float, float, float] | None:
    """b's share minus a's, with the bounds between which it lies in 95 of 100 cases: the strata's differences weighted
    as Mantel and Haenszel do, and their bounds joined by recovering variances (Zou and Donner, Statist. Med. 27, 2008).
    None where there is nothing to compare."""
    total = sum(one.weight for one in strata)
    if not total:
        return None
    between = below = above = 0.0
    for one in strata:
        if one.weight:
            share, (value, low, high) = one.weight / total, _apart(one)
            between += share * value
            below += (share * (value - low)) ** 2
            above += (share * (high - value)) ** 2
    return between, between - sqrt(below), between + sqrt(above)


def _apart(one: Stratum) -> tuple[float, float, float]:
    """In one stratum (Newcombe, Statist. Med. 17, 1998, method 10: from both shares' Wilson intervals)."""
    a, b = one.hits_a / one.n_a, one.hits_b / one.n_b
    (low_a, high_a), (low_b, high_b) = interval(one.hits_a, one.n_a), interval(one.hits_b, one.n_b)
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
