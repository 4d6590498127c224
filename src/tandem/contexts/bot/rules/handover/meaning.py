"""What must go to a person by what it means, in words that no pattern foresaw: a linear reading of encoder vectors.

It stands beside the patterns, never in their place: without an encoder they are all there is. How it was fitted and
how much it finds: docs/adr/0029-hand-over-by-meaning.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

REASONS = ("complaint", "regulator", "fraud", "self_harm", "minor", "asked_for_person")
URGENCIES = {"self_harm": 3, "fraud": 3, "minor": 2, "regulator": 3, "complaint": 2}
FORMAT = 1
_SCALE = 10_000
"""Coefficients are kept as whole numbers: a shorter file, and equal fits are equal files."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Felt:
    """A reason that a message's meaning is near enough to. `score` lies over the reason's `threshold`."""

    reason: str
    urgency: int
    score: float
    threshold: float


@dataclass(frozen=True)
class Reading:
    """By one set of encoders. `centres` are taken from their vectors; `weights`: (values and the constant, reasons)."""

    encoders: tuple[str, ...]
    centres: Mapping[str, Floats]
    weights: Floats
    thresholds: Floats

    def scores(self, vectors: Mapping[str, Floats]) -> Floats:
        """(texts, reasons). `vectors`: by encoder, one row a text."""
        return np.asarray(rows_of(vectors, self.encoders, self.centres) @ self.weights, dtype=np.float32)


@dataclass(frozen=True)
class Meaning:
    """One reading for each set of encoders. `versions`: of the encoders it was fitted with."""

    by_encoders: Mapping[tuple[str, ...], Reading]
    versions: Mapping[str, str]

    def knows(self, encoders: Iterable[str]) -> bool:
        """Whether there is a reading for exactly these encoders."""
        return tuple(sorted(encoders)) in self.by_encoders

    def felt(self, vectors: Mapping[str, Floats]) -> Felt | None:
        """The reason that lies furthest over its threshold; None where none does, or for other encoders. `vectors`: of
        one text, by encoder, as search worked them out."""
        reading = self.by_encoders.get(tuple(sorted(vectors)))
        if reading is None:
            return None
        scores = reading.scores({name: row[None, :] for name, row in vectors.items()})[0]
        best = int(np.argmax(scores / reading.thresholds))
        if scores[best] <= reading.thresholds[best]:
            return None
        reason = REASONS[best]
        shown = round(float(scores[best]), 3), round(float(reading.thresholds[best]), 3)
        return Felt(reason, URGENCIES.get(reason, 0), *shown)


def rows_of(
    vectors: Mapping[str, Floats], encoders: tuple[str, ...], centres: Mapping[str, Floats]
) -> Floats:
    """What is read of texts: each encoder's vector, centred and of one length, side by side, and a one."""
    parts = [_unit(vectors[name] - centres[name]) / np.sqrt(len(encoders)) for name in encoders]
    return np.hstack([*parts, np.ones((len(parts[0]), 1))]).astype(np.float32)


def _unit(rows: Floats) -> Floats:
    found: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found


def to_json(meaning: Meaning) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "reasons": list(REASONS),
        "versions": dict(meaning.versions),
        "readings": [
            {
                "encoders": list(names),
                "centres": {name: _whole(row) for name, row in sorted(one.centres.items())},
                "weights": _whole(one.weights),
                "thresholds": _whole(one.thresholds),
            }
            for names, one in sorted(meaning.by_encoders.items())
        ],
    }


def from_json(document: Mapping[str, Any]) -> Meaning:
    """The inverse of to_json. Raises ValueError, KeyError or TypeError for another format."""
    if document["format"] != FORMAT or tuple(document["reasons"]) != REASONS:
        raise ValueError(f"a reading of format {document['format']} is not {FORMAT}")
    found = [_reading(raw) for raw in document["readings"]]
    return Meaning({one.encoders: one for one in found}, document["versions"])


def _reading(raw: Mapping[str, Any]) -> Reading:
    centres = {name: _parts(row) for name, row in raw["centres"].items()}
    return Reading(tuple(raw["encoders"]), centres, _parts(raw["weights"]), _parts(raw["thresholds"]))


def _whole(values: Floats) -> Any:
    return np.rint(np.asarray(values, dtype=np.float64) * _SCALE).astype(int).tolist()


def _parts(values: Any) -> Floats:
    return np.asarray(values, dtype=np.float32) / np.float32(_SCALE)
