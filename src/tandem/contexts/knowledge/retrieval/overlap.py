"""How much of a question's wording an entry covers: what tells a paraphrase from a neighbour."""

import math
from collections import Counter
from functools import cache

import numpy as np

from tandem.contexts.knowledge.retrieval.documents import Documents
from tandem.contexts.knowledge.retrieval.signals import Overlap, nearest
from tandem.contexts.knowledge.retrieval.tokens import bigrams, words


class Wording:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._texts = [_units(text) for text in documents.texts]
        self._bodies = [_units(text) for text in documents.bodies]
        self._seen = Counter(unit for units in self._texts for unit in units)
        self._count = len(self._texts)
        self._foreign = [_units(text) for text in documents.foreign]
        self._weights = [sum(self._rarity(unit, 0) for unit in units) for units in self._foreign]

    def of(self, text: str, left_out: int | None = None) -> Overlap:
        """The overlap of `text` with any entry. `left_out`: the document that is the text itself."""
        own = 0 if left_out is None else 1
        asked = {unit: self._rarity(unit, own) for unit in _units(text)}
        whole = sum(asked.values()) or 1.0

        @cache  # the best entries are the same for most sets of encoders
        def overlap(entry: int) -> tuple[float, float, float]:
            start, size = int(self._documents.starts[entry]), int(self._documents.sizes[entry])
            mine = [self._texts[place] for place in range(start, start + size) if place != left_out]
            phrased = frozenset().union(*mine)
            said = phrased | self._bodies[entry]
            covered = sum(weight for unit, weight in asked.items() if unit in phrased)
            known = sum(weight for unit, weight in asked.items() if unit in said)
            nearest = max((self._jaccard(asked, whole, units, own) for units in mine), default=0.0)
            return covered / whole, known / whole, nearest

        return overlap

    def foreign(self, text: str, left_out: int | None = None) -> float:
        """The mean weighted Jaccard index with the nearest texts that no entry answers. `left_out`: the one that is the
        text itself."""
        asked = {unit: self._rarity(unit, 0) for unit in _units(text)}
        whole = sum(asked.values())
        found = np.zeros(len(self._foreign), dtype=np.float32)
        for place, (units, weight) in enumerate(zip(self._foreign, self._weights, strict=True)):
            both = sum(asked[unit] for unit in units & asked.keys())
            found[place] = both / ((whole + weight - both) or 1.0)
        return nearest(found, left_out)

    def _jaccard(self, asked: dict[str, float], whole: float, units: frozenset[str], own: int) -> float:
        both = sum(weight for unit, weight in asked.items() if unit in units)
        rest = sum(self._rarity(unit, own) for unit in units if unit not in asked)
        return both / ((whole + rest) or 1.0)

    def _rarity(self, unit: str, own: int) -> float:
        return math.log(1 + self._count / max(self._seen[unit] - own, 0.5))


def _units(text: str) -> frozenset[str]:
    return frozenset(words(text)) | frozenset(bigrams(text))
