"""Previewing: how many customers a rule matches before it is kept, with some of them, names masked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.customers import api as customers
from tandem.contexts.portraits import people
from tandem.contexts.portraits.actions.binding import words
from tandem.contexts.portraits.repository import previews
from tandem.contexts.portraits.rules.book import LayerKey
from tandem.contexts.portraits.rules.language import compile_rule, shown
from tandem.contexts.portraits.rules.portraying import WITHOUT_PROFILING
from tandem.kit.db import Tx

_EXAMPLES = 8
# From this share on a rule says nothing about anybody.
_EVERYBODY = 0.95


@dataclass(frozen=True)
class Example:
    customer_id: UUID
    name: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Preview:
    """`warnings`: everybody, nobody, mostly_unknown."""

    total: int
    matches: int
    unknown: int
    warnings: tuple[str, ...]
    examples: tuple[Example, ...]


async def preview(tx: Tx, actor: Actor, rule: str, zone: tzinfo, *, layer: LayerKey | None = None) -> Preview:
    """Over those to whom the rule would apply: who has agreed to profiling, or everybody for a `layer` that needs no
    consent. Needs `portraits.edit`; audited, the customers shown by id. Raises BadRule."""
    actor.require(permissions.PORTRAITS_EDIT)
    compiled = compile_rule(rule, await words(tx))
    today = tx.now.astimezone(zone).date()
    everybody = layer in WITHOUT_PROFILING
    counted = await previews.count(tx, compiled.tree, today, everybody=everybody)
    read = sorted(compiled.reads.names - {"today"})
    found = []
    if counted.matches:
        found = await previews.examples(tx, compiled.tree, today, read, _EXAMPLES, everybody=everybody)
    names = await customers.names(tx, [id_ for id_, _ in found])
    seen = [str(id_) for id_, _ in found]
    await record(tx, actor, "portraits.previewed", "portraits:preview", {"customers": seen})
    some = tuple(
        Example(id_, people.masked(names.get(id_)), {key: shown(value) for key, value in facts.items()})
        for id_, facts in found
    )
    return Preview(counted.total, counted.matches, counted.unknown, tuple(_warnings(counted)), some)


def _warnings(counted: previews.Counted) -> list[str]:
    if not counted.total:
        return []
    found = []
    if counted.matches >= _EVERYBODY * counted.total:
        found.append("everybody")
    if not counted.matches:
        found.append("nobody")
    if counted.unknown > counted.total / 2:
        found.append("mostly_unknown")
    return found
