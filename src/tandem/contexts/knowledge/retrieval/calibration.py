"""Fitted parameters of one set of encoders: fusion, confidence, thresholds, and how well they held. A JSON
document."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tandem.contexts.knowledge.retrieval.signals import Array, Fusion
from tandem.kit.logistic import Floats, sigmoid

FORMAT = 5
CERTAIN = 0.985
"""The highest confidence that similarity alone may claim."""


@dataclass(frozen=True)
class Band:
    """One line of a reliability table: confidences in [low, high): how many, their mean, how often right."""

    low: float
    high: float
    weight: float
    confidence: float
    right: float


@dataclass(frozen=True)
class Quality:
    """Measured on held-out folds. `precision`: of what is answered at tau_answer, how much comes from the
    right entry or one that its editor lists as related; `precision_strict`: from the right entry. `coverage`:
    answerable questions that are answered. `oos_auc`: how well scope tells answerable questions from
    out-of-scope ones."""

    questions: int
    recall_at_1: float
    recall_at_3: float
    precision: float
    precision_strict: float
    coverage: float
    oos_auc: float
    brier: float


@dataclass(frozen=True)
class Head:
    """A logistic regression over centred and scaled features: `coefficients`, the constant first."""

    coefficients: tuple[float, ...]

    def probability(self, scaled: Floats) -> float:
        return float(sigmoid(self.coefficients[0] + scaled @ np.asarray(self.coefficients[1:])))


@dataclass(frozen=True)
class Calibration:
    """`scope`: is this a question for the knowledge base at all; `right`: if so, is the best entry its
    answer. Between `tau_draft` and `tau_answer` an answer is worth a person's look. Between `tau_promising` and
    `tau_answer` the encoders that took no part may yet make it an answer; below they hardly will."""

    encoders: tuple[str, ...]
    fusion: Fusion
    feature_means: tuple[float, ...]
    feature_scales: tuple[float, ...]
    scope: Head
    right: Head
    tau_answer: float
    tau_clarify: float
    quality: Quality
    reliability: tuple[Band, ...]
    tau_draft: float
    tau_promising: float

    def judge(self, features: Array) -> tuple[float, float]:
        """(the probability that the best entry answers the question, the probability that the question is in
        scope); the first is never above the second."""
        scaled = (features - np.asarray(self.feature_means)) / np.asarray(self.feature_scales)
        scope = self.scope.probability(scaled)
        return min(scope * self.right.probability(scaled), CERTAIN), scope


@dataclass(frozen=True)
class CalibrationSet:
    """One calibration for each set of encoders that may be at work (none: keyword search alone), and what
    they were fitted from. `versions`: the encoders' weights."""

    by_encoders: Mapping[tuple[str, ...], Calibration]
    data_hash: str
    seed: int
    versions: Mapping[str, str]

    def of(self, encoders: Iterable[str]) -> Calibration:
        """The calibration for these encoders, in any order; where there is none, that of keyword search
        alone."""
        return self.by_encoders.get(tuple(sorted(encoders))) or self.by_encoders[()]


def to_json(fitted: CalibrationSet) -> dict[str, Any]:
    """The document; numbers rounded to 6 places so that equal fits are equal files."""
    document = {
        "format": FORMAT,
        "data_hash": fitted.data_hash,
        "seed": fitted.seed,
        "versions": dict(fitted.versions),
        "calibrations": [asdict(one) for _, one in sorted(fitted.by_encoders.items())],
    }
    rounded: dict[str, Any] = _rounded(document)
    return rounded


def from_json(document: Mapping[str, Any]) -> CalibrationSet:
    """The inverse of to_json. Raises ValueError, KeyError or TypeError for another format."""
    if document["format"] != FORMAT:
        raise ValueError(f"calibration format {document['format']} is not {FORMAT}")
    found = [_calibration(raw) for raw in document["calibrations"]]
    return CalibrationSet(
        by_encoders={one.encoders: one for one in found},
        data_hash=document["data_hash"],
        seed=document["seed"],
        versions=document["versions"],
    )


def _calibration(raw: Mapping[str, Any]) -> Calibration:
    fusion = {key: tuple(value) for key, value in raw["fusion"].items()}
    return Calibration(
        encoders=tuple(raw["encoders"]),
        fusion=Fusion(**fusion),
        feature_means=tuple(raw["feature_means"]),
        feature_scales=tuple(raw["feature_scales"]),
        scope=Head(tuple(raw["scope"]["coefficients"])),
        right=Head(tuple(raw["right"]["coefficients"])),
        tau_answer=raw["tau_answer"],
        tau_clarify=raw["tau_clarify"],
        quality=Quality(**raw["quality"]),
        reliability=tuple(Band(**band) for band in raw["reliability"]),
        tau_draft=raw["tau_draft"],
        tau_promising=raw["tau_promising"],
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
