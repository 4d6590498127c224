"""Editing: new versions of rules. What is wrong is refused with the place; what is kept is in force for nobody yet."""

from collections.abc import Mapping, Sequence
from typing import Any

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.conversations import api as conversations
from tandem.contexts.portraits.actions.binding import STRATEGIES, book_of, words
from tandem.contexts.portraits.errors import RuleRefused, TagNotFound
from tandem.contexts.portraits.repository import tags, versions
from tandem.contexts.portraits.repository.versions import Version
from tandem.contexts.portraits.rules.book import LAYERS, Circular
from tandem.contexts.portraits.rules.choosing import ANY
from tandem.contexts.portraits.rules.language import BadRule, Vocabulary, compile_rule
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id

MOST_SEGMENTS = 20
MOST_CELLS = 400


async def edit_tag_rule(tx: Tx, actor: Actor, key: str, rule: str, note: str = "") -> Version:
    """The next version of a tag's rule. Needs `portraits.edit`; audited. Raises TagNotFound, RuleRefused (with places),
    Invalid "rules_circular" or "tag_not_by_rule"."""
    actor.require(permissions.PORTRAITS_EDIT)
    tag = await tags.by_key(tx, key)
    if tag is None or tag.retired_at is not None:
        raise TagNotFound()
    if tag.origin != "rule":
        raise Invalid("tag_not_by_rule")
    _compiled([("rule", rule)], await words(tx), actor.locale)
    return await _keep(tx, actor, f"tag:{key}", {"rule": rule.strip()}, note)


async def edit_layer(
    tx: Tx, actor: Actor, layer: str, segments: Sequence[Mapping[str, Any]], note: str = ""
) -> Version:
    """The next version of a layer: its segments in the order in which they are tried. Needs `portraits.edit`; audited.
    Raises RuleRefused, Invalid (layer, keys twice, too many, "rules_circular")."""
    actor.require(permissions.PORTRAITS_EDIT)
    if layer not in LAYERS:
        raise Invalid(fields=[("layer", "one of " + ", ".join(LAYERS))])
    keys = [str(one["key"]) for one in segments]
    if not 0 < len(keys) <= MOST_SEGMENTS:
        raise Invalid(fields=[("segments", f"1 to {MOST_SEGMENTS}")])
    if len(set(keys)) != len(keys):
        raise Invalid("segment_twice")
    content = {"segments": [dict(one) for one in segments]}
    vocabulary = await words(tx, {f"layer:{layer}": content})
    _compiled([(one["key"], one["rule"]) for one in segments], vocabulary, actor.locale)
    return await _keep(tx, actor, f"layer:{layer}", content, note)


async def edit_strategies(
    tx: Tx, actor: Actor, layers: Sequence[str], cells: Sequence[Mapping[str, Any]], note: str = ""
) -> Version:
    """The next version of the matrix. Needs `portraits.edit`; audited. Raises Invalid, naming the cells with a queue or
    a segment that there is not."""
    actor.require(permissions.PORTRAITS_EDIT)
    if sorted(layers) != sorted(LAYERS):
        raise Invalid(fields=[("layers", "each of " + ", ".join(LAYERS) + " once")])
    if len(cells) > MOST_CELLS:
        raise Invalid(fields=[("cells", f"at most {MOST_CELLS}")])
    content = {"layers": list(layers), "cells": [dict(one) for one in cells]}
    await check_strategies(tx, content, await versions.newest(tx))
    version = await versions.add(tx, STRATEGIES, content, note.strip(), actor)
    await record(tx, actor, "portraits.rule_edited", STRATEGIES, {"number": version.number})
    return version


async def check_strategies(tx: Tx, content: Mapping[str, Any], layers: Mapping[str, Version]) -> None:
    """`layers`: the versions by whose segments it is judged: the newest while somebody edits, those in force when it
    comes into force. Raises Invalid "strategy_refused", naming the cells."""
    queues = {queue.key for queue in await conversations.all_queues(tx)}
    known = {
        f"{layer}:{one['key']}"
        for layer in LAYERS
        if (version := layers.get(f"layer:{layer}")) is not None
        for one in version.content["segments"]
    }
    wrong: list[tuple[str, str]] = []
    seen: set[tuple[str, str]] = set()
    for place, cell in enumerate(content["cells"]):
        where = f"cells.{place}"
        if cell["segment"] != ANY and cell["segment"] not in known:
            wrong.append((f"{where}.segment", "no such segment"))
        if cell["queue"] is not None and cell["queue"] not in queues:
            wrong.append((f"{where}.queue", "no such queue"))
        if (cell["segment"], cell["intent"]) in seen:
            wrong.append((where, "twice"))
        seen.add((cell["segment"], cell["intent"]))
    if wrong:
        raise Invalid("strategy_refused", fields=wrong)


def _compiled(rules: Sequence[tuple[str, str]], vocabulary: Vocabulary, locale: str) -> None:
    faults: list[tuple[str, BadRule]] = []
    for place, source in rules:
        try:
            compile_rule(source, vocabulary)
        except BadRule as error:
            faults.append((place, error))
    if faults:
        raise RuleRefused(faults, locale)


async def _keep(tx: Tx, actor: Actor, subject: str, content: dict[str, Any], note: str) -> Version:
    await _refuse_circles(tx, actor, subject, content)
    version = await versions.add(tx, subject, content, note.strip(), actor)
    await record(tx, actor, "portraits.rule_edited", subject, {"number": version.number})
    return version


async def _refuse_circles(tx: Tx, actor: Actor, subject: str, content: dict[str, Any]) -> None:
    """Together with what is in force: rules that wait for each other never get anywhere."""
    in_force = await versions.in_force(tx)
    mine = Version(new_id(), subject, 0, content, "", tx.now, actor.label, actor.name)
    try:
        await book_of(tx, {**in_force, subject: mine}, 0)
    except Circular as error:
        raise Invalid("rules_circular", params={"chain": " → ".join(error.chain)}) from error
