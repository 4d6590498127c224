"""The three keyword rankers as one: phrasings and bodies by BM25, whole entries by TF-IDF."""

import numpy as np

from tandem.contexts.knowledge.retrieval.documents import Documents
from tandem.contexts.knowledge.retrieval.lexical import LexicalIndex
from tandem.contexts.knowledge.retrieval.signals import Array, pool
from tandem.contexts.knowledge.retrieval.terms import TermIndex

COLUMNS = ("bm25", "bm25_body", "terms")


class KeywordIndex:
    def __init__(self, documents: Documents) -> None:
        self._starts = documents.starts
        self._phrasings = LexicalIndex(documents.texts)
        self._bodies = LexicalIndex(documents.bodies)
        self._terms = TermIndex(documents)

    def columns(self, text: str, left_out: tuple[int, int] | None = None) -> tuple[dict[str, Array], float]:
        """(one score an entry from each ranker, share of the question's weight in known words). `left_out`:
        (document, its entry) that is the question itself and must not count."""
        each, known = self._phrasings.score(text, own=int(left_out is not None))
        if left_out is not None:
            each[left_out[0]] = 0.0
        bodies, _ = self._bodies.score(text)
        terms = self._terms.score(text, None if left_out is None else left_out[1])
        found = {"bm25": pool(each, self._starts), "bm25_body": bodies, "terms": terms}
        return {name: np.asarray(scores, dtype=np.float32) for name, scores in found.items()}, known
