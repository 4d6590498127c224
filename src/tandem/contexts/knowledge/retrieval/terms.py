"""Keyword search over whole entries: how alike a question's words and characters are to all phrasings
together."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.knowledge.retrieval.documents import Documents, Places
from tandem.contexts.knowledge.retrieval.tokens import words

_LONGEST = 3


class TermIndex:
    """TF-IDF of words and character n-grams; an entry is the mean of its phrasings' unit vectors."""

    def __init__(self, documents: Documents) -> None:
        self._sizes = documents.sizes.astype(np.float32)
        grams = [_grams(text) for text in documents.texts]
        self._count = len(grams)
        self._seen = Counter(gram for one in grams for gram in one)
        gathered: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for owner, one in zip(documents.owner, grams, strict=True):
            for gram, weight in self._unit(one).items():
                gathered[gram][int(owner)] += weight
        self._postings: dict[str, tuple[Places, NDArray[np.float32]]] = {
            gram: (np.fromiter(sums, np.intp), np.fromiter(sums.values(), np.float32))
            for gram, sums in gathered.items()
        }

    def score(self, text: str, left_out: int | None = None) -> NDArray[np.float32]:
        """Mean cosine with each entry's phrasings. `left_out`: the entry one of whose phrasings `text` is, to
        leave that phrasing out of its mean."""
        sums = np.zeros(len(self._sizes), dtype=np.float32)
        query = self._unit(_grams(text))
        for gram, weight in query.items():
            found = self._postings.get(gram)
            if found is not None:
                sums[found[0]] += weight * found[1]
        sizes = self._sizes
        if left_out is not None:
            sums[left_out] -= sum(weight * weight for weight in query.values())
            sizes = sizes.copy()
            sizes[left_out] = max(sizes[left_out] - 1, 1)
        return np.asarray(sums / sizes, dtype=np.float32)

    def _unit(self, grams: Counter[str]) -> Mapping[str, float]:
        weights = {
            gram: (1 + math.log(times)) * math.log(1 + self._count / max(self._seen[gram], 1))
            for gram, times in grams.items()
        }
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}


def _grams(text: str) -> Counter[str]:
    packed = text.replace(" ", "")
    found = Counter(packed[i : i + n] for n in range(1, _LONGEST + 1) for i in range(len(packed) - n + 1))
    found.update(f"={word}" for word in words(text))
    return found
