"""What each ranker says of one question, and the features that confidence is read from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Places = NDArray[np.intp]
Overlap = Callable[[int], tuple[float, float, float]]
"""For an entry's place: shares (0..1) of the question's weight in words and character pairs that its phrasings have,
that its phrasings and body have, and the weighted Jaccard index with its nearest phrasing."""

WORDING = "wording"
_NEAREST = 3

_TOP = 30
_ALONE = 3.0
"""The lead of an entry that has no rival."""


@dataclass(frozen=True)
class Signals:
    """`columns`: one score an entry, from each ranker. `overlap`: how an entry covers the question's wording.
    `known`: share of the question's weight in words that the index knows (0..1). `length`: characters of the
    question. `foreign`: how near the nearest texts are that no entry answers, by wording and by each encoder."""

    columns: Mapping[str, Array]
    overlap: Overlap
    known: float
    length: int
    foreign: Mapping[str, float]


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


def nearest(scores: Array, left_out: int | None = None) -> float:
    """The mean of the best few scores, one left out: a single text may be near by chance. 0 of none."""
    rest = scores if left_out is None else np.delete(scores, left_out)
    return float(np.sort(rest)[-_NEAREST:].mean()) if len(rest) else 0.0


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


def features(fusion: Fusion, signals: Signals, scaled: Array, fused: Array) -> Array:
    """Of the best entry: its fused score, the lead over the second, its share among the best, how many
    rankers put it first, known words, length; how it covers the question's wording, and by how much more than
    the second does; how near the nearest texts are that no entry answers, and by how much the entries are nearer; and
    of each ranker its score and its lead over the best other entry."""
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
    foreign = [
        value
        for name in _know_foreign(fusion.rankers)
        for value in _against_foreign(name, signals, float(wording[2]))
    ]
    return np.concatenate([general, wording, wording - second, foreign, each]).astype(np.float32)


def _know_foreign(rankers: Sequence[str]) -> tuple[str, ...]:
    """Wording, and the encoders among the rankers: those have a ranker of their mean beside their own."""
    return (WORDING, *(name for name in rankers if f"{name}_mean" in rankers))


def _against_foreign(name: str, signals: Signals, phrased: float) -> tuple[float, float]:
    near = phrased if name == WORDING else float(signals.columns[name].max())
    return signals.foreign[name], near - signals.foreign[name]
