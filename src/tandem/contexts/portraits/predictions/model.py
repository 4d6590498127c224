"""A trained version as a file and in memory: what it predicts of one customer, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import orjson

from tandem.contexts.portraits.predictions.errors import ModelRefused
from tandem.contexts.portraits.predictions.forest import Floats, Forest, forest_of
from tandem.contexts.portraits.predictions.rules.calibrating import Curve
from tandem.contexts.portraits.predictions.rules.features import FEATURES, names

FORMAT = 1


@dataclass(frozen=True)
class Predictor:
    """The trees and curves of one target; `outcomes` names its columns."""

    outcomes: tuple[str, ...]
    forest: Forest
    curves: tuple[Curve, ...]

    def probabilities(self, rows: Floats) -> Floats:
        """(rows, outcomes), calibrated."""
        return self._calibrated(self.forest.log_odds(rows))

    def explained(self, rows: Floats) -> tuple[Floats, Floats]:
        """Probabilities, and what each feature adds to an outcome's log-odds before calibration: (rows, outcomes),
        (rows, outcomes, features)."""
        log_odds, pushes = self.forest.explained(rows)
        return self._calibrated(log_odds), pushes

    def _calibrated(self, log_odds: Floats) -> Floats:
        return np.column_stack([curve(log_odds[:, n]) for n, curve in enumerate(self.curves)])


@dataclass(frozen=True)
class Model:
    """`reasons`: wrap-up codes that it tells apart, the last being all others. A target that could not be learned is
    not among `predictors`."""

    reasons: tuple[str, ...]
    predictors: Mapping[str, Predictor]

    @property
    def columns(self) -> tuple[str, ...]:
        return names(self.reasons)

    def content(self) -> bytes:
        """The file. The same model gives the same bytes."""
        return orjson.dumps(
            {
                "format": FORMAT,
                "features": [one.key for one in FEATURES],
                "reasons": self.reasons,
                "targets": {name: _plain(one) for name, one in self.predictors.items()},
            },
            option=orjson.OPT_SORT_KEYS,
        )


def _plain(one: Predictor) -> dict[str, Any]:
    return {
        "outcomes": one.outcomes,
        "forest": one.forest.plain(),
        "curves": [asdict(curve) for curve in one.curves],
    }


def model_of(content: bytes, digest: str) -> Model:
    """Raises ModelRefused: another file than was trained, or one that this release cannot read."""
    if sha256(content).hexdigest() != digest:
        raise ModelRefused("prediction_file_changed")
    try:
        data = orjson.loads(content)
        known = data["format"] == FORMAT and data["features"] == [one.key for one in FEATURES]
        reasons = tuple(map(str, data["reasons"]))
        targets = dict(data["targets"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise ModelRefused("prediction_file_damaged") from error
    if not known:
        raise ModelRefused("prediction_file_other_release")
    width = len(names(reasons))
    return Model(reasons, {name: _predictor(one, width) for name, one in targets.items()})


def _predictor(data: Mapping[str, Any], width: int) -> Predictor:
    try:
        outcomes: Sequence[str] = tuple(map(str, data["outcomes"]))
        curves = tuple(Curve(**one) for one in data["curves"])
    except (KeyError, TypeError) as error:
        raise ModelRefused("prediction_file_damaged") from error
    forest = forest_of(data["forest"], width)
    if not len(outcomes) == len(curves) == forest.outcomes:
        raise ModelRefused("prediction_file_damaged")
    return Predictor(tuple(outcomes), forest, curves)
