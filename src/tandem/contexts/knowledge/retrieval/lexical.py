"""Keyword search: BM25 by tantivy over pre-cut texts, held in memory."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import tantivy
from numpy.typing import NDArray

from tandem.contexts.knowledge.retrieval.tokens import bigrams, words

Scores = NDArray[np.float32]

_HEAP_BYTES = 15_000_000
_HITS = 256
_FIELDS = ("words", "bigrams")
_WEIGHTS = {"words": 1.0, "bigrams": 0.6}


class LexicalIndex:
    """`score` gives each document (by its position) how well it matches, as a share of what a perfect match
    gets."""

    def __init__(self, texts: Sequence[str]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("place", fast=True)
        for field in _FIELDS:
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        self._size = len(texts)
        seen: dict[str, Counter[str]] = {field: Counter() for field in _FIELDS}
        writer = self._index.writer(_HEAP_BYTES, 1)
        for place, text in enumerate(texts):
            cut = _cut(text)
            for field, tokens in cut.items():
                seen[field].update(set(tokens))
            writer.add_document(tantivy.Document(place=place, **{f: [" ".join(t)] for f, t in cut.items()}))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._counts = seen

    def score(self, text: str, *, own: int = 0) -> tuple[Scores, float]:
        """(one score a document, share of the query's weight in words the index knows).

        A score is BM25 over the summed weight of the query's words, so that short and long questions compare:
        about 1 for a document with all of them, 0 for none. `own` is 1 when the text is itself one of the
        documents and must not make its own words known (leave-one-out).
        """
        scores, whole, known = self._search(text, own)
        return (scores / whole, known / whole) if known else (scores, 0.0)

    def raw(self, text: str) -> Scores:
        """BM25 as it comes: a longer text weighs more."""
        return self._search(text, 0)[0]

    def _search(self, text: str, own: int) -> tuple[Scores, float, float]:
        """(scores, weight of all the text's words, weight of those that the index knows)."""
        scores = np.zeros(self._size, dtype=np.float32)
        cut = _cut(text)
        clauses, whole, known = [], 0.0, 0.0
        for field, tokens in cut.items():
            for token in dict.fromkeys(tokens):
                documents = self._counts[field][token] - own
                rarity = self._rarity(max(documents, 0))
                whole += _WEIGHTS[field] * rarity
                if documents <= 0:
                    continue
                known += _WEIGHTS[field] * rarity
                term = tantivy.Query.term_query(self._schema, field, token, "freq")
                boosted = tantivy.Query.boost_query(term, _WEIGHTS[field])
                clauses.append((tantivy.Occur.Should, boosted))
        if not clauses or not self._size:
            return scores, whole, 0.0
        query = tantivy.Query.boolean_query(clauses)
        found = self._searcher.search(query, min(_HITS, self._size), count=False)
        if found.hits:
            addresses = [address for _, address in found.hits]
            places = self._searcher.fast_field_values("place", addresses)
            scores[np.asarray(places)] = [score for score, _ in found.hits]
        return scores, whole, known

    def _rarity(self, documents: int) -> float:
        return math.log(1 + (self._size - documents + 0.5) / (documents + 0.5))


def _cut(text: str) -> dict[str, list[str]]:
    return {"words": words(text), "bigrams": bigrams(text)}
