"""A knowledge base served straight from its documents, without a database: for measurements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tandem.contexts.knowledge.live.served import Mark, Served, serve
from tandem.contexts.knowledge.ports import SentenceEncoder
from tandem.contexts.knowledge.retrieval.building import (
    Encode,
    add_encoder,
    calibrate,
    default_calibrations,
    hash_of,
    out_of_scope_texts,
    texts_of,
)
from tandem.contexts.knowledge.retrieval.calibration import CalibrationSet
from tandem.contexts.knowledge.retrieval.dense import QueryVectors, encode_all
from tandem.contexts.knowledge.retrieval.fitting import TooFewQuestions
from tandem.contexts.knowledge.retrieval.index import HybridIndex
from tandem.contexts.knowledge.rules import checked
from tandem.contexts.knowledge.views import Content, Published

_NAMES = uuid5(NAMESPACE_URL, "tandem:knowledge")


@dataclass(frozen=True)
class StillBase:
    """One generation of a knowledge base and the encoders that may read it. `calibrations`: what a live base with this
    content answers by, once a worker has looked after it; `fitted` says that they are its own and not those that
    ship with the product."""

    published: tuple[Published, ...]
    calibrations: CalibrationSet
    fitted: bool
    now: datetime
    queries: tuple[QueryVectors, ...]
    encode: Encode

    @classmethod
    def of(
        cls,
        documents: Iterable[Mapping[str, Any]],
        encoders: Sequence[SentenceEncoder],
        now: datetime,
        encode: Encode = encode_all,
    ) -> "StillBase":
        """`documents` as `import_published` takes them. Blocking: encodes all texts, and fits unless the shipped fit is
        of this very base, or the base too small to fit from. Raises ContentInvalid, KeyError, EncoderFailed."""
        queries = tuple(QueryVectors(one) for one in encoders)
        base = cls(tuple(_published(documents)), default_calibrations(), False, now, queries, encode)
        own = _own_calibrations(base.served().index, encoders, encode)
        return base if own is None else replace(base, calibrations=own, fitted=True)

    def served(self, names: Sequence[str] | None = None) -> Served:
        """What answers with these encoders alone; None: all."""
        wanted = [one.encoder.name for one in self.queries]
        served = serve(Mark(0, None), self.published, self.now, wanted=wanted, calibrations=self.calibrations)
        index = served.index
        for one in self.queries:
            if names is None or one.encoder.name in names:
                index = add_encoder(index, one, self.encode(one.encoder, texts_of(index)))
        return replace(served, index=index)


def _own_calibrations(
    index: HybridIndex, encoders: Sequence[SentenceEncoder], encode: Encode
) -> CalibrationSet | None:
    foreign, shipped = out_of_scope_texts(), default_calibrations()
    if hash_of(index, encoders, foreign) == shipped.data_hash:
        return None
    try:
        fitted = calibrate(index, encoders, foreign, encode=encode)
    except TooFewQuestions:
        return None
    return replace(fitted, by_encoders={**shipped.by_encoders, **fitted.by_encoders})


def _published(documents: Iterable[Mapping[str, Any]]) -> Iterator[Published]:
    for document in documents:
        for raw in document["entries"]:
            said = checked(
                Content(
                    question=raw["question"],
                    answer=raw["answer"],
                    phrasings=tuple(raw.get("phrasings") or ()),
                    category_id=uuid5(_NAMES, document["category"]),
                    related=tuple(raw.get("related") or ()),
                )
            )
            yield Published(
                id=uuid5(_NAMES, raw["key"]),
                key=raw["key"],
                category_key=document["category"],
                n=1,
                question=said.question,
                question_en=None,
                answer=said.answer,
                phrasings=said.phrasings,
                related=said.related,
                effective_from=None,
                effective_to=None,
            )
