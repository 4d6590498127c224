"""Sets of thresholds as trainers see them: every intent, also those that take the wider thresholds."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from tandem.contexts.bot.thresholds.actions.gathering import gather, serving_version
from tandem.contexts.bot.thresholds.errors import IntentWithoutOutcomes, ThresholdSetNotFound
from tandem.contexts.bot.thresholds.grounds import Grounds
from tandem.contexts.bot.thresholds.repository import outcomes as outcome_rows
from tandem.contexts.bot.thresholds.repository import sets
from tandem.contexts.bot.thresholds.rules.curve import Point, thinned
from tandem.contexts.bot.thresholds.rules.fitting import PRECISION, Defaults, fit
from tandem.contexts.bot.thresholds.rules.verdicts import JUDGES, Judge
from tandem.kit.db import Database, Tx

_SETS = 50
_ENTRY = "entry:"
_SEEN = 0.001
"""What screens show of a threshold: less is no change."""


async def judge_in_use(tx: Tx) -> Judge:
    """Whose thresholds people ask for when they name none: the intent model's, once there is one."""
    return "intent" if await serving_version(tx) is not None else "retrieval"


async def show(db: Database, grounds: Grounds, judge: Judge | None, number: int | None) -> dict[str, Any]:
    """A set (None: the one in force, else the shipped thresholds, beside how many outcomes each intent has by now).
    `judge` None: the one in use. Raises ThresholdSetNotFound."""
    async with db.transaction() as tx:
        judge = judge or await judge_in_use(tx)
        served = await sets.in_force(tx)
        wanted = number if number is not None else served
        found = await sets.find(tx, wanted) if wanted is not None else None
        if wanted is not None and found is None:
            raise ThresholdSetNotFound()
        kept = [_set(row) for row in await sets.newest(tx, _SETS)]
        known = await outcome_rows.intents(tx)
        rows = await _rows(tx, wanted)
        in_force = rows if wanted == served else await _rows(tx, served)
    defaults = await grounds.defaults()
    whole, items = _listed(rows, judge, known, defaults)
    if wanted is None:
        heard = Counter(one.intent for one in (await gather(db, grounds)).outcomes[judge])
        whole = {**whole, "outcomes": heard.total()}
        items = [{**one, "outcomes": heard[one["intent"]]} for one in items]
    return {
        "id": wanted,
        "judge": judge,
        "precision": found.precision if found else PRECISION,
        "fitted_at": found.at if found else None,
        "by": found.by_name if found else None,
        "version": found.model_version if found else None,
        "in_force": wanted == served,
        "changed": {one: _changed(in_force, rows, one, known, defaults) for one in JUDGES},
        "global": whole,
        "items": items,
        "sets": kept,
    }


async def curve(
    db: Database, grounds: Grounds, judge: Judge | None, intent: str | None, number: int | None
) -> dict[str, Any]:
    """Precision and coverage against τ: of a set, or (None) of the one in force, or of the outcomes known now.
    Raises ThresholdSetNotFound, IntentWithoutOutcomes."""
    async with db.transaction() as tx:
        judge = judge or await judge_in_use(tx)
        wanted = number if number is not None else await sets.in_force(tx)
        found = await sets.find(tx, wanted) if wanted is not None else None
        if wanted is not None and found is None:
            raise ThresholdSetNotFound()
        name = await _name(tx, intent)
        kept = await sets.curve(tx, wanted, judge, intent or sets.ALL) if wanted is not None else None
    gathered = await gather(db, grounds) if wanted is None else None
    about = {"id": wanted, "judge": judge, "intent": intent, "name": name}
    if gathered is not None:
        known = gathered.outcomes[judge]
        fitted = await asyncio.to_thread(fit, known, PRECISION, gathered.defaults[judge])
        one = fitted.of(intent) if intent is not None else fitted.all
        if intent is not None and not one.outcomes:
            raise IntentWithoutOutcomes()
        default = gathered.defaults[judge]  # nothing is in force but these
        return {**about, "target": PRECISION, "tau_auto": default.auto, "tau_draft": default.draft,
                "points": _points(thinned(one.points))}  # fmt: skip
    if kept is None or found is None:
        raise IntentWithoutOutcomes()
    row, points = kept
    return {**about, "target": found.precision, "tau_auto": row.tau_auto, "tau_draft": row.tau_draft,
            "points": _points(points)}  # fmt: skip


def _points(points: Sequence[Point]) -> list[dict[str, Any]]:
    return [
        {"tau": one.tau, "precision": one.precision, "low": one.low, "coverage": one.coverage,
         "outcomes": one.outcomes}
        for one in points
    ]  # fmt: skip


async def _rows(tx: Tx, number: int | None) -> Sequence[Row[Any]]:
    """Of a set; none of the shipped thresholds."""
    return await sets.thresholds(tx, number) if number is not None else ()


def _listed(
    rows: Sequence[Row[Any]], judge: Judge, known: Sequence[Row[Any]], defaults: Mapping[Judge, Defaults]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(a judge's thresholds for all, those of each intent) of a set's rows."""
    own = {row.intent: _of_row(row) for row in rows if row.judge == judge}
    whole = own.pop(sets.ALL, None) or _of_defaults(defaults[judge])
    shown = _shown_intents(known, judge)
    return whole, [{**own.get(one.key, _wider(whole)), "intent": one.key, "name": one.name} for one in shown]


def _changed(
    old: Sequence[Row[Any]],
    new: Sequence[Row[Any]],
    judge: Judge,
    known: Sequence[Row[Any]],
    defaults: Mapping[Judge, Defaults],
) -> int:
    """Of how many intents a judge would decide otherwise."""
    before, after = _listed(old, judge, known, defaults)[1], _listed(new, judge, known, defaults)[1]
    return sum(
        any(abs(now[tau] - then[tau]) >= _SEEN for tau in ("tau_auto", "tau_draft"))
        for then, now in zip(before, after, strict=True)
    )


def _shown_intents(known: Sequence[Row[Any]], judge: Judge) -> list[Row[Any]]:
    """Those that can be meant: not retired, not merged; search finds entries only."""
    return [
        one
        for one in known
        if one.retired_at is None
        and one.merged_into is None
        and (judge == "intent" or one.key.startswith(_ENTRY))
    ]


async def _name(tx: Tx, intent: str | None) -> str | None:
    if intent is None:
        return None
    return next((one.name for one in await outcome_rows.intents(tx) if one.key == intent), intent)


def _of_row(row: Row[Any]) -> dict[str, Any]:
    return {
        "intent": row.intent or None, "name": None, "tau_auto": row.tau_auto, "tau_draft": row.tau_draft,
        "outcomes": row.outcomes, "precision_at": row.precision, "low": row.low, "coverage": row.coverage,
        "source": row.source, "held": row.held,
    }  # fmt: skip


def _of_defaults(defaults: Defaults) -> dict[str, Any]:
    return {
        "intent": None, "name": None, "tau_auto": defaults.auto, "tau_draft": defaults.draft, "outcomes": 0,
        "precision_at": None, "low": None, "coverage": None, "source": "default", "held": False,
    }  # fmt: skip


def _wider(whole: dict[str, Any]) -> dict[str, Any]:
    """What an intent has that nobody said anything of."""
    return {
        **whole, "outcomes": 0, "precision_at": None, "low": None, "coverage": None, "held": False,
        "source": "default" if whole["source"] == "default" else "global",
    }  # fmt: skip


def _set(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.number, "precision": row.precision, "fitted_at": row.at, "by": row.by_name,
        "version": row.model_version, "since": row.since, "until": row.until, "published_by": row.published_by,
    }  # fmt: skip
