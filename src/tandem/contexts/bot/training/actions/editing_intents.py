"""Trainers' own intents, and changes to all of them."""

from collections.abc import Mapping
from typing import Any

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.bot.training.errors import (
    CannotMerge,
    IntentClosed,
    IntentKeptInStep,
    IntentNotFound,
    TargetUnknown,
)
from tandem.contexts.bot.training.repository import intents
from tandem.contexts.bot.training.repository.intents import Intent
from tandem.contexts.conversations import api as conversations
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.db import Tx
from tandem.kit.errors import NotFound
from tandem.kit.ids import new_id

_KEY_DIGITS = 10


async def create(
    tx: Tx, actor: Actor, *, name: str, kind: str, target: str | None, flows: Mapping[str, Any]
) -> Intent:
    """A new intent. `kind` and `target`: what happens when a customer wants it. Raises Forbidden, TargetUnknown."""
    actor.require(permissions.TRAINING_MANAGE)
    await _must_exist(tx, kind, target, flows)
    key = f"own:{new_id().hex[-_KEY_DIGITS:]}"
    await intents.create(tx, key, name, kind, target, actor.label)
    await record(tx, actor, "intent.created", f"intent:{key}", {"target": kind, "target_key": target})
    return await required(tx, key)


async def change(
    tx: Tx,
    actor: Actor,
    key: str,
    *,
    name: str | None = None,
    target: tuple[str, str | None] | None = None,
    retired: bool | None = None,
    flows: Mapping[str, Any],
) -> Intent:
    """Change what is given. Names and targets of entries' and flows' own intents follow those; a person may retire
    them all the same. Raises Forbidden, IntentNotFound, IntentKeptInStep, TargetUnknown."""
    actor.require(permissions.TRAINING_MANAGE)
    found = await required(tx, key, lock=True)
    values: dict[str, Any] = {}
    if found.origin != "trainer" and (name is not None or target is not None):
        raise IntentKeptInStep()
    if name is not None:
        values["name"] = name
    if target is not None:
        await _must_exist(tx, *target, flows)
        values |= {"target_kind": target[0], "target_key": target[1]}
    if retired is not None and retired != (found.retired_at is not None):
        values |= {"retired_at": tx.now if retired else None, "retired_by": actor.label if retired else None}
    if values:
        await intents.change(tx, key, values)
        await record(tx, actor, "intent.changed", f"intent:{key}", {"fields": sorted(values)})
    return await required(tx, key)


async def merge(tx: Tx, actor: Actor, key: str, into: str) -> Intent:
    """From now on `key`'s examples count for `into`, which is returned. Raises Forbidden, IntentNotFound,
    CannotMerge."""
    actor.require(permissions.TRAINING_MANAGE)
    for one in sorted((key, into)):
        await required(tx, one, lock=True)
    if key == into or not (await required(tx, into)).open or (await required(tx, key)).merged_into:
        raise CannotMerge()
    await intents.merge(tx, key, into)
    await record(tx, actor, "intent.merged", f"intent:{key}", {"into": into})
    return await required(tx, into)


async def take_apart(tx: Tx, actor: Actor, key: str) -> Intent:
    """What was merged stands for itself again, with the examples it had; those that were added to the other meanwhile
    stay there. Twice is once. Raises Forbidden, IntentNotFound."""
    actor.require(permissions.TRAINING_MANAGE)
    found = await required(tx, key, lock=True)
    if found.merged_into is not None:
        await intents.change(tx, key, {"merged_into": None})
        await record(tx, actor, "intent.taken_apart", f"intent:{key}", {"from": found.merged_into})
    return await required(tx, key)


async def required(tx: Tx, key: str, *, lock: bool = False) -> Intent:
    """The intent, or IntentNotFound."""
    found = await intents.find(tx, key, lock=lock)
    if found is None:
        raise IntentNotFound()
    return found


async def open_intent(tx: Tx, key: str) -> Intent:
    """The intent as one that may get examples; where it was merged, the one it went into. Raises IntentNotFound,
    IntentClosed."""
    found = await required(tx, key)
    if found.merged_into is not None:
        found = await required(tx, found.merged_into)
    if not found.open:
        raise IntentClosed()
    return found


async def _must_exist(tx: Tx, kind: str, target: str | None, flows: Mapping[str, Any]) -> None:
    match kind:
        case "entry":
            there = bool(await knowledge.published_by_keys(tx, [target or ""]))
        case "flow":
            there = target in flows
        case "hand_over":
            there = await _queue_exists(tx, target or "")
        case _:
            there = True
    if not there:
        raise TargetUnknown(params={"kind": kind, "key": target}, fields=[("target.key", "unknown")])


async def _queue_exists(tx: Tx, key: str) -> bool:
    try:
        await conversations.queue_by_key(tx, key)
    except NotFound:
        return False
    return True
