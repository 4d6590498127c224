"""`bench nlu retrieval`: of the documents that a request needs, how many stand among the first found?"""

from collections.abc import Sequence
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.bot.api.understanding import SEED, digest
from tandem.contexts.knowledge.api import (
    AnsweredRequest,
    Document,
    Families,
    PassageIndex,
    PassageRanker,
    Vectors,
    even_scores,
    sentences,
)
from tandem.demo.bench.nlu.corpus import Request
from tandem.demo.bench.nlu.encoding import Encoding
from tandem.demo.replay.reading import UnreadableFile

_FIRST = (1, 10)
_FEWEST = 10
"""Requests from which on folds can teach anything."""

_FROM_TEXTS = "learned from texts alone"
_FROM_FAMILIES = "and from the documents' families"
_FROM_OTHERS = "and what other requests needed"

Scores = Sequence[NDArray[np.floating]]


def bench_retrieval(
    documents: Sequence[Document],
    requests: Sequence[Request],
    encoding: Encoding,
    *,
    folds: int = 5,
    seed: int = SEED,
) -> dict[str, Any]:
    """Recall with learned weights of what texts and families of documents say (the figure at the top, when there are
    enough requests), of the texts alone, with what other requests needed as well, evenly fused, and by plain BM25. What
    others needed stays below: of requests that come in families it tells what the families share, not how well
    documents are found. Raises UnreadableFile, EncoderFailed."""
    places = _places(documents, requests)
    began = perf_counter()
    index = PassageIndex(documents)
    for name, rows in encoding.vectors(index.chunks, "documents").items():
        index.add_meaning(name, rows)
    asked = _answered(index, requests, places, encoding)
    found: dict[str, Scores] = {
        "bm25": [index.keyword_scores(request.text) for request in requests],
        "evenly fused": [even_scores(one.signals) for one in asked],
    }
    if folds > 1 and len(requests) >= _FEWEST:
        families = Families.named([document.id for document in documents])
        for name, these, priors in (
            (_FROM_TEXTS, None, False),
            (_FROM_OTHERS, families, True),
            (_FROM_FAMILIES, families, False),
        ):
            encoding.tell(name, 0, 0)
            found[name] = _cross_validated(asked, folds, seed, these, priors)
    best = list(found)[-1]
    content = [(d.id, d.title, d.text) for d in documents]
    return {
        "bench": "nlu retrieval",
        **_recalls(found[best], places),
        "ranking": best,
        "model_version": digest([*encoding.versions.items(), (best, str(seed), str(folds))])[:12],
        "data_hash": digest([*content, *((request.text, *request.needed) for request in requests)]),
        "seed": seed,
        "folds": folds,
        "encoders": encoding.versions,
        "missing": dict(encoding.missing),
        "documents": len(documents),
        "chunks": len(index.chunks),
        "queries": len(requests),
        "most_possible": {
            f"recall_at_{k}": float(np.mean([min(k, len(p)) / len(p) for p in places])) for k in _FIRST
        },
        "seconds": {"all": round(perf_counter() - began, 1)},
        "baselines": {name: _recalls(scores, places) for name, scores in found.items() if name != best},
    }


def _places(documents: Sequence[Document], requests: Sequence[Request]) -> list[tuple[int, ...]]:
    place = {document.id: at for at, document in enumerate(documents)}
    unknown = sorted({one for request in requests for one in request.needed if one not in place})
    if unknown:
        raise UnreadableFile(f"{len(unknown)} of the documents needed do not exist; the first: {unknown[0]}")
    return [tuple(dict.fromkeys(place[one] for one in request.needed)) for request in requests]


def _answered(
    index: PassageIndex,
    requests: Sequence[Request],
    places: Sequence[tuple[int, ...]],
    encoding: Encoding,
) -> list[AnsweredRequest]:
    parts = [sentences(request.text) for request in requests]
    vectors = encoding.vectors([one for part in parts for one in part], "requests")
    ends = np.cumsum([0, *map(len, parts)])
    centred = {name: rows - rows.mean(axis=0) for name, rows in vectors.items()}
    found = []
    for at, request in enumerate(requests):
        own = slice(int(ends[at]), int(ends[at + 1]))
        signals = index.signals(request.text, {name: rows[own] for name, rows in vectors.items()})
        found.append(AnsweredRequest(signals, _meaning([r[own] for r in centred.values()]), places[at]))
    return found


def _meaning(rows: Sequence[Vectors]) -> Vectors:
    """The means over the sentences, of all encoders together, of length 1."""
    means = [one.mean(axis=0) for one in rows]
    units = [mean / max(float(np.linalg.norm(mean)), 1e-9) / np.sqrt(len(means)) for mean in means]
    return np.concatenate(units).astype(np.float32) if units else np.zeros(0, dtype=np.float32)


def _cross_validated(
    asked: Sequence[AnsweredRequest], folds: int, seed: int, families: Families | None, priors: bool
) -> Scores:
    fold = np.random.default_rng(seed).permutation(len(asked)) % folds
    scores: dict[int, NDArray[np.floating]] = {}
    for one in range(folds):
        known = [asked[at] for at in np.flatnonzero(fold != one).tolist()]
        ranker = PassageRanker.fit(known, families=families, priors=priors)
        for at in np.flatnonzero(fold == one).tolist():
            scores[at] = ranker.scores(asked[at].signals, asked[at].meaning)
    return [scores[at] for at in range(len(asked))]


def _recalls(scores: Scores, places: Sequence[tuple[int, ...]]) -> dict[str, float]:
    def recall(k: int) -> float:
        first = [set(np.argsort(-one, kind="stable")[:k].tolist()) for one in scores]
        return float(np.mean([len(f & set(p)) / len(p) for f, p in zip(first, places, strict=True)]))

    return {f"recall_at_{k}": recall(k) for k in _FIRST}
