"""How alike two pairs are: a sum of kernels, each the same whichever side of a pair comes first."""

from dataclasses import dataclass

import numpy as np

from tandem.contexts.bot.understanding.kernel import Matrix, squared_distances
from tandem.contexts.bot.understanding.pairs.views import PairViews

_NUMBERS = 0.1
"""Narrowness of the Gaussian over the numbers, of which there are about a dozen."""


_BLOCK = 1024


@dataclass(frozen=True)
class PairKernel:
    """`narrowness` of the Gaussian over differences and products; `same_texts`: weight of the symmetric pairwise
    kernel (are these two pairs about the same two questions)."""

    narrowness: float = 2.0
    same_texts: float = 1.0

    def between(self, left: PairViews, right: PairViews) -> Matrix:
        """(pairs of left, pairs of right)."""
        found = always_alike(left, right)
        if left.sides:
            found += self.apart_alike(left, right)
            if self.same_texts:
                found += self.same_texts * texts_alike(left, right)
        return found

    def among(self, views: PairViews) -> Matrix:
        """All pairs with all, a block at a time: the parts of the sum would each be as large as the whole."""
        found: Matrix = np.empty((len(views), len(views)), dtype=np.float32)
        for start in range(0, len(views), _BLOCK):
            block = slice(start, start + _BLOCK)
            found[block] = self.between(views.take(block), views)
        return found

    def apart_alike(self, left: PairViews, right: PairViews) -> Matrix:
        """How alike the pairs' differences and products are."""
        found: Matrix = np.exp(-self.narrowness * squared_distances(left.between, right.between))
        return found


def always_alike(left: PairViews, right: PairViews) -> Matrix:
    """What is in every kernel, whatever its settings."""
    found = numbers_alike(left, right)
    found += wording_alike(left, right)
    if left.sides:
        found += directions_alike(left, right)
    return found


def numbers_alike(left: PairViews, right: PairViews) -> Matrix:
    """How alike the pairs' cosines and wordings are."""
    found: Matrix = np.exp(-_NUMBERS * squared_distances(left.numbers, right.numbers))
    return found


def wording_alike(left: PairViews, right: PairViews) -> Matrix:
    """Whether the same n-grams stand on one side only; and whether they stand against each other in the same way (a
    square, so that exchanging the sides of a pair changes nothing)."""
    found: Matrix = np.asarray((abs(left.parted) @ abs(right.parted).T).todense(), dtype=np.float32)
    found += np.asarray((left.parted @ right.parted.T).todense(), dtype=np.float32) ** 2
    return found


def directions_alike(left: PairViews, right: PairViews) -> Matrix:
    """Whether the pairs' sides part in the same direction, or the opposite one. Least squares on this square learn
    which directions of the encoders' spaces matter: a distance of their own (Mahalanobis)."""
    found: Matrix = np.square(left.turned @ right.turned.T)
    return found


def texts_alike(left: PairViews, right: PairViews) -> Matrix:
    """The symmetric pairwise kernel: 1 where both pairs are of the same two questions."""
    straight, crossed = (
        _texts(left, right, 0, 0) * _texts(left, right, 1, 1),
        _texts(left, right, 0, 1) * _texts(left, right, 1, 0),
    )
    straight += crossed
    straight /= 2
    return straight


def _texts(left: PairViews, right: PairViews, one: int, two: int) -> Matrix:
    found: Matrix = np.zeros((len(left), len(right)), dtype=np.float32)
    for name, sides in left.sides.items():
        found += np.exp(-squared_distances(sides[one], right.sides[name][two]))
    found /= len(left.sides)
    return found
