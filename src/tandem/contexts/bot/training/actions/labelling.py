"""Trainers say what turns are."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.bot.masking import RULES_ALONE, Masker
from tandem.contexts.bot.training.actions.editing_intents import open_intent
from tandem.contexts.bot.training.errors import TurnNotFound
from tandem.contexts.bot.training.repository import examples, labels
from tandem.kit.db import Tx
from tandem.kit.ids import new_id


@dataclass(frozen=True)
class Label:
    """`intent` None: out of scope. `skip`: neither of the two."""

    turn_id: UUID
    intent: str | None = None
    skip: bool = False

    @property
    def verdict(self) -> str:
        """How it is kept."""
        if self.skip:
            return "skipped"
        return "out_of_scope" if self.intent is None else "intent"


async def label(
    tx: Tx, actor: Actor, given: Sequence[Label], masker: Masker = RULES_ALONE
) -> tuple[int, int]:
    """(labelled, skipped). Each labelled turn becomes an example of its intent, what names a person masked. The
    last label of a turn counts; all are kept. All or nothing: raises Forbidden, TurnNotFound, IntentNotFound,
    IntentClosed."""
    actor.require(permissions.TRAINING_MANAGE)
    last = {one.turn_id: one for one in given}
    turns = await labels.lock_turns(tx, actor, last.keys())
    for turn_id in last:
        if turn_id not in turns:
            raise TurnNotFound(params={"turn": str(turn_id)}, extra={"turn_id": str(turn_id)})
    keys = {one.intent for one in last.values() if one.intent is not None and not one.skip}
    intents = {key: (await open_intent(tx, key)).key for key in sorted(keys)}
    await labels.replace(tx, last.keys())
    await examples.remove_of_turns(tx, last.keys(), actor.label)
    learned = [one for one in last.values() if not one.skip]
    await labels.keep(
        tx,
        [
            {
                "id": new_id(), "turn_id": one.turn_id, "verdict": one.verdict,
                "intent_key": intents[one.intent] if one.intent and not one.skip else None,
                "by_id": actor.id, "by_name": actor.name, "at": tx.now,
            }
            for one in last.values()
        ],
    )  # fmt: skip
    masked = await masker.mask([turns[one.turn_id].text for one in learned], tx.now)
    for one, text in zip(learned, masked, strict=True):
        key = intents[one.intent] if one.intent else None
        await examples.add(tx, [examples.row_of(tx, key, text, "label", actor, turn_id=one.turn_id)])
    await record(
        tx,
        actor,
        "bot.turns_labelled",
        "bot:inbox",
        {"turns": [str(one) for one in last], "skipped": len(last) - len(learned)},
    )
    return len(learned), len(last) - len(learned)
