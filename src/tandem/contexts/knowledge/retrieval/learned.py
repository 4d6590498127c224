"""What an encoder learns of the entries: kernel ridge regression of "is it this entry's" on a base's own texts.

Nearest phrasings and means look at each entry alone. The regression weighs all of them against each other, so that what
neighbours share (提前, 还款) counts for little and what sets an entry apart counts for much. Its answer for each text,
had that text not been there, comes free (Rasmussen and Williams 2006, eq. 5.12): that is what fusion is fitted on.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.knowledge.ports import Vectors
from tandem.contexts.knowledge.retrieval.documents import Documents, Places
from tandem.contexts.knowledge.retrieval.signals import Array

MOST_ROWS = 4000
"""Texts that are learned from; the work grows with the cube (2,000: half a second, 4,000: three)."""

_RIDGE = 0.2
_NARROWNESS = 1.0


class LearnedRanker:
    """`score` gives each entry what the regression makes of a question, about 1 for a text that is plainly its own, 0
    for one that is none of it. Where a base has more entries than may be learned from it says nothing: 0."""

    def __init__(self, documents: Documents, rows: Vectors) -> None:
        """`rows`: unit vectors of `documents.encoded`."""
        self._learned = _chosen(documents)
        self._rows = rows if len(self._learned) == len(rows) else rows[self._learned]
        # Cosines of some encoders are all above .8: how far the texts lie apart sets the scale.
        self._scale = 2 * _NARROWNESS / max(_spread(self._rows), 1e-6)
        self._targets = _targets(_owners(documents)[self._learned], len(documents.entries))
        self._weights: Array = np.linalg.solve(self._kernel(), self._targets).astype(np.float32)

    def score(self, cosines: Array) -> Array:
        """One score an entry. `cosines` of the question with each of `documents.encoded`."""
        found: Array = self._alike(cosines[self._learned]) @ self._weights
        return found

    def left_out(self, place: int, cosines: Array) -> Array:
        """The same for the text at `place` of `documents.encoded`, as if it were not there."""
        at = int(np.searchsorted(self._learned, place))
        if at == len(self._learned) or self._learned[at] != place:
            return self.score(cosines)
        found: Array = self._targets[at] - self._weights[at] / self._pivots[at]
        return found

    @cached_property
    def _pivots(self) -> Array:
        """The diagonal of the kernel's inverse; only fits ask for it."""
        return np.linalg.inv(self._kernel()).diagonal().astype(np.float32)

    def _kernel(self) -> NDArray[np.float64]:
        """How alike the texts are, with the ridge; not kept, it is large."""
        kernel = self._alike(self._rows @ self._rows.T).astype(np.float64)
        kernel[np.diag_indices(len(kernel))] += _RIDGE
        return kernel

    def _alike(self, cosines: Array) -> Array:
        """Gaussian of the distance between unit vectors."""
        return np.exp(np.minimum(cosines - 1.0, 0.0) * self._scale, dtype=np.float32)


def _owners(documents: Documents) -> Places:
    """The entry's place of each of `documents.encoded`; -1 for what no entry answers."""
    return np.concatenate(
        [documents.owner, np.arange(len(documents.bodies)), np.full(len(documents.foreign), -1)]
    ).astype(np.intp)


def _chosen(documents: Documents) -> Places:
    """What is learned from, in order: everything, or of each entry the first texts, as many as there is room for."""
    texts, entries = len(documents.texts), len(documents.bodies)
    whole = texts + entries + len(documents.foreign)
    if whole <= MOST_ROWS:
        return np.arange(whole)
    if 2 * entries > MOST_ROWS:
        return np.arange(0)
    turn = np.arange(texts) - np.repeat(documents.starts, documents.sizes)
    first = np.argsort(turn, kind="stable")[: MOST_ROWS - entries]
    return np.concatenate([np.sort(first), np.arange(texts, texts + entries)])


def _targets(owners: Places, entries: int) -> Array:
    targets = np.zeros((len(owners), entries), dtype=np.float32)
    inside = np.flatnonzero(owners >= 0)
    targets[inside, owners[inside]] = 1
    return targets


def _spread(rows: Vectors) -> float:
    """Mean squared distance from the mean."""
    return float(((rows - rows.mean(axis=0)) ** 2).sum(axis=1).mean()) if len(rows) else 1.0
