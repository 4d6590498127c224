"""Building an index in steps, so that keyword search serves within a second and meaning follows."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from tandem.contexts.knowledge.ports import SentenceEncoder, Vectors
from tandem.contexts.knowledge.retrieval.calibration import CalibrationSet, from_json, to_json
from tandem.contexts.knowledge.retrieval.dense import DenseIndex, QueryVectors, encode_all
from tandem.contexts.knowledge.retrieval.documents import Documents, IndexEntry, exact_owners
from tandem.contexts.knowledge.retrieval.fitting import SEED, Material, data_hash, fit
from tandem.contexts.knowledge.retrieval.homophones import Homophones
from tandem.contexts.knowledge.retrieval.index import HybridIndex
from tandem.contexts.knowledge.retrieval.keywords import KeywordIndex
from tandem.contexts.knowledge.retrieval.normalise import searchable
from tandem.contexts.knowledge.retrieval.overlap import Wording

Encode = Callable[[SentenceEncoder, Sequence[str]], Vectors]
"""Vectors of texts; a caller that keeps vectors in a store puts its own here."""


def build(
    entries: Sequence[IndexEntry],
    encoders: Sequence[QueryVectors] = (),
    *,
    wanted: Sequence[str] = (),
    calibrations: CalibrationSet | None = None,
    encode: Encode = encode_all,
) -> HybridIndex:
    """The index. `wanted` names encoders that the product was asked to use: those absent are reported as
    degraded. Blocking. Raises EncoderFailed when the documents cannot be encoded."""
    index = build_keywords(entries, wanted=wanted, calibrations=calibrations)
    for one in encoders:
        texts = texts_of(index)
        index = add_encoder(index, one, encode(one.encoder, texts))
    return index


def build_keywords(
    entries: Sequence[IndexEntry], *, wanted: Sequence[str] = (), calibrations: CalibrationSet | None = None
) -> HybridIndex:
    """The index without encoders: a fraction of a second."""
    documents = Documents.of(entries, out_of_scope_texts())
    return HybridIndex(
        documents=documents,
        keywords=KeywordIndex(documents),
        wording=Wording(documents),
        dense=(),
        calibrations=calibrations or default_calibrations(),
        wanted=tuple(wanted),
        exact=exact_owners(documents),
        homophones=Homophones((*documents.texts, *documents.bodies)),
    )


def texts_of(index: HybridIndex) -> tuple[str, ...]:
    """Everything an encoder must encode for this index, in the order `add_encoder` expects the vectors."""
    return index.documents.encoded


def add_encoder(index: HybridIndex, queries: QueryVectors, vectors: Vectors) -> HybridIndex:
    """The same index with one more encoder. `vectors`: of `texts_of(index)`."""
    dense = DenseIndex(queries.encoder.name, index.documents, vectors, queries)
    return replace(index, dense=(*index.dense, dense))


def calibrate(
    index: HybridIndex,
    encoders: Sequence[SentenceEncoder],
    out_of_scope: Sequence[str],
    *,
    encode: Encode = encode_all,
    seed: int = SEED,
) -> CalibrationSet:
    """Fits this index's own calibrations. Blocking, seconds. Raises TooFewQuestions."""
    foreign = _searchable(out_of_scope)
    by_name = {one.name: one for one in encoders}
    dense = {one.name: (one, encode(by_name[one.name], foreign)) for one in index.dense}
    material = Material(index.documents, foreign, index.keywords, index.wording, dense)
    return fit(material, versions(encoders), seed)


def fit_from_vectors(
    entries: Sequence[IndexEntry],
    out_of_scope: Sequence[str],
    vectors: Mapping[str, tuple[Vectors, Vectors]],
    versions: Mapping[str, str],
    seed: int = SEED,
) -> dict[str, Any]:
    """The fit as a JSON document, from vectors at hand: by encoder, of `texts_of` the index and of the out-of-scope
    texts. Made for a process of its own: arguments and result travel. Raises TooFewQuestions."""
    index = build_keywords(entries)
    documents = index.documents
    dense = {
        name: (DenseIndex(name, documents, rows, None), foreign) for name, (rows, foreign) in vectors.items()
    }
    material = Material(documents, _searchable(out_of_scope), index.keywords, index.wording, dense)
    return to_json(fit(material, versions, seed))


def _searchable(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t for t in map(searchable, texts) if t))


def versions(encoders: Sequence[SentenceEncoder]) -> Mapping[str, str]:
    """Names and versions of encoders."""
    return {one.name: one.version for one in encoders}


def hash_of(index: HybridIndex, encoders: Sequence[SentenceEncoder], out_of_scope: Sequence[str]) -> str:
    """Equal for equal data: calibrations with this hash need no new fit."""
    foreign = _searchable(out_of_scope)
    return data_hash(index.documents, foreign, versions(encoders))


@cache
def default_calibrations() -> CalibrationSet:
    """The calibrations that ship with the product, for bases too small or too new to have their own."""
    text = _data("calibration.json")
    return from_json(json.loads(text))


@cache
def out_of_scope_texts() -> tuple[str, ...]:
    """Customers' texts that no lender's knowledge base answers, shipped with the product."""
    lines = _data("out_of_scope.zh.txt").splitlines()
    return _searchable([line for line in lines if line and not line.startswith("#")])


def _data(name: str) -> str:
    return resources.files("tandem.contexts.knowledge").joinpath("data", name).read_text("utf-8")
