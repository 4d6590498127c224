"""How alike two texts are, as a positive definite kernel: Gaussian in each encoder's space, cosine in n-grams."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.bot.understanding.views import Views
from tandem.contexts.knowledge.api import Vectors

Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Kernel:
    """`narrowness` of the Gaussians (1 over the squared mean distance), `wording`: weight of the n-grams against
    the encoders' 1. Without any encoder the n-grams are all there is."""

    narrowness: float = 1.0
    wording: float = 0.5

    def between(self, left: Views, right: Views) -> Matrix:
        """(rows of left, rows of right); encoders that only one side has do not count."""
        grams = shared_grams(left, right) if self.wording or not left.dense else None
        return self.joined(self.meaning(left, right), grams)

    def meaning(self, left: Views, right: Views) -> Matrix | None:
        """The encoders' part, None without any."""
        names = [name for name in left.dense if name in right.dense]
        if not names:
            return None
        found: Matrix = np.zeros((len(left), len(right)), dtype=np.float32)
        for name in names:
            found += np.exp(-self.narrowness * squared_distances(left.dense[name], right.dense[name]))
        found /= len(names)
        return found

    def joined(self, meaning: Matrix | None, grams: Matrix | None) -> Matrix:
        """Both parts together; neither is changed."""
        if meaning is None:
            assert grams is not None
            return grams.copy()
        return (
            meaning + np.float32(self.wording) * grams
            if grams is not None and self.wording
            else meaning.copy()
        )


def squared_distances(left: Vectors, right: Vectors) -> Matrix:
    """Squared distances of every row to every row."""
    squares = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1)[None, :]
    found: Matrix = np.maximum(squares - 2 * (left @ right.T), 0)
    return found


def shared_grams(left: Views, right: Views) -> Matrix:
    """Cosines of n-gram rows."""
    found: Matrix = np.asarray((left.grams @ right.grams.T).todense(), dtype=np.float32)
    return found
