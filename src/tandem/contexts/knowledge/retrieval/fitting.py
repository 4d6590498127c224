"""Fitting fusion and confidence from the knowledge base itself, reproducibly.

Each phrasing, left out of the index, is a question whose answer is known. Questions without an answer are the
out-of-scope list (each left out of what the index knows of that list), and phrasings whose whole entry is left out
(near the subject, yet not answerable). Figures and thresholds come from folds over entries: an entry's questions
are judged by a fit that saw none of them.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.knowledge.ports import Vectors
from tandem.contexts.knowledge.retrieval.calibration import CERTAIN, FORMAT, Calibration, CalibrationSet, Head
from tandem.contexts.knowledge.retrieval.dense import DenseIndex, columns_named
from tandem.contexts.knowledge.retrieval.documents import Documents
from tandem.contexts.knowledge.retrieval.keywords import COLUMNS as KEYWORD_COLUMNS
from tandem.contexts.knowledge.retrieval.keywords import KeywordIndex
from tandem.contexts.knowledge.retrieval.overlap import Wording
from tandem.contexts.knowledge.retrieval.signals import WORDING, Fusion, Signals, features, top
from tandem.contexts.knowledge.retrieval.thresholds import (
    OFFERED,
    HeldOutQuestion,
    choose,
    draft_from,
    measure,
    promising_from,
    reliability,
)
from tandem.kit.logistic import Floats, fit_choice, fit_logistic

SEED = 20_240
PRECISION = 0.97
DRAFT_PRECISION = 0.8
"""Of the drafts that a person sees at the silent seat so many can go out as they stand."""

HARDLY = 0.02
"""Of the questions that a few encoders find unpromising so many may be answered with all of them."""

_MAX_QUESTIONS = 2500
_FOLDS = 5
_OPTIONS = 20
_MIN_QUESTIONS = 60
_NO_ANSWER_SHARE = 0.15
"""Weight of out-of-scope questions in all, against those with an answer."""

_LEFT_OUT_SHARE = 0.05
"""The same for questions whose entry is left out; they are the hardest, and rare where a knowledge base is
kept."""

_LEFT_OUT_EVERY = 3
_PENALTY = 3.0


class TooFewQuestions(Exception):
    """The knowledge base is too small to fit from; use the calibration that ships with the product."""


@dataclass(frozen=True)
class Question:
    """A training question: `answer` is the place of the right entry, None when there is none; `related` are
    places whose answer is acceptable too."""

    signals: Signals
    answer: int | None
    related: frozenset[int]
    fold: int
    weight: float
    out_of_scope: bool


@dataclass(frozen=True)
class Material:
    """What a fit works on. `dense`: by encoder name, the index and the vectors of the out-of-scope texts."""

    documents: Documents
    out_of_scope: tuple[str, ...]
    keywords: KeywordIndex
    wording: Wording
    dense: Mapping[str, tuple[DenseIndex, Vectors]]


def data_hash(documents: Documents, out_of_scope: Sequence[str], versions: Mapping[str, str]) -> str:
    """What a fit depends on besides the seed and this code; not on entries' ids or order."""
    digest = hashlib.sha256(f"format {FORMAT}".encode())
    related = _related(documents)
    for place in sorted(range(len(documents.entries)), key=lambda place: documents.bodies[place]):
        near = sorted(documents.bodies[other] for other in related[place])
        digest.update(repr((documents.of_entry(place), documents.bodies[place], near)).encode())
    digest.update(repr((tuple(out_of_scope), sorted(versions.items()))).encode())
    return digest.hexdigest()


def fit(material: Material, versions: Mapping[str, str], seed: int = SEED) -> CalibrationSet:
    """Calibrations for every set of encoders, the empty one too. `versions`: of the encoders in the material.
    Raises TooFewQuestions."""
    questions = list(_questions(material, seed))
    if sum(q.answer is not None for q in questions) < _MIN_QUESTIONS or not material.out_of_scope:
        raise TooFewQuestions
    names = sorted(material.dense)
    whole, judged = fit_one(questions, tuple(names))
    answered = [one.confidence >= whole.tau_answer for one in judged]
    by_encoders = {whole.encoders: whole}
    for some in (some for size in range(len(names)) for some in combinations(names, size)):
        fitted, judged = fit_one(questions, some)
        promising = promising_from(judged, answered, fitted.tau_answer, HARDLY)
        by_encoders[some] = replace(fitted, tau_promising=promising)
    return CalibrationSet(
        by_encoders=by_encoders,
        data_hash=data_hash(material.documents, material.out_of_scope, versions),
        seed=seed,
        versions=dict(versions),
    )


def fit_one(
    questions: Sequence[Question], encoders: tuple[str, ...]
) -> tuple[Calibration, list[HeldOutQuestion]]:
    """The calibration of one set of encoders, with figures from held-out folds, and the judgements of those folds: the
    same questions in the same order for every set."""
    rankers = (*KEYWORD_COLUMNS, *(column for name in encoders for column in columns_named(name)))
    judged: list[HeldOutQuestion] = []
    for fold in range(_FOLDS):
        model = _Model.fit([q for q in questions if q.fold != fold], rankers)
        judged += [model.judge(q) for q in questions if q.fold == fold]
    tau_answer, tau_clarify = choose(judged, PRECISION)
    final = _Model.fit(questions, rankers)
    fitted = Calibration(
        encoders=encoders,
        fusion=final.fusion,
        feature_means=tuple(map(float, final.means)),
        feature_scales=tuple(map(float, final.scales)),
        scope=final.scope,
        right=final.right,
        tau_answer=tau_answer,
        tau_clarify=tau_clarify,
        quality=measure(judged, tau_answer),
        reliability=reliability(judged),
        tau_draft=draft_from(judged, tau_answer, DRAFT_PRECISION),
        tau_promising=tau_answer,
    )
    return fitted, judged


@dataclass(frozen=True)
class _Model:
    fusion: Fusion
    means: Floats
    scales: Floats
    scope: Head
    right: Head

    @classmethod
    def fit(cls, questions: Sequence[Question], rankers: tuple[str, ...]) -> "_Model":
        fusion = _fit_fusion(questions, rankers)
        rows, right = [], []
        for question in questions:
            row, best = _read(fusion, question.signals)
            rows.append(row)
            right.append(best[0] == question.answer)
        x = np.asarray(rows, dtype=np.float64)
        means, scales = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-6)
        x = (x - means) / scales
        weight = np.asarray([q.weight for q in questions])
        foreign = np.asarray([q.out_of_scope for q in questions])
        answered = np.asarray([q.answer is not None for q in questions])
        known, either = ~foreign, answered | foreign
        return cls(
            fusion=fusion,
            means=means,
            scales=scales,
            scope=_head(x[either], answered[either], weight[either]),
            right=_head(x[known], np.asarray(right)[known], weight[known]),
        )

    def judge(self, question: Question) -> HeldOutQuestion:
        row, best = _read(self.fusion, question.signals)
        scaled = (row - self.means) / self.scales
        scope = self.scope.probability(scaled)
        right = question.answer is not None and best[0] == question.answer
        return HeldOutQuestion(
            confidence=round(min(scope * self.right.probability(scaled), CERTAIN), 4),  # as search says it
            scope=scope,
            right=right,
            acceptable=right or best[0] in question.related,
            offered=question.answer in best[:OFFERED],
            within_three=question.answer in best,
            weight=question.weight,
            answerable=question.answer is not None,
            out_of_scope=question.out_of_scope,
        )


def _read(fusion: Fusion, signals: Signals) -> tuple[Floats, list[int]]:
    """(features, the three best places)."""
    scaled = fusion.scaled(signals)
    fused = fusion.fuse(scaled)
    row = features(fusion, signals, scaled, fused).astype(np.float64)
    return row, [int(place) for place in top(fused, 3)]


def _head(x: Floats, y: NDArray[np.bool_], weight: Floats) -> Head:
    return Head(tuple(map(float, fit_logistic(x, y.astype(np.float64), weight, _PENALTY))))


def _fit_fusion(questions: Sequence[Question], rankers: tuple[str, ...]) -> Fusion:
    answered = [q for q in questions if q.answer is not None]
    best = {name: np.asarray([q.signals.columns[name].max() for q in answered]) for name in rankers}
    even = Fusion(
        rankers=rankers,
        means=tuple(float(best[name].mean()) for name in rankers),
        scales=tuple(max(float(best[name].std()), 1e-3) for name in rankers),
        weights=tuple(1.0 for _ in rankers),
    )
    options = np.full((len(answered), _OPTIONS, len(rankers)), -np.inf)
    chosen = np.zeros(len(answered), dtype=np.intp)
    for row, question in enumerate(answered):
        scaled = even.scaled(question.signals)
        places = [p for p in top(even.fuse(scaled), _OPTIONS) if p != question.answer][: _OPTIONS - 1]
        options[row, : len(places) + 1] = scaled[[question.answer, *places]]
    weights = fit_choice(options, chosen)
    return Fusion(even.rankers, even.means, even.scales, tuple(map(float, weights)))


def _questions(material: Material, seed: int) -> Iterator[Question]:
    documents = material.documents
    random = np.random.default_rng(seed)
    folds = random.permutation(len(documents.entries)) % _FOLDS
    related = _related(documents)
    for turn, place in enumerate(_usable(documents, random)):
        owner = int(documents.owner[place])
        signals = _left_out(material, place, owner)
        yield Question(signals, owner, related[owner], int(folds[owner]), 1.0, out_of_scope=False)
        if turn % _LEFT_OUT_EVERY == 0:
            weight = _LEFT_OUT_SHARE * _LEFT_OUT_EVERY
            rest = _without(signals, owner)
            yield Question(rest, None, frozenset(), int(folds[owner]), weight, out_of_scope=False)
    asked = min(len(documents.texts) - len(documents.entries), _MAX_QUESTIONS)
    weight = _NO_ANSWER_SHARE * asked / max(len(material.out_of_scope), 1)
    known_foreign = {text: place for place, text in enumerate(documents.foreign)}
    for row, text in enumerate(material.out_of_scope):
        own = known_foreign.get(text)
        columns, known = material.keywords.columns(text)
        foreign = {WORDING: material.wording.foreign(text, own)}
        for index, vectors in material.dense.values():
            columns |= index.columns_of_foreign(vectors[row], own)
            foreign[index.name] = index.foreign_of(vectors[row], own)
        signals = Signals(columns, material.wording.of(text), known, len(text), foreign)
        yield Question(signals, None, frozenset(), row % _FOLDS, weight, out_of_scope=True)


def _related(documents: Documents) -> list[frozenset[int]]:
    """Places of related entries, in both directions."""
    places = {entry.id: place for place, entry in enumerate(documents.entries)}
    found: list[set[int]] = [set() for _ in documents.entries]
    for place, entry in enumerate(documents.entries):
        for other in entry.related:
            if other in places:
                found[place].add(places[other])
                found[places[other]].add(place)
    return [frozenset(one) for one in found]


def _usable(documents: Documents, random: np.random.Generator) -> list[int]:
    """Places of phrasings to ask with. Standard questions are not asked: they also stand in the entry's
    body."""
    places = np.setdiff1d(np.arange(len(documents.texts)), documents.starts)
    if len(places) > _MAX_QUESTIONS:
        places = np.sort(random.choice(places, _MAX_QUESTIONS, replace=False))
    return [int(place) for place in places]


def _left_out(material: Material, place: int, owner: int) -> Signals:
    text = material.documents.texts[place]
    columns, known = material.keywords.columns(text, (place, owner))
    foreign = {WORDING: material.wording.foreign(text)}
    for index, _ in material.dense.values():
        vector = index.vector_of_document(place)
        columns |= index.columns_of(vector, (place, owner))
        foreign[index.name] = index.foreign_of(vector)
    return Signals(columns, material.wording.of(text, place), known, len(text), foreign)


def _without(signals: Signals, owner: int) -> Signals:
    columns = {}
    for name, scores in signals.columns.items():
        rest = scores.copy()
        rest[owner] = scores.min()
        columns[name] = rest
    return replace(signals, columns=columns)
