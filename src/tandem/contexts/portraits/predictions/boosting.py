"""Training by LightGBM: imported here and nowhere else, and only by the process that trains."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.portraits.predictions.errors import TrainingRefused
from tandem.contexts.portraits.predictions.forest import Forest, joined

Told = Callable[[int, int], None]
_ROUNDS, _PATIENCE, _FEWEST = 120, 12, 15
_LAST = 0.2
"""The last part of the days learned from says after how many rounds to stop."""
_PARAMETERS: Mapping[str, Any] = {
    "objective": "binary", "metric": "binary_logloss", "learning_rate": 0.08, "num_leaves": 12, "max_depth": 4,
    "lambda_l2": 5.0, "min_gain_to_split": 0.05, "feature_fraction": 0.7, "max_bin": 63,
    "deterministic": True, "force_col_wise": True, "num_threads": 1, "verbosity": -1,
}  # fmt: skip


def grow(
    rows: NDArray[np.float32],
    happened: NDArray[np.bool_],
    days: NDArray[np.int64],
    *,
    seed: int,
    told: Told,
) -> Forest:
    """Trees for each outcome (a column of `happened`), by themselves: an outcome's reasons are then its own. `days`
    order the rows in time. The same input gives the same trees, to the last bit. Raises TrainingRefused."""
    try:
        import lightgbm
    except (ImportError, OSError) as error:  # OSError: the system has no libgomp
        raise TrainingRefused("prediction_no_lightgbm") from error
    edge = np.quantile(days, 1 - _LAST, method="lower")
    early = days <= edge
    whole = lightgbm.Dataset(rows, free_raw_data=False, params={"max_bin": 63, "verbosity": -1})
    whole.construct()
    found: list[Sequence[Mapping[str, Any]]] = []
    for place in range(happened.shape[1]):
        told(place, happened.shape[1])
        y = happened[:, place].astype(np.float32)
        parameters = {
            **_PARAMETERS,
            "seed": seed,
            "min_data_in_leaf": max(20, int(y.sum()) // 4, len(y) // 2000),
        }
        rounds = _rounds(lightgbm, rows, y, early, parameters)
        whole.set_label(y)
        booster = lightgbm.train(parameters, whole, num_boost_round=rounds)
        found.append(booster.dump_model()["tree_info"])
    told(happened.shape[1], happened.shape[1])
    return joined(found)


def _rounds(
    lightgbm: Any,
    rows: NDArray[np.float32],
    y: NDArray[np.float32],
    early: NDArray[np.bool_],
    parameters: Mapping[str, Any],
) -> int:
    """After how many rounds the later days are told no better."""
    if min(y[early].sum(), y[~early].sum()) < 5:
        return _FEWEST
    learned = lightgbm.Dataset(rows[early], y[early])
    later = lightgbm.Dataset(rows[~early], y[~early], reference=learned)
    stop = lightgbm.early_stopping(_PATIENCE, verbose=False)
    booster = lightgbm.train(dict(parameters), learned, _ROUNDS, valid_sets=[later], callbacks=[stop])
    return max(1, int(booster.best_iteration))
