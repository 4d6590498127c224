"""Tagging: tags are made and retired; people and models give them and take them back."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.portraits import people
from tandem.contexts.portraits.actions.applying import end_grant
from tandem.contexts.portraits.actions.computing import want
from tandem.contexts.portraits.actions.publishing import withdraw
from tandem.contexts.portraits.errors import GrantNotFound, TagExists, TagNotFound
from tandem.contexts.portraits.events import TagGiven
from tandem.contexts.portraits.repository import tags
from tandem.contexts.portraits.repository.tags import Grant, Tag
from tandem.kit.db import Tx
from tandem.kit.errors import Forbidden, Invalid

ORIGINS = ("hand", "rule", "model")
_KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
_COLOR = re.compile(r"#[0-9a-f]{6}")


async def create_tag(
    tx: Tx, actor: Actor, *, key: str, name: str, name_en: str = "", color: str = "#8c8c8c", note: str = "",
    origin: str = "hand",
) -> Tag:  # fmt: skip
    """A new tag, given by `origin`: hand, rule or model. Needs `portraits.edit`; audited. Raises TagExists, Invalid."""
    actor.require(permissions.PORTRAITS_EDIT)
    wrong = [
        *([("key", "a-z, 0-9 and _, 2 to 40 characters")] if not _KEY.fullmatch(key) else []),
        *([("name", "1 to 40 characters")] if not 0 < len(name.strip()) <= 40 else []),
        *([("color", "#rrggbb")] if not _COLOR.fullmatch(color) else []),
        *([("origin", "one of " + ", ".join(ORIGINS))] if origin not in ORIGINS else []),
    ]
    if wrong:
        raise Invalid(fields=wrong)
    made = await tags.add(
        tx, key=key, name=name.strip(), name_en=name_en.strip(), color=color, note=note.strip(), origin=origin,
        created_by=actor.label,
    )  # fmt: skip
    if made is None:
        raise TagExists()
    await record(tx, actor, "portraits.tag_created", f"tag:{key}", {"origin": origin})
    return await get_tag(tx, key)


async def get_tag(tx: Tx, key: str) -> Tag:
    """Raises TagNotFound."""
    found = await tags.by_key(tx, key)
    if found is None:
        raise TagNotFound()
    return found


async def change_tag(tx: Tx, actor: Actor, key: str, **values: str) -> Tag:
    """Name, English name, color or note. Needs `portraits.edit`; audited. Raises TagNotFound, Invalid."""
    actor.require(permissions.PORTRAITS_EDIT)
    tag = await get_tag(tx, key)
    if "name" in values and not values["name"].strip():
        raise Invalid(fields=[("name", "1 to 40 characters")])
    if "color" in values and not _COLOR.fullmatch(values["color"]):
        raise Invalid(fields=[("color", "#rrggbb")])
    if values:
        await tags.change(tx, tag.id, **{name: value.strip() for name, value in values.items()})
        await record(tx, actor, "portraits.tag_changed", f"tag:{key}", {"fields": sorted(values)})
    return await get_tag(tx, key)


async def retire_tag(tx: Tx, actor: Actor, key: str) -> Tag:
    """Nobody gets the tag any more; whoever has it by hand keeps it until it is taken away, its rule is withdrawn.
    Again: nothing changes. Needs `portraits.publish`; audited."""
    actor.require(permissions.PORTRAITS_PUBLISH)
    tag = await get_tag(tx, key)
    if tag.retired_at is None:
        await withdraw(tx, actor, f"tag:{key}")
        await tags.change(tx, tag.id, retired_at=tx.now)
        await record(tx, actor, "portraits.tag_retired", f"tag:{key}")
    return await get_tag(tx, key)


async def give_tag(
    tx: Tx, actor: Actor, customer_id: UUID, key: str, *, note: str = "", until: datetime | None = None
) -> Grant:
    """Tag a customer by hand. Again: the end and the note become these. Needs `customers.tag`; audited. Raises
    TagNotFound, Invalid ("tag_not_by_hand", "until_past"), Forbidden "customer_restricted"."""
    actor.require(permissions.CUSTOMERS_TAG)
    tag = await get_tag(tx, key)
    if tag.retired_at is not None:
        raise TagNotFound()
    if tag.origin != "hand":
        raise Invalid("tag_not_by_hand")
    if until is not None and until <= tx.now:
        raise Invalid("until_past", fields=[("until", "must lie ahead")])
    if await people.restricted(tx, customer_id):
        raise Forbidden("customer_restricted")
    grant = await _give(
        tx,
        customer_id,
        tag,
        "hand",
        {"note": note.strip()} if note.strip() else {},
        until,
        actor.label,
        actor.name,
    )
    await record(tx, actor, "portraits.tag_given", f"customer:{grant.customer_id}", {"tag": key})
    return grant


async def give_tag_by_model(
    tx: Tx,
    customer_id: UUID,
    key: str,
    *,
    why: Mapping[str, Any],
    until: datetime | None,
    may_profile: people.MayProfile,
) -> Grant | None:
    """A model says that the customer has this tag, `why` in words or figures for the agent. None without consent to
    profiling, or when the data is restricted. Raises TagNotFound, Invalid "tag_not_by_model"."""
    tag = await get_tag(tx, key)
    if tag.origin != "model":
        raise Invalid("tag_not_by_model")
    who = await people.canonical(tx, customer_id)
    if tag.retired_at is not None or await people.restricted(tx, who) or not await may_profile(tx, who):
        return None
    return await _give(tx, who, tag, "model", dict(why), until, "system:model", "")


async def end_tag_by_model(tx: Tx, customer_id: UUID, key: str) -> bool:
    """The model says so no more. False when the customer had not the tag."""
    who = await people.canonical(tx, customer_id)
    found = [one for one in await tags.standing(tx, [who]) if one.key == key and one.origin == "model"]
    if not found:
        return False
    await want(tx, who)
    return await end_grant(tx, found[0], "model", by="system:model")


async def _give(
    tx: Tx,
    customer_id: UUID,
    tag: Tag,
    origin: str,
    why: dict[str, Any],
    until: datetime | None,
    by: str,
    name: str,
) -> Grant:
    who = await people.canonical(tx, customer_id)
    # First, as everywhere: whoever computes this customer holds that row too.
    await want(tx, who)
    standing = [
        one for one in await tags.standing(tx, [who]) if one.tag_id == tag.id and one.origin == origin
    ]
    if standing:
        await tags.prolong(tx, standing[0].id, until, why)
        grant_id = standing[0].id
    else:
        grant_id = await tags.give(
            tx, customer_id=who, tag_id=tag.id, origin=origin, why=why, until=until, by=by, by_name=name
        )
        tx.emit(
            TagGiven(
                subject_id=who, actor=by, tag=tag.key, name=tag.name, name_en=tag.name_en or None,
                origin=origin,
            )
        )  # fmt: skip
    found = await tags.find_grant(tx, grant_id)
    assert found is not None
    return found


async def take_tag(tx: Tx, actor: Actor, customer_id: UUID, grant_id: UUID) -> None:
    """Take a tag given by hand away. Again: nothing changes. Needs `customers.tag`; audited. Raises GrantNotFound (also
    another person's), Invalid "tag_not_by_hand"."""
    actor.require(permissions.CUSTOMERS_TAG)
    family = await people.family(tx, await people.canonical(tx, customer_id))
    await want(tx, family[0])
    grant = await tags.find_grant(tx, grant_id)
    if grant is None or grant.customer_id not in family:
        raise GrantNotFound()
    if grant.origin != "hand":
        raise Invalid("tag_not_by_hand")
    if await end_grant(tx, grant, "hand", by=actor.label):
        await record(tx, actor, "portraits.tag_taken", f"customer:{family[0]}", {"tag": grant.key})
