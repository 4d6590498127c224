"""What each ranker says of one question, and the features that confidence is read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.knowledge.retrieval.overlap import Overlap

Array = NDArray[np.float32]
Places = NDArray[np.intp]

_TOP = 30
_ALONE = 3.0
"""The lead of an entry that has no rival."""


@dataclass(frozen=True)
class Signals:
    """`columns`: one score an entry, from each ranker. `overlap`: how an entry covers the question's wording.
    `known`: share of the question's weight in words that the index knows (0..1). `length`: characters of the
    question."""

    columns: Mapping[str, Array]
    overlap: Overlap
    known: float
    length: int


@dataclass(frozen=True)
class Fusion:
    """How rankers' scores become one: each is centred and scaled, then weighted."""

    rankers: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]

    def scaled(self, signals: Signals) -> Array:
        """(entries, rankers)."""
        columns = np.stack([signals.columns[name] for name in self.rankers], axis=1)
        return ((columns - np.asarray(self.means)) / np.asarray(self.scales)).astype(np.float32)

    def fuse(self, scaled: Array) -> Array:
        """One score an entry."""
        return (scaled @ np.asarray(self.weights, dtype=np.float32)).astype(np.float32)


def pool(scores: Array, starts: Places) -> Array:
    """The best score of each entry's documents; documents of an entry stand together, from `starts`."""
    if not len(starts):
        return np.zeros(0, dtype=np.float32)
    return np.maximum.reduceat(scores, starts).astype(np.float32)


def top(fused: Array, count: int) -> Places:
    """Places of the best `count` entries, best first; equal scores keep the entries' order."""
    if not len(fused):
        return np.zeros(0, dtype=np.intp)
    count = min(count, len(fused))
    found = np.argpartition(-fused, count - 1)[:count]
    return found[np.lexsort((found, -fused[found]))]


def shares(fused: Array) -> Array:
    """The odds of the best entries against each other, summing to one."""
    if not len(fused):
        return fused
    grown = np.exp(fused - fused.max())
    return (grown / grown.sum()).astype(np.float32)


def feature_names(rankers: Sequence[str]) -> tuple[str, ...]:
    """Names of what `features` returns, in order."""
    each = [f"{kind}:{name}" for name in rankers for kind in ("score", "lead")]
    wording = [f"{kind}:{which}" for which in ("own", "lead") for kind in ("phrased", "said", "nearest")]
    return ("fused", "margin", "share", "agreement", "known", "length", *wording, *each)


def features(fusion: Fusion, signals: Signals, scaled: Array, fused: Array) -> Array:
    """Of the best entry: its fused score, the lead over the second, its share among the best, how many
    rankers put it first, known words, length; how it covers the question's wording, and by how much more than
    the second does; and of each ranker its score and its lead over the best other entry."""
    places = top(fused, _TOP)
    best = int(places[0])
    own = scaled[best]
    rest = scaled[places[1:]]
    lead = own - rest.max(axis=0) if len(rest) else np.full_like(own, _ALONE)
    margin = float(fused[best] - fused[places[1]]) if len(places) > 1 else _ALONE
    share = float(shares(fused[places])[0])
    wording = np.asarray(signals.overlap(best))
    second = np.asarray(signals.overlap(int(places[1]))) if len(places) > 1 else np.zeros(3)
    general = [
        float(fused[best]),
        margin,
        share,
        float((lead >= 0).mean()),
        signals.known,
        float(np.log1p(signals.length)),
    ]
    each = np.stack([own, lead], axis=1).ravel()
    return np.concatenate([general, wording, wording - second, each]).astype(np.float32)
