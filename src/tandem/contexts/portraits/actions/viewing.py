"""Viewing: a customer's portrait as staff see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.portraits import people
from tandem.contexts.portraits.actions.choosing import strategy_for
from tandem.contexts.portraits.repository import memberships, portraits, tags, versions
from tandem.contexts.portraits.repository.memberships import Membership
from tandem.contexts.portraits.repository.tags import Grant
from tandem.contexts.portraits.rules.book import LAYERS
from tandem.contexts.portraits.rules.choosing import Strategy
from tandem.contexts.portraits.rules.facts import facts_on
from tandem.contexts.portraits.rules.language import shown
from tandem.kit.db import Tx
from tandem.kit.errors import Forbidden


@dataclass(frozen=True)
class Standing:
    """The segment a customer is in, with its names."""

    layer: str
    segment: str
    name: str
    name_en: str
    since: datetime
    why: Mapping[str, Any]


@dataclass(frozen=True)
class CustomerPortrait:
    """`without`: why there is no profile (no_consent, restricted, merged), or None. `pending`: something happened that
    is not computed yet. `undecided`: tags of which nobody can say, with the facts that are missing."""

    customer_id: UUID
    without: str | None
    pending: bool
    computed_at: datetime | None
    lent_at: datetime | None
    lent_state: str
    facts: Mapping[str, Any]
    tags: tuple[Grant, ...]
    segments: tuple[Standing, ...]
    undecided: Mapping[str, Any]
    strategy: Strategy | None
    tag_history: tuple[Grant, ...] = ()
    segment_history: tuple[Membership, ...] = ()


async def tags_of(tx: Tx, customer_id: UUID) -> list[Grant]:
    """The tags a person has now, over all their ids, oldest first. Not filtered by who asks."""
    ids = await people.family(tx, await people.canonical(tx, customer_id))
    found = await tags.standing(tx, ids)
    return [one for one in found if one.until is None or one.until > tx.now]


async def segments_of(tx: Tx, customer_id: UUID) -> list[Standing]:
    """The segments a person is in now, stage first. Not filtered by who asks."""
    found = await memberships.standing(tx, await people.canonical(tx, customer_id))
    if not found:
        return []
    names = await names_in_force(tx)
    return [_standing(found[layer], names) for layer in LAYERS if layer in found]


async def portrait_of(
    tx: Tx, actor: Actor, customer_id: UUID, zone: tzinfo, *, intent: str | None = None, history: int = 0
) -> CustomerPortrait:
    """A customer's portrait for staff, with the strategy for `intent`. Needs `portraits.read`, or `customers.tag` and a
    conversation of the customer's that the actor may read; audited. Raises CustomerNotFound, CustomerRestricted,
    Forbidden."""
    who = await people.canonical(tx, (await customers.get(tx, customer_id)).id)
    ids = await people.family(tx, who)
    await serve(tx, actor, ids)
    await record(tx, actor, "portraits.read", f"customer:{who}")
    kept = await portraits.find(tx, who)
    base = kept.base if kept else None
    today = tx.now.astimezone(zone).date()
    facts = facts_on(base, today) if base else {}
    return CustomerPortrait(
        who, kept.without if kept else None, kept.behind if kept else False, kept.computed_at if kept else None,
        kept.lent_at if kept else None, kept.lent_state if kept else "unbound",
        {key: shown(value) for key, value in facts.items() if key != "today"},
        tuple(await tags_of(tx, who)), tuple(await segments_of(tx, who)), kept.undecided if kept else {},
        await strategy_for(tx, who, intent or ()),
        tuple(await tags.history(tx, ids, history)) if history else (),
        tuple(await memberships.history(tx, who, history)) if history else (),
    )  # fmt: skip


async def serve(tx: Tx, actor: Actor, ids: list[UUID]) -> None:
    """Raise Forbidden unless the actor may see portraits, or serves this customer and may tag; CustomerRestricted when
    the data may only be stored. `ids`: the person's family."""
    await customers.refuse_restricted(tx, actor, ids[0])
    if actor.may(permissions.PORTRAITS_READ):
        return
    actor.require(permissions.CUSTOMERS_TAG)
    if not await conversations.meets(tx, actor, ids):
        raise Forbidden(extra={"permission": permissions.PORTRAITS_READ})


async def names_in_force(tx: Tx) -> dict[tuple[str, str], tuple[str, str]]:
    """What the segments in force are called, Chinese and English, by layer and key."""
    in_force = await versions.in_force(tx)
    return {
        (layer, one["key"]): (one["name"], one.get("name_en") or one["name"])
        for layer in LAYERS
        if f"layer:{layer}" in in_force
        for one in in_force[f"layer:{layer}"].content["segments"]
    }


def _standing(one: Membership, names: Mapping[tuple[str, str], tuple[str, str]]) -> Standing:
    name, name_en = names.get((one.layer, one.segment), (one.segment, one.segment))
    return Standing(one.layer, one.segment, name, name_en, one.since, one.why)
