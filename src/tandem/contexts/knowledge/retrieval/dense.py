"""Search by meaning: exact cosine over phrasings, entry means and bodies."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

from tandem.contexts.knowledge.ports import EncoderFailed, SentenceEncoder, Vectors
from tandem.contexts.knowledge.retrieval.documents import Documents
from tandem.contexts.knowledge.retrieval.signals import Array, pool

_CACHED_QUERIES = 4096


class QueryVectors:
    """The last few thousand query vectors of one encoder: customers ask the same things in the same words."""

    def __init__(self, encoder: SentenceEncoder, size: int = _CACHED_QUERIES) -> None:
        self.encoder = encoder
        self._size = size
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    def of(self, text: str) -> Vectors:
        """The text's vector, shape (dim,). Raises EncoderFailed."""
        with self._lock:
            if text in self._kept:
                self._kept.move_to_end(text)
                return self._kept[text]
        vector: Vectors = self.encoder.encode([text])[0]
        with self._lock:
            self._kept[text] = vector
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return vector


class DenseIndex:
    """One encoder's three rankers: the closest phrasing, the mean of all phrasings, question with answer."""

    def __init__(
        self, name: str, documents: Documents, texts: Vectors, bodies: Vectors, queries: QueryVectors | None
    ) -> None:
        """`queries` encodes questions; None where all vectors are at hand (fitting)."""
        self.name = name
        self._queries = queries
        self._starts = documents.starts
        self._sizes = documents.sizes.astype(np.float32)
        self._texts = np.ascontiguousarray(texts, dtype=np.float32)
        self._sums = np.add.reduceat(self._texts, self._starts) if len(self._starts) else self._texts
        self._bodies = np.ascontiguousarray(bodies, dtype=np.float32)

    def columns(self, text: str) -> dict[str, Array]:
        """One score an entry, from each of the three rankers. Raises EncoderFailed."""
        return self.columns_of(self.vector_of(text))

    def vector_of(self, text: str) -> Vectors:
        """The encoder's vector of a question. Raises EncoderFailed."""
        if self._queries is None:
            raise EncoderFailed(f"no encoder behind {self.name}")
        return self._queries.of(text)

    def columns_of(self, vector: Vectors, left_out: tuple[int, int] | None = None) -> dict[str, Array]:
        """The same for a vector at hand. `left_out`: (document, its entry) that is the question itself and
        must not count."""
        each = self._texts @ vector
        sums = self._sums @ vector
        sizes = self._sizes
        if left_out is not None:
            place, owner = left_out
            sums[owner] -= each[place]
            sizes = sizes.copy()
            sizes[owner] = max(sizes[owner] - 1, 1)
            each[place] = -1.0
        found = {"": pool(each, self._starts), "_mean": sums / sizes, "_body": self._bodies @ vector}
        return {f"{self.name}{suffix}": scores.astype(np.float32) for suffix, scores in found.items()}

    def vector_of_document(self, place: int) -> Vectors:
        """The vector of one indexed text."""
        row: Vectors = self._texts[place]
        return row


def columns_named(encoder: str) -> tuple[str, ...]:
    """Names of an encoder's columns."""
    return (encoder, f"{encoder}_mean", f"{encoder}_body")


def encode_all(encoder: SentenceEncoder, texts: Sequence[str]) -> Vectors:
    """Vectors of many texts; equal texts are encoded once. Raises EncoderFailed."""
    distinct = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    rows = encoder.encode(list(distinct))
    return rows[[distinct[text] for text in texts]]
