"""Search by meaning: exact cosine over phrasings, entry means and bodies."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from time import perf_counter

import numpy as np

from tandem.contexts.knowledge.ports import EncoderFailed, SentenceEncoder, Vectors
from tandem.contexts.knowledge.retrieval.documents import Documents
from tandem.contexts.knowledge.retrieval.learned import LearnedRanker
from tandem.contexts.knowledge.retrieval.signals import Array, nearest, pool

_CACHED_QUERIES = 4096
_NEWEST = 0.2
"""How much the latest question counts in what an encoder takes on average."""


class QueryVectors:
    """The last few thousand query vectors of one encoder: customers ask the same things in the same words."""

    def __init__(self, encoder: SentenceEncoder, size: int = _CACHED_QUERIES) -> None:
        self.encoder = encoder
        self._size = size
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()
        self.seconds = 0.0
        """What one new question takes, on average of late; 0 before the first."""

    def __contains__(self, text: str) -> bool:
        return text in self._kept

    def of(self, text: str) -> Vectors:
        """The text's vector, shape (dim,). Raises EncoderFailed."""
        with self._lock:
            if text in self._kept:
                self._kept.move_to_end(text)
                return self._kept[text]
        started = perf_counter()
        vector: Vectors = self.encoder.encode([text])[0]
        took = perf_counter() - started
        with self._lock:
            self.seconds += (_NEWEST if self.seconds else 1.0) * (took - self.seconds)
            self._kept[text] = vector
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return vector


class DenseIndex:
    """One encoder's four rankers: the closest phrasing, the mean of all phrasings, question with answer, and what is
    learned of all of them; and how close the nearest texts are that no entry answers."""

    def __init__(
        self, name: str, documents: Documents, vectors: Vectors, queries: QueryVectors | None
    ) -> None:
        """`vectors`: of `documents.encoded`. `queries` encodes questions; None where all are at hand (fitting)."""
        self.name = name
        self._queries = queries
        self._starts = documents.starts
        self._sizes = documents.sizes.astype(np.float32)
        self._ends = len(documents.texts), len(documents.texts) + len(documents.bodies)
        self._rows = np.ascontiguousarray(vectors, dtype=np.float32)
        texts = self._rows[: self._ends[0]]
        self._sums = np.add.reduceat(texts, self._starts) if len(self._starts) else texts
        self._learned = LearnedRanker(documents, self._rows)

    def wait(self, text: str) -> float | None:
        """Seconds that `vector_of` will take for this text, by experience; None where it is at hand."""
        return None if self._queries is None or text in self._queries else self._queries.seconds

    def vector_of(self, text: str) -> Vectors:
        """The encoder's vector of a question. Raises EncoderFailed."""
        if self._queries is None:
            raise EncoderFailed(f"no encoder behind {self.name}")
        return self._queries.of(text)

    def columns_of(self, vector: Vectors, left_out: tuple[int, int] | None = None) -> dict[str, Array]:
        """One score an entry, from each ranker. `left_out`: (document, its entry) that is the question itself and must
        not count."""
        cosines = self._rows @ vector
        each, bodies, _ = np.split(cosines, self._ends)
        sums, sizes = self._sums @ vector, self._sizes
        if left_out is None:
            learned = self._learned.score(cosines)
        else:
            place, owner = left_out
            learned = self._learned.left_out(place, cosines)
            sums[owner] -= each[place]
            sizes = sizes.copy()
            sizes[owner] = max(sizes[owner] - 1, 1)
            each[place] = -1.0
        found = (pool(each, self._starts), sums / sizes, bodies, learned)
        return {
            name: np.asarray(scores, dtype=np.float32)
            for name, scores in zip(columns_named(self.name), found, strict=True)
        }

    def columns_of_foreign(self, vector: Vectors, place: int | None) -> dict[str, Array]:
        """The same for a text that no entry answers. `place`: where it stands among those that the index knows, to be
        left out of what is learned."""
        found = self.columns_of(vector)
        if place is not None:
            at = self._ends[1] + place
            found[columns_named(self.name)[-1]] = self._learned.left_out(at, self._rows @ vector)
        return found

    def foreign_of(self, vector: Vectors, left_out: int | None = None) -> float:
        """Mean cosine with the nearest texts that no entry answers; 0 where none is known. `left_out`: the foreign text
        that is the question itself."""
        return nearest(self._rows[self._ends[1] :] @ vector, left_out)

    def vector_of_document(self, place: int) -> Vectors:
        """The vector of one indexed text."""
        row: Vectors = self._rows[place]
        return row


def columns_named(encoder: str) -> tuple[str, ...]:
    """Names of an encoder's columns."""
    return (encoder, f"{encoder}_mean", f"{encoder}_body", f"{encoder}_learned")


def encode_all(encoder: SentenceEncoder, texts: Sequence[str]) -> Vectors:
    """Vectors of many texts; equal texts are encoded once. Raises EncoderFailed."""
    distinct = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    rows = encoder.encode(list(distinct))
    return rows[[distinct[text] for text in texts]]
