"""The index of one published generation of the knowledge base: immutable, shared by threads, replaced as a
whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tandem.contexts.knowledge.ports import EncoderFailed, Vectors
from tandem.contexts.knowledge.retrieval.calibration import Calibration, CalibrationSet
from tandem.contexts.knowledge.retrieval.dense import DenseIndex
from tandem.contexts.knowledge.retrieval.documents import Documents
from tandem.contexts.knowledge.retrieval.homophones import Homophones
from tandem.contexts.knowledge.retrieval.keywords import KeywordIndex
from tandem.contexts.knowledge.retrieval.normalise import searchable
from tandem.contexts.knowledge.retrieval.overlap import Wording
from tandem.contexts.knowledge.retrieval.signals import WORDING, Signals, features, shares, top

_EXACT = 0.995
"""Confidence in an entry whose phrasing is the question, word for word."""


@dataclass(frozen=True)
class Candidate:
    """`scores` by ranker, as they came; `confidence`: the probability that this entry answers the
    question."""

    entry_id: str
    question: str
    matched: str
    scores: Mapping[str, float]
    fused: float
    confidence: float


@dataclass(frozen=True)
class Ranking:
    """Candidates, best first. `encoders` took part beside keyword search; `degraded` were wanted and did not.
    The thresholds belong to the calibration that was used (from `tau_draft` up an answer is worth a person's
    look). `exact`: the question is a phrasing, word for
    word. `scope`: the probability that the question is one for the knowledge base at all. `vectors`: what each encoder
    made of `query`, for whoever judges it further."""

    query: str
    candidates: tuple[Candidate, ...]
    encoders: tuple[str, ...]
    degraded: tuple[str, ...]
    tau_answer: float
    tau_clarify: float
    scope: float = 0.0
    exact: bool = False
    tau_draft: float = 1.0
    vectors: Mapping[str, Vectors] = field(default_factory=dict, repr=False, compare=False)

    @property
    def confidence(self) -> float:
        return self.candidates[0].confidence if self.candidates else 0.0


@dataclass(frozen=True)
class HybridIndex:
    documents: Documents
    keywords: KeywordIndex
    wording: Wording
    dense: tuple[DenseIndex, ...]
    calibrations: CalibrationSet
    wanted: tuple[str, ...]
    exact: Mapping[str, int]
    homophones: Homophones | None = None

    @property
    def encoders(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.dense)

    def search(self, text: str, count: int = 8, *, hurry: bool = False) -> Ranking:
        """The best `count` entries. Blocking (encoders work): call it off the event loop. Never raises for
        any text. `hurry`: others wait, so only the quickest encoder reads a new text; the calibration is then
        that of the encoders that did, so what is answered is as sure, only less is."""
        query = searchable(text)
        if self.homophones is not None and query not in self.exact:
            query = self.homophones.read(query)
        exact = query in self.exact  # there is nothing left to find out
        signals, vectors, failed = self._signals(query, hurry or exact)
        calibration = self.calibrations.of(list(vectors))
        candidates: tuple[Candidate, ...] = ()
        scope = 0.0
        if query and self.documents.entries:
            candidates, scope = self._candidates(query, signals, calibration, count)
        return Ranking(
            query=query,
            candidates=candidates,
            scope=round(scope, 4),
            encoders=calibration.encoders,
            degraded=self._without(set(self.encoders) - failed if exact else set(calibration.encoders)),
            tau_answer=calibration.tau_answer,
            tau_clarify=calibration.tau_clarify,
            exact=exact,
            tau_draft=calibration.tau_draft,
            vectors=vectors,
        )

    def with_calibrations(self, calibrations: CalibrationSet) -> "HybridIndex":
        """The same index, read with other calibrations."""
        return replace(self, calibrations=calibrations)

    def _without(self, have: set[str]) -> tuple[str, ...]:
        return tuple(name for name in self.wanted if name not in have)

    def _signals(self, query: str, hurry: bool) -> tuple[Signals, dict[str, Vectors], set[str]]:
        """With the query's vectors of the encoders that took part, and those that failed."""
        columns, known = self.keywords.columns(query)
        vectors: dict[str, Vectors] = {}
        failed: set[str] = set()
        foreign = {WORDING: self.wording.foreign(query)}
        left_out = self._slow(query) if hurry else frozenset()
        for one in self.dense:
            if one.name in left_out:
                continue
            try:
                vectors[one.name] = one.vector_of(query)
            except EncoderFailed:
                failed.add(one.name)
                continue
            columns |= one.columns_of(vectors[one.name])
            foreign[one.name] = one.foreign_of(vectors[one.name])
        return Signals(columns, self.wording.of(query), known, len(query), foreign), vectors, failed

    def _slow(self, query: str) -> frozenset[str]:
        """Encoders that would take longer over this text than the quickest of those that must still read it."""
        waits = {one.name: wait for one in self.dense if (wait := one.wait(query)) is not None}
        return frozenset(name for name, wait in waits.items() if wait > min(waits.values()))

    def _candidates(
        self, query: str, signals: Signals, calibration: Calibration, count: int
    ) -> tuple[tuple[Candidate, ...], float]:
        fusion = calibration.fusion
        scaled = fusion.scaled(signals)
        fused = fusion.fuse(scaled)
        owner = self.exact.get(query)
        if owner is not None:
            fused[owner] = fused.max() + 1.0
        best, scope = calibration.judge(features(fusion, signals, scaled, fused))
        if owner is not None:
            best, scope = max(best, _EXACT), max(scope, _EXACT)
        places = top(fused, count)
        share = shares(fused[places])
        found = []
        for rank, place in enumerate(places):
            own = best if rank == 0 else min(float(share[rank] / share[0]) * best, 1.0 - best)
            found.append(self._candidate(int(place), query, signals, float(fused[place]), own))
        return tuple(found), scope

    def _candidate(
        self, place: int, query: str, signals: Signals, fused: float, confidence: float
    ) -> Candidate:
        entry = self.documents.entries[place]
        wanted = set(query)
        texts = self.documents.of_entry(place)
        return Candidate(
            entry_id=entry.id,
            question=entry.question,
            matched=max(texts, key=lambda text: len(wanted & set(text)) / len(wanted | set(text))),
            scores={name: round(float(scores[place]), 4) for name, scores in signals.columns.items()},
            fused=round(fused, 4),
            confidence=round(confidence, 4),
        )
