"""Building an index in steps, so that keyword search serves within a second and meaning follows."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import resources

from tandem.contexts.knowledge.ports import SentenceEncoder, Vectors
from tandem.contexts.knowledge.retrieval.calibration import CalibrationSet, from_json
from tandem.contexts.knowledge.retrieval.dense import DenseIndex, QueryVectors, encode_all
from tandem.contexts.knowledge.retrieval.documents import Documents, IndexEntry, exact_owners
from tandem.contexts.knowledge.retrieval.fitting import SEED, Material, TooFewQuestions, data_hash, fit
from tandem.contexts.knowledge.retrieval.index import HybridIndex
from tandem.contexts.knowledge.retrieval.keywords import KeywordIndex
from tandem.contexts.knowledge.retrieval.normalise import searchable

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
    documents = Documents.of(entries)
    dense = []
    for one in encoders:
        rows = encode(one.encoder, (*documents.texts, *documents.short_bodies))
        split = len(documents.texts)
        dense.append(DenseIndex(one, documents, rows[:split], rows[split:]))
    return HybridIndex(
        documents=documents,
        keywords=KeywordIndex(documents),
        dense=tuple(dense),
        calibrations=calibrations or default_calibrations(),
        wanted=tuple(wanted),
        exact=exact_owners(documents),
    )


def calibrate(
    index: HybridIndex,
    encoders: Sequence[SentenceEncoder],
    out_of_scope: Sequence[str],
    *,
    encode: Encode = encode_all,
    seed: int = SEED,
) -> CalibrationSet:
    """Fits this index's own calibrations. Blocking, seconds. Raises TooFewQuestions."""
    foreign = tuple(dict.fromkeys(t for t in map(searchable, out_of_scope) if t))
    by_name = {one.name: one for one in encoders}
    dense = {one.name: (one, encode(by_name[one.name], foreign)) for one in index.dense}
    material = Material(index.documents, foreign, index.keywords, dense)
    return fit(material, versions(encoders), seed)


def versions(encoders: Sequence[SentenceEncoder]) -> Mapping[str, str]:
    """Names and versions of encoders."""
    return {one.name: one.version for one in encoders}


def hash_of(index: HybridIndex, encoders: Sequence[SentenceEncoder], out_of_scope: Sequence[str]) -> str:
    """Equal for equal data: calibrations with this hash need no new fit."""
    foreign = tuple(dict.fromkeys(t for t in map(searchable, out_of_scope) if t))
    return data_hash(index.documents, foreign, versions(encoders))


@cache
def default_calibrations() -> CalibrationSet:
    """The calibrations that ship with the product, for bases too small or too new to have their own."""
    text = _data("calibration.json")
    return from_json(json.loads(text))


@cache
def out_of_scope_texts() -> tuple[str, ...]:
    """Customers' texts that no lender's knowledge base answers, shipped with the product."""
    text = _data("out_of_scope.zh.txt")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def _data(name: str) -> str:
    return resources.files("tandem.contexts.knowledge").joinpath("data", name).read_text("utf-8")


__all__ = [
    "Encode",
    "TooFewQuestions",
    "build",
    "calibrate",
    "default_calibrations",
    "hash_of",
    "out_of_scope_texts",
    "versions",
]
