"""Putting a set of thresholds in force, and taking it back."""

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.bot.thresholds.errors import (
    NoThresholdsInForce,
    ThresholdSetNotFound,
    ThresholdsInForce,
)
from tandem.contexts.bot.thresholds.events import ThresholdsPublished
from tandem.contexts.bot.thresholds.repository import sets
from tandem.kit.db import Tx


async def publish(tx: Tx, actor: Actor, number: int) -> None:
    """From now on the bot decides by this set; an older one again is how to roll back. Needs training.manage.
    Raises ThresholdSetNotFound, ThresholdsInForce."""
    actor.require(permissions.TRAINING_MANAGE)
    await sets.lock(tx)
    if await sets.find(tx, number) is None:
        raise ThresholdSetNotFound()
    if await sets.in_force(tx) == number:
        raise ThresholdsInForce()
    await sets.publish(tx, actor, number)
    await record(tx, actor, "bot.thresholds_published", f"threshold_set:{number}")
    tx.emit(ThresholdsPublished(actor=actor.label, number=number))


async def withdraw(tx: Tx, actor: Actor) -> None:
    """Back to the thresholds that come with the knowledge base. Needs training.manage. Raises
    NoThresholdsInForce."""
    actor.require(permissions.TRAINING_MANAGE)
    await sets.lock(tx)
    ended = await sets.end(tx, actor)
    if ended is None:
        raise NoThresholdsInForce()
    await record(tx, actor, "bot.thresholds_withdrawn", f"threshold_set:{ended}")
    tx.emit(ThresholdsPublished(actor=actor.label, number=None))
