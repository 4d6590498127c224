"""The index of one published generation of the knowledge base: immutable, shared by threads, replaced as a
whole."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

from tandem.contexts.knowledge.ports import EncoderFailed, Vectors
from tandem.contexts.knowledge.retrieval.calibration import Calibration, CalibrationSet
from tandem.contexts.knowledge.retrieval.dense import DenseIndex
from tandem.contexts.knowledge.retrieval.documents import Documents
from tandem.contexts.knowledge.retrieval.homophones import Homophones
from tandem.contexts.knowledge.retrieval.keywords import KeywordIndex
from tandem.contexts.knowledge.retrieval.normalise import searchable
from tandem.contexts.knowledge.retrieval.overlap import Wording
from tandem.contexts.knowledge.retrieval.plain_words import plain_words
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
class _Read:
    """What was read of a query: the rankers' signals, its vectors by encoder, and the encoders that failed."""

    signals: Signals
    vectors: Mapping[str, Vectors]
    failed: frozenset[str]


@dataclass(frozen=True)
class _Judged:
    calibration: Calibration
    candidates: tuple[Candidate, ...]
    scope: float

    @property
    def promising(self) -> bool:
        """Whether encoders that have not read the query may yet make an answer of it."""
        found = self.candidates[0].confidence if self.candidates else 0.0
        return self.calibration.tau_promising <= found < self.calibration.tau_answer


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

    def search(
        self, text: str, count: int = 8, *, hurry: bool = False, beside: Executor | None = None
    ) -> Ranking:
        """The best `count` entries. Blocking (encoders work): call it off the event loop. Never raises for
        any text. `hurry`: others ask too, so slower encoders read a new text only where what the quickest says is not
        enough to answer, yet promising. The calibration is always that of the encoders that did read, so what is
        answered is as sure; only a little less is. `beside`: where encoders may read at the same time."""
        query = self._query(text)
        exact = query in self.exact  # there is nothing left to find out
        slow = self._slow(query) if hurry or exact else frozenset()
        read = self._read(query, [one for one in self.dense if one.name not in slow], beside=beside)
        found = self._judged(query, read, count)
        if slow and not exact and found.promising:
            read = self._read(query, [one for one in self.dense if one.name in slow], read)
            found = self._judged(query, read, count)
        calibration = found.calibration
        return Ranking(
            query=query,
            candidates=found.candidates,
            scope=round(found.scope, 4),
            encoders=calibration.encoders,
            degraded=self._without(set(self.encoders) - read.failed if exact else set(calibration.encoders)),
            tau_answer=calibration.tau_answer,
            tau_clarify=calibration.tau_clarify,
            exact=exact,
            tau_draft=calibration.tau_draft,
            vectors=read.vectors,
        )

    def knows(self, text: str) -> bool:
        """Whether the text is a phrasing, word for word. No encoder works."""
        return self._query(text) in self.exact

    def put_right(self, text: str) -> str:
        """The query with homophones put right; the text itself where there is nothing to put right."""
        query = self._query(text)
        return text if query == searchable(text) else query

    def _query(self, text: str) -> str:
        query = searchable(text)
        if query in self.exact:
            return query
        query = plain_words(query)
        return self.homophones.read(query) if self.homophones is not None else query

    def with_calibrations(self, calibrations: CalibrationSet) -> "HybridIndex":
        """The same index, read with other calibrations."""
        return replace(self, calibrations=calibrations)

    def _without(self, have: set[str]) -> tuple[str, ...]:
        return tuple(name for name in self.wanted if name not in have)

    def _slow(self, query: str) -> frozenset[str]:
        """Encoders that would take longer over this text than the quickest of those that must still read it."""
        waits = {one.name: wait for one in self.dense if (wait := one.wait(query)) is not None}
        return frozenset(name for name, wait in waits.items() if wait > min(waits.values()))

    def _read(
        self,
        query: str,
        encoders: Sequence[DenseIndex],
        before: "_Read | None" = None,
        beside: Executor | None = None,
    ) -> "_Read":
        """What the rankers say of a query: keywords (or what was read `before`), and these encoders."""
        # The last reads here, the others meanwhile.
        early = {one.name: beside.submit(one.vector_of, query) for one in encoders[:-1]} if beside else {}
        if before is None:
            columns, known = self.keywords.columns(query)
            foreign = {WORDING: self.wording.foreign(query)}
            before = _Read(
                Signals(columns, self.wording.of(query), known, len(query), foreign), {}, frozenset()
            )
        columns, foreign = dict(before.signals.columns), dict(before.signals.foreign)
        vectors, failed = dict(before.vectors), set(before.failed)
        for one in reversed(encoders):
            try:
                begun = early.get(one.name)
                vectors[one.name] = one.vector_of(query) if begun is None else begun.result()
            except EncoderFailed:
                failed.add(one.name)
        for one in encoders:
            if one.name in vectors:
                columns |= one.columns_of(vectors[one.name])
                foreign[one.name] = one.foreign_of(vectors[one.name])
        signals = replace(before.signals, columns=columns, foreign=foreign)
        return _Read(signals, vectors, frozenset(failed))

    def _judged(self, query: str, read: "_Read", count: int) -> "_Judged":
        calibration = self.calibrations.of(read.vectors)
        if not query or not self.documents.entries:
            return _Judged(calibration, (), 0.0)
        fusion = calibration.fusion
        scaled = fusion.scaled(read.signals)
        fused = fusion.fuse(scaled)
        owner = self.exact.get(query)
        if owner is not None:
            fused[owner] = fused.max() + 1.0
        best, scope = calibration.judge(features(fusion, read.signals, scaled, fused))
        if owner is not None:
            best, scope = max(best, _EXACT), max(scope, _EXACT)
        places = top(fused, count)
        share = shares(fused[places])
        found = []
        for rank, place in enumerate(places):
            own = best if rank == 0 else min(float(share[rank] / share[0]) * best, 1.0 - best)
            found.append(self._candidate(int(place), query, read.signals, float(fused[place]), own))
        return _Judged(calibration, tuple(found), scope)

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
