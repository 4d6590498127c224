"""Judging a version on the last days, which it has not learned from: beside two baselines, and for each group."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.contexts.portraits.predictions.dataset import Frame, Table
from tandem.contexts.portraits.predictions.forest import Floats
from tandem.contexts.portraits.predictions.model import Predictor
from tandem.contexts.portraits.predictions.rules import fairness
from tandem.contexts.portraits.predictions.rules.features import FEATURES, SINCE_REASON, names
from tandem.contexts.portraits.predictions.rules.measuring import (
    any_of,
    auc,
    brier,
    calibration_error,
    hits,
    log_loss,
    reliability,
)
from tandem.contexts.portraits.predictions.rules.targets import DORMANCY, NEED, SHOWN, better_baseline

_SMOOTHING = 50.0
"""So many rows of the usual rate are put to each group of the second baseline."""
_RECENT = 90
_EXPLAINED = 2_000
_DRIVERS = 8


def judge(target: str, predictor: Predictor, table: Table, frame: Frame) -> dict[str, Any]:
    """All figures of one target, as they are kept with the version."""
    part = table.parts[target]
    before, last = (part == 0) | (part == 1), part == 2
    rows = table.rows[last].astype(np.float64)
    happened = table.happened[target][last]
    came = happened.astype(np.float64)
    said = predictor.probabilities(rows)
    known = table.happened[target][before].astype(np.float64)
    usual = np.repeat(known.mean(axis=0)[None, :], len(rows), axis=0)
    second = _by_group(_standing(target, table.rows[before]), known, _standing(target, table.rows[last]))
    figures = {
        "model": _figures(said, came),
        "base_rates": _figures(usual, came),
        ("last_reason" if target == NEED else "standing"): _figures(second, came),
    }
    whole, any_came = any_of(said), happened.any(axis=1)
    groups = _groups(target, table, last, said, any_came)
    return {
        "learned": int((part == 0).sum()),
        "calibrated": int((part == 1).sum()),
        "judged": int(last.sum()),
        "events": int(any_came.sum()),
        "spans": _spans(frame, target),
        "figures": figures,
        "better": better_baseline(target, {target: {"figures": figures}}) is None,
        "reliability": [asdict(one) for one in reliability(whole, any_came.astype(np.float64))],
        "outcomes": [
            _outcome(name, said[:, n], came[:, n], own=predictor.curves[n].own)
            for n, name in enumerate(predictor.outcomes)
        ],
        "groups": [asdict(one) for one in groups],
        "gaps": {by: fairness.widest([one for one in groups if one.by == by]) for by in ("sex", "age")},
        "drivers": _drivers(predictor, rows, frame),
    }


def _figures(said: Floats, came: Floats) -> dict[str, float | None]:
    whole, any_came = any_of(said), came.max(axis=1)
    found = {
        "log_loss": log_loss(said, came), "brier": brier(said, came), "auc": auc(whole, any_came),
        "calibration_error": calibration_error(whole, any_came),
    }  # fmt: skip
    if came.shape[1] > 1:
        found |= {"hit_1": hits(said, came, 1), "hit_3": hits(said, came, 3)}
    return {name: round(value, 5) if value is not None else None for name, value in found.items()}


def _outcome(name: str, said: Floats, came: Floats, *, own: bool) -> dict[str, Any]:
    found = auc(said, came)
    return {
        "outcome": name, "events": int(came.sum()), "happened": round(float(came.mean()), 5),
        "said": round(float(said.mean()), 5), "auc": round(found, 4) if found is not None else None,
        "calibration_error": round(calibration_error(said, came), 5), "own_curve": own,
    }  # fmt: skip


def _spans(frame: Frame, target: str) -> list[list[str]]:
    one = frame.splits[target]
    return [[s.first.isoformat(), s.last.isoformat()] for s in (one.learned, one.calibrated, one.judged)]


def _standing(target: str, rows: NDArray[np.float32]) -> NDArray[np.int64]:
    """The group of the second baseline: what the last contact was about, if it was lately; for dormancy whether
    anything runs, and whether there was a contact lately."""
    columns = [one.key for one in FEATURES]
    if target == DORMANCY:
        runs = rows[:, columns.index("loans_open")] > 0
        lately = rows[:, columns.index("contact")] <= _RECENT
        return np.asarray(runs * 2 + lately, dtype=np.int64)
    since = np.nan_to_num(rows[:, len(columns) :], nan=np.inf)
    nearest = since.argmin(axis=1)
    lately = since[np.arange(len(since)), nearest] <= _RECENT
    return np.where(lately, nearest, since.shape[1]).astype(np.int64)


def _by_group(group: NDArray[np.int64], came: Floats, asked: NDArray[np.int64]) -> Floats:
    """How often each outcome came in each group before, drawn a little to how often it came at all."""
    usual = came.mean(axis=0)
    rates = np.empty((int(max(group.max(), asked.max())) + 1, came.shape[1]))
    for place in range(len(rates)):
        mine = came[group == place]
        rates[place] = (mine.sum(axis=0) + _SMOOTHING * usual) / (len(mine) + _SMOOTHING)
    return np.asarray(rates[asked])


def _groups(
    target: str, table: Table, last: NDArray[np.bool_], said: Floats, came: NDArray[np.bool_]
) -> list[fairness.Group]:
    shown = said.max(axis=1) >= SHOWN[target]
    customer = table.customer[last]
    found: list[fairness.Group] = []
    sides: Sequence[tuple[str, Sequence[str], NDArray[np.int64]]] = (
        ("sex", fairness.SEXES, table.sex), ("age", fairness.AGES, table.age),
    )  # fmt: skip
    for by, groups, of in sides:
        found += fairness.table(by, groups, of[last], customer, any_of(said), shown, came)
    return found


def _drivers(predictor: Predictor, rows: Floats, frame: Frame) -> list[dict[str, Any]]:
    """What moves the predictions most: the mean size of each feature's part in the log-odds, over all outcomes."""
    some = rows[:: max(1, len(rows) // _EXPLAINED)]
    _, pushes = predictor.explained(some)
    size = np.abs(pushes).mean(axis=0).sum(axis=0)
    columns = names(frame.reasons)
    order = np.argsort(-size, kind="stable")[:_DRIVERS]
    return [
        {"feature": columns[n].partition(":")[0], "reason": columns[n].removeprefix(SINCE_REASON)
         if columns[n].startswith(SINCE_REASON) else None, "size": round(float(size[n]), 4)}
        for n in order
        if size[n] > 0
    ]  # fmt: skip
