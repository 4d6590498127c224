"""What keyword search and meaning say of each document for a request, sentence by sentence."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.knowledge.passages.chunks import Document, chunks, indexed, sentences
from tandem.contexts.knowledge.ports import Vectors
from tandem.contexts.knowledge.retrieval.lexical import LexicalIndex
from tandem.contexts.knowledge.retrieval.signals import pool

Signals = NDArray[np.float32]
"""(documents, signals), each column centred and scaled over the documents."""

_VOTES = 5
_RANK_OFFSET = 10
"""Of reciprocal ranks, 1 / (offset + rank): how far a sentence's second choice falls behind its first."""


class PassageIndex:
    """Documents by keywords, whole and in chunks; `add_meaning` gives it the chunks' vectors."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        pieces = [chunks(document) for document in documents]
        self.chunks = tuple(piece for one in pieces for piece in one)
        self._starts = np.cumsum([0, *map(len, pieces[:-1])]) if pieces else np.zeros(0, dtype=np.intp)
        self._whole = LexicalIndex([indexed(f"{d.title} {d.text}") for d in documents])
        self._titles = LexicalIndex([indexed(d.title) for d in documents])
        self._pieces = LexicalIndex([indexed(piece) for piece in self.chunks])
        self._meaning: dict[str, tuple[Vectors, Vectors]] = {}

    def add_meaning(self, encoder: str, vectors: Vectors) -> None:
        """`vectors`: of `self.chunks`, by this encoder."""
        mean = vectors.mean(axis=0)
        self._meaning[encoder] = (mean, _unit(vectors - mean))

    def signals(self, request: str, vectors: Mapping[str, Vectors]) -> Signals:
        """`vectors`: by encoder, of `sentences(request)`; encoders without chunk vectors are left out."""
        parts = [indexed(sentence) for sentence in sentences(request)]
        whole = indexed(request)
        tables = [
            np.stack([self._whole.raw(part) for part in parts]),
            np.stack([pool(self._pieces.raw(part), self._starts) for part in parts]),
            *(self._alike(name, vectors[name]) for name in self._meaning if name in vectors),
        ]
        columns = [self._whole.raw(whole), self._titles.raw(whole)]
        for table in tables:
            columns += [table.max(axis=0), table.mean(axis=0), *_votes(table)]
        return np.stack([scaled(column) for column in columns], axis=1).astype(np.float32)

    def keyword_scores(self, request: str) -> NDArray[np.float32]:
        """Plain BM25 of the whole request over whole documents: what everything else is compared with."""
        return self._whole.raw(indexed(request))

    def _alike(self, encoder: str, vectors: Vectors) -> NDArray[np.float32]:
        mean, rows = self._meaning[encoder]
        alike = _unit(vectors - mean) @ rows.T
        return np.stack([pool(row, self._starts) for row in alike])


def _votes(table: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Each sentence's scores for its best few documents, summed; and the sum of reciprocal ranks."""
    rank = np.argsort(np.argsort(-table, axis=1, kind="stable"), axis=1, kind="stable")
    return [np.where(rank < _VOTES, table, 0).sum(axis=0), (1.0 / (_RANK_OFFSET + rank)).sum(axis=0)]


def _unit(rows: Vectors) -> Vectors:
    found: Vectors = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found


def scaled(column: NDArray[np.floating]) -> NDArray[np.floating]:
    """Centred, and of deviation 1; a column that says the same of every document says nothing: 0."""
    return np.asarray((column - column.mean()) / max(float(column.std()), 1e-9))
