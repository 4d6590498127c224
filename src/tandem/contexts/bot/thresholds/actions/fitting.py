"""Fitting a new set of thresholds. It is in force when somebody publishes it."""

import asyncio

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.bot.thresholds.actions.gathering import Gathered, gather
from tandem.contexts.bot.thresholds.grounds import Grounds
from tandem.contexts.bot.thresholds.repository import sets
from tandem.contexts.bot.thresholds.rules.fitting import Fitted, fit
from tandem.contexts.bot.thresholds.rules.verdicts import Judge
from tandem.kit.db import Database


async def fit_set(db: Database, actor: Actor, precision: float, grounds: Grounds) -> int:
    """Fit every intent's thresholds to `precision` (0.5 to 0.995) and keep them as a set; its number. Needs
    training.manage. Works with any number of outcomes: where there are too few, wider thresholds are kept."""
    actor.require(permissions.TRAINING_MANAGE)
    gathered = await gather(db, grounds)
    # Sorting ten thousands of outcomes would hold the event loop up.
    fitted = await asyncio.to_thread(_fit, gathered, precision)
    async with db.transaction() as tx:
        number = await sets.keep(tx, actor, precision, gathered.version, gathered.missing, fitted)
        await record(tx, actor, "bot.thresholds_fitted", f"threshold_set:{number}", {"precision": precision})
    return number


def _fit(gathered: Gathered, precision: float) -> dict[Judge, Fitted]:
    return {
        judge: fit(found, precision, gathered.defaults[judge]) for judge, found in gathered.outcomes.items()
    }
