"""What a kernel compares: each text as a vector of every encoder, and as n-grams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.bot.understanding.ngrams import Ngrams, Rows
from tandem.contexts.knowledge.api import Vectors

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Views:
    """Rows of `dense` (by encoder) and `grams` belong to the same texts. Dense rows are centred, and of mean
    squared length 1 over the training texts."""

    dense: Mapping[str, Vectors]
    grams: Rows

    def __len__(self) -> int:
        return int(self.grams.shape[0])

    def take(self, places: Places | slice) -> "Views":
        return Views({name: rows[places] for name, rows in self.dense.items()}, self.grams[places])

    def only(self, names: Sequence[str]) -> "Views":
        """The same texts, with these encoders alone."""
        return Views({name: self.dense[name] for name in names}, self.grams)


@dataclass(frozen=True)
class Centre:
    """Where an encoder's training vectors lie, and how far they spread: e5's cosines are all above .8 until the
    mean is taken away."""

    mean: Vectors
    spread: float

    @classmethod
    def of(cls, rows: Vectors) -> "Centre":
        mean = rows.mean(axis=0)
        return cls(mean, max(float(np.sqrt(((rows - mean) ** 2).sum(axis=1).mean())), 1e-6))

    def move(self, rows: Vectors) -> Vectors:
        moved: Vectors = ((rows - self.mean) / self.spread).astype(np.float32)
        return moved


@dataclass(frozen=True)
class Viewer:
    """Turns texts with their vectors into views, as fitted on the training texts."""

    centres: Mapping[str, Centre]
    ngrams: Ngrams

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Mapping[str, Vectors]) -> "Viewer":
        return cls({name: Centre.of(rows) for name, rows in vectors.items()}, Ngrams.fit(texts))

    def views(self, texts: Sequence[str], vectors: Mapping[str, Vectors]) -> Views:
        """`vectors`: of `texts`, by encoder; encoders unknown to the fit are left out."""
        dense = {name: c.move(vectors[name]) for name, c in self.centres.items() if name in vectors}
        return Views(dense, self.ngrams.rows(texts))
