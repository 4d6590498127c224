"""Sets of thresholds as trainers see them: every intent, also those that take the wider thresholds."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from tandem.contexts.bot.thresholds.actions.gathering import gather, serving_version
from tandem.contexts.bot.thresholds.errors import IntentWithoutOutcomes, ThresholdSetNotFound
from tandem.contexts.bot.thresholds.grounds import Grounds
from tandem.contexts.bot.thresholds.repository import outcomes as outcome_rows
from tandem.contexts.bot.thresholds.repository import sets
from tandem.contexts.bot.thresholds.rules.curve import Point, thinned
from tandem.contexts.bot.thresholds.rules.fitting import PRECISION, Defaults, fit
from tandem.contexts.bot.thresholds.rules.verdicts import Judge
from tandem.kit.db import Database, Tx

_SETS = 50
_ENTRY = "entry:"


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
        rows = await sets.thresholds(tx, wanted, judge) if wanted is not None else ()
        own = {row.intent: _of_row(row) for row in rows}
        intents = await _shown_intents(tx, judge)
        kept = [_set(row) for row in await sets.newest(tx, _SETS)]
    whole = own.pop(sets.ALL, None) or _of_defaults((await grounds.defaults())[judge])
    items = [{**own.get(one.key, _wider(whole)), "intent": one.key, "name": one.name} for one in intents]
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


async def _shown_intents(tx: Tx, judge: Judge) -> list[Row[Any]]:
    """Those that can be meant: not retired, not merged; search finds entries only."""
    return [
        one
        for one in await outcome_rows.intents(tx)
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
