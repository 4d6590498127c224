"""The figures of a benchmark, from what was said and what is true."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata


def macro_f1(said: Sequence[str], true: Sequence[str]) -> float:
    """The mean over the true labels of the harmonic mean of precision and recall."""
    given, wanted = np.asarray(said), np.asarray(true)
    found = []
    for label in np.unique(wanted):
        right = int(((given == label) & (wanted == label)).sum())
        found.append(2 * right / (int((given == label).sum()) + int((wanted == label).sum())))
    return float(np.mean(found))


def spearman(said: NDArray[np.floating], true: NDArray[np.floating]) -> float:
    """Correlation of ranks; equal values share their mean rank. 0 where one side is constant."""
    one, two = rankdata(said), rankdata(true)
    if one.std() == 0 or two.std() == 0:
        return 0.0
    return float(np.corrcoef(one, two)[0, 1])


def auc(said: NDArray[np.floating], true: NDArray[np.bool_]) -> float:
    """How often a true one stands above a false one; ties count half; 0.5 where one kind is absent."""
    yes, no = int(true.sum()), int((~true).sum())
    if not yes or not no:
        return 0.5
    return float((rankdata(said)[true].sum() - yes * (yes + 1) / 2) / (yes * no))


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(int(np.ceil(share * len(ordered))) - 1, len(ordered) - 1)]
