"""Character n-grams and words as hashed, weighted, sparse rows: what a text is made of, typing errors and all."""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tandem.kit.chinese import normalise

BUCKETS = 1 << 16
_LONGEST = 4
_MAX_CHARS = 400

Rows: TypeAlias = sparse.csr_matrix


@dataclass(frozen=True)
class Ngrams:
    """TF-IDF over BUCKETS hashed n-grams; `idf` is 0 for buckets that the training texts never fill."""

    idf: NDArray[np.float32]

    @classmethod
    def fit(cls, texts: Sequence[str]) -> "Ngrams":
        counted = _count(texts)
        seen = np.bincount(counted.indices, minlength=BUCKETS)
        idf = np.log((1 + len(texts)) / (1 + seen)) + 1
        return cls(np.where(seen, idf, 0).astype(np.float32))

    def rows(self, texts: Sequence[str]) -> Rows:
        """One row of length 1 a text; an empty row where nothing is known."""
        counted = _count(texts)
        counted.data *= self.idf[counted.indices]
        counted.eliminate_zeros()
        lengths = np.sqrt(np.asarray(counted.multiply(counted).sum(axis=1)).ravel())
        counted.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(counted.indptr)).astype(np.float32)
        return counted

    def known(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The share (0..1) of each text's different n-grams that the training texts had."""
        counted = _count(texts)
        counted.data[:] = self.idf[counted.indices] > 0
        counts = np.maximum(np.diff(counted.indptr), 1)
        return (np.asarray(counted.sum(axis=1)).ravel() / counts).astype(np.float32)


def grams_of(text: str) -> Counter[str]:
    """N-grams of 1 to 4 characters across the text, whole words, and pairs of neighbouring words."""
    words = normalise(text)[:_MAX_CHARS].split()
    line = f" {' '.join(words)} "
    found = Counter(line[at : at + n] for n in range(1, _LONGEST + 1) for at in range(len(line) - n + 1))
    found.update(f"={word}" for word in words)
    found.update(f"={one} {two}" for one, two in pairwise(words))
    return found


def _count(texts: Sequence[str]) -> Rows:
    """Rows of 1 + log(count)."""
    places: list[int] = []
    counts: list[int] = []
    ends = [0]
    for text in texts:
        buckets: Counter[int] = Counter()
        for gram, times in grams_of(text).items():
            buckets[zlib.crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS] += times
        places += buckets.keys()
        counts += buckets.values()
        ends.append(len(places))
    data = 1 + np.log(np.asarray(counts, dtype=np.float32))
    return sparse.csr_matrix(
        (data.astype(np.float32), np.asarray(places, np.int32), np.asarray(ends, np.int64)),
        shape=(len(texts), BUCKETS),
    )
