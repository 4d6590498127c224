"""Thresholds for whoever has no HTTP: the command line."""

from typing import Any, cast

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.thresholds import presenting
from tandem.contexts.bot.thresholds.actions import fitting, publishing
from tandem.contexts.bot.thresholds.grounds import Grounds
from tandem.contexts.bot.thresholds.rules.verdicts import Judge
from tandem.kit.db import Database


class ThresholdDesk:
    """Fits, shows and publishes sets of thresholds."""

    def __init__(self, db: Database, grounds: Grounds) -> None:
        self._db, self._grounds = db, grounds

    async def fit(self, actor: Actor, precision: float) -> int:
        """Fit a set to the outcomes known now; its number. Raises Forbidden."""
        return await fitting.fit_set(self._db, actor, precision, self._grounds)

    async def publish(self, actor: Actor, number: int) -> None:
        """Put a set in force. Raises Forbidden, ThresholdSetNotFound, ThresholdsInForce."""
        async with self._db.transaction() as tx:
            await publishing.publish(tx, actor, number)

    async def withdraw(self, actor: Actor) -> None:
        """Back to the shipped thresholds. Raises Forbidden, NoThresholdsInForce."""
        async with self._db.transaction() as tx:
            await publishing.withdraw(tx, actor)

    async def show(self, judge: str | None, number: int | None) -> dict[str, Any]:
        """A set as the route /bot/training/thresholds gives it. Raises ThresholdSetNotFound."""
        chosen = cast(Judge, judge) if judge else None
        return await presenting.show(self._db, self._grounds, chosen, number)

    async def curve(self, judge: str | None, intent: str | None, number: int | None) -> dict[str, Any]:
        """A curve as the route gives it. Raises ThresholdSetNotFound, IntentWithoutOutcomes."""
        chosen = cast(Judge, judge) if judge else None
        return await presenting.curve(self._db, self._grounds, chosen, intent, number)
