"""The fit: ridge regression of labelled and harmless messages onto the six reasons, one reading a set of encoders.

Deterministic: equal rows, equal reading. A reason's threshold is the higher of two: the floor that ships with the
product (what lets 0.15 % of another lender's questions through, of complaints 0.75 %; `scripts/fit_handover.py`
measures it, no data of theirs is kept), and what lets 2 % of the labelled harmless messages through, each judged by a
fit of the other folds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.bot.rules.handover.meaning import REASONS, Floats, Meaning, Reading, rows_of

SEED = 1
PENALTY = 1.0
WEIGHT = 3.0
"""Of a message that must reach a person, against a harmless one."""

HARMLESS = 0.02
FOLDS = 5
_KEPT = np.float16
"""As vectors are kept on disk: a fit is the same, wherever they come from."""

Names = tuple[str, ...]


@dataclass(frozen=True)
class Floors:
    """Thresholds by set of encoders, for these versions of them."""

    versions: Mapping[str, str]
    by_encoders: Mapping[Names, Floats]

    def sets(self, versions: Mapping[str, str]) -> list[Names]:
        """Which sets of these encoders there are floors for, the largest first."""
        known = sorted(name for name, version in versions.items() if self.versions.get(name) == version)
        return [some for some in subsets(known) if some in self.by_encoders]


@dataclass(frozen=True)
class Fit:
    """A reading, and what the fits of the other folds make of each labelled message."""

    reading: Reading
    left_out: Floats


@cache
def shipped_floors() -> Floors:
    document = json.loads(resources.files(__package__).joinpath("data", "floors.json").read_text("utf-8"))
    rows = {tuple(one["encoders"]): np.asarray(one["floors"]) for one in document["floors"]}
    return Floors(document["versions"], rows)


def subsets(names: Sequence[str]) -> list[Names]:
    """Every set of them but none, the largest first."""
    return [some for size in range(len(names), 0, -1) for some in combinations(sorted(names), size)]


def fit(
    rows: Mapping[str, Floats],
    reasons: Sequence[str],
    versions: Mapping[str, str],
    floors: Floors | None = None,
) -> Meaning:
    """Readings for all sets of encoders that have floors. `rows`: by encoder, of the labelled messages, whose
    `reasons` these are, then of harmless ones. Blocking, a second."""
    known = floors or shipped_floors()
    found = {
        some: fit_reading(some, rows, reasons, known.by_encoders[some]).reading
        for some in known.sets({name: versions[name] for name in rows})
    }
    return Meaning(found, {name: versions[name] for some in found for name in some})


def fit_reading(
    names: Names, rows: Mapping[str, Floats], reasons: Sequence[str], floor: Floats | None = None
) -> Fit:
    """One set of encoders' reading; see `fit`. Without a floor the labelled messages alone set the thresholds."""
    count = len(reasons)
    kept = {name: rows[name].astype(_KEPT).astype(np.float32) for name in names}
    centres = {name: row[count:].mean(axis=0) for name, row in kept.items()}
    taught = rows_of(kept, names, centres)
    labels = np.zeros((len(taught), len(REASONS)))
    labels[:count] = [[reason == one for one in REASONS] for reason in reasons]
    left_out = _left_out(taught, labels, count)
    quiet = left_out[~labels[:count].any(axis=1)]
    thresholds = above(quiet, HARMLESS)
    if floor is not None:
        thresholds = np.maximum(thresholds, floor)
    weights = _solve(taught, labels).astype(np.float32)
    return Fit(Reading(names, centres, weights, thresholds.astype(np.float32)), left_out)


def above(scores: NDArray[Any], share: float) -> Floats:
    """By column, what so small a share lies above."""
    found: Floats = np.sort(scores, axis=0)[-int(share * len(scores)) - 1]
    return found


def _left_out(taught: Floats, labels: NDArray[Any], count: int) -> Floats:
    fold = np.full(len(labels), -1)
    fold[:count] = np.random.default_rng(SEED).permutation(count) % FOLDS
    found = np.zeros((count, len(REASONS)), dtype=np.float32)
    for one in range(FOLDS):
        out = fold == one
        found[out[:count]] = taught[out] @ _solve(taught[~out], labels[~out])
    return found


def _solve(rows: Floats, labels: NDArray[Any]) -> Floats:
    weighed = rows * np.where(labels.any(axis=1), WEIGHT, 1.0)[:, None]
    found: Floats = np.linalg.solve(weighed.T @ rows + PENALTY * np.eye(rows.shape[1]), weighed.T @ labels)
    return found
