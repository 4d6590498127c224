"""A trainer takes back what they just said of turns: the screens' undo."""

from collections.abc import Collection
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.bot.training.repository import examples, labels
from tandem.kit.db import Tx


async def take_back(tx: Tx, actor: Actor, turn_ids: Collection[UUID]) -> int:
    """How many of the actor's labels count no more. Their turns wait in the inbox again, the examples they made are
    gone; what colleagues said of a turn stays. Raises Forbidden."""
    actor.require(permissions.TRAINING_MANAGE)
    await labels.hold_turns(tx, turn_ids)
    own = await labels.own(tx, actor, turn_ids)
    if not own:
        return 0
    await labels.replace(tx, own)
    await examples.remove_of_turns(tx, own, actor.label)
    await labels.wait_again(tx, own)
    await record(tx, actor, "bot.labels_taken_back", "bot:inbox", {"turns": [str(one) for one in own]})
    return len(own)
