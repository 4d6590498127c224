"""Examples that people write, move and remove."""

from collections.abc import Sequence
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.bot.masking import RULES_ALONE, Masker
from tandem.contexts.bot.training.actions.editing_intents import open_intent
from tandem.contexts.bot.training.errors import ExampleKeptInStep, ExampleNotFound
from tandem.contexts.bot.training.repository import examples
from tandem.contexts.bot.training.repository.examples import KEPT_IN_STEP, Example
from tandem.kit.db import Tx


async def add(tx: Tx, actor: Actor, key: str, texts: Sequence[str], masker: Masker = RULES_ALONE) -> int:
    """Give an intent these texts; how many it did not have. What names a person is masked. Raises Forbidden,
    IntentNotFound, IntentClosed."""
    actor.require(permissions.TRAINING_MANAGE)
    intent = await open_intent(tx, key)
    masked = dict.fromkeys(await masker.mask(texts, tx.now))
    added = await examples.add(
        tx, [examples.row_of(tx, intent.key, text, "import", actor) for text in masked]
    )
    await record(tx, actor, "intent.examples_added", f"intent:{intent.key}", {"added": added})
    return added


async def remove(tx: Tx, actor: Actor, example_id: UUID) -> None:
    """Raises Forbidden, ExampleNotFound, ExampleKeptInStep."""
    actor.require(permissions.TRAINING_MANAGE)
    found = await _changeable(tx, example_id)
    await examples.remove(tx, [example_id], actor.label)
    await record(tx, actor, "intent.example_removed", f"intent:{found.intent_key}", {"id": str(example_id)})


async def move(tx: Tx, actor: Actor, example_id: UUID, key: str | None) -> Example:
    """To another intent, or out of scope (`key` None). Raises Forbidden, ExampleNotFound, ExampleKeptInStep,
    IntentNotFound, IntentClosed."""
    actor.require(permissions.TRAINING_MANAGE)
    found = await _changeable(tx, example_id)
    target = (await open_intent(tx, key)).key if key is not None else None
    if target == found.intent_key:
        return found
    moved = await examples.move(tx, actor, found, target)
    await record(tx, actor, "intent.example_moved", f"intent:{found.intent_key}", {"to": target})
    return moved


async def _changeable(tx: Tx, example_id: UUID) -> Example:
    found = await examples.find(tx, example_id)
    if found is None:
        raise ExampleNotFound()
    if found.source in KEPT_IN_STEP:
        raise ExampleKeptInStep()
    return found
