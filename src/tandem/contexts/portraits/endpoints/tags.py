"""/portraits/tags: tags, their rules, and who had them."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from tandem.contexts.access.api import CurrentStaff, permissions, record
from tandem.contexts.customers import api as customers
from tandem.contexts.portraits import people
from tandem.contexts.portraits.actions import editing, publishing, tagging
from tandem.contexts.portraits.endpoints.access import Editor, Number, Publisher, Reader, TagKey
from tandem.contexts.portraits.endpoints.counting import Counting
from tandem.contexts.portraits.endpoints.showing import draft, history, version_view
from tandem.contexts.portraits.repository import tags, versions
from tandem.contexts.portraits.schemas import (
    GrantOut,
    HistoryOut,
    TagBody,
    TagOut,
    TagPatch,
    TagRuleBody,
    VersionOut,
)
from tandem.kit.db import Tx
from tandem.kit.errors import Forbidden
from tandem.kit.http import Db, Page, decode_cursor, encode_cursor


def routes() -> APIRouter:
    api, holders = APIRouter(prefix="/tags"), Counting(tags.holders)

    @api.get("", response_model=list[TagOut])
    async def list_tags(db: Db, actor: CurrentStaff, retired: bool = False) -> list[dict[str, Any]]:
        """All tags in use, with how many customers have each. Needs `portraits.read` or `customers.tag`."""
        if not actor.may(permissions.PORTRAITS_READ) and not actor.may(permissions.CUSTOMERS_TAG):
            raise Forbidden(extra={"permission": permissions.PORTRAITS_READ})
        async with db.transaction() as tx:
            return await _views(holders, tx, await tags.all_tags(tx, retired=retired))

    @api.post("", status_code=201, response_model=TagOut)
    async def create_tag(db: Db, actor: Editor, body: TagBody) -> dict[str, Any]:
        """409 "tag_exists"."""
        async with db.transaction() as tx:
            tag = await tagging.create_tag(tx, actor, **body.model_dump())
            return (await _views(holders, tx, [tag]))[0]

    @api.patch("/{key}", response_model=TagOut)
    async def change_tag(db: Db, actor: Editor, key: TagKey, body: TagPatch) -> dict[str, Any]:
        async with db.transaction() as tx:
            tag = await tagging.change_tag(tx, actor, key, **body.model_dump(exclude_none=True))
            return (await _views(holders, tx, [tag]))[0]

    @api.post("/{key}/retire", response_model=TagOut)
    async def retire_tag(db: Db, actor: Publisher, key: TagKey) -> dict[str, Any]:
        """Nobody gets it any more."""
        async with db.transaction() as tx:
            return (await _views(holders, tx, [await tagging.retire_tag(tx, actor, key)]))[0]

    @api.get("/{key}/rules", response_model=HistoryOut)
    async def list_rules(db: Db, actor: Reader, key: TagKey) -> dict[str, Any]:
        async with db.transaction() as tx:
            await tagging.get_tag(tx, key)
            return await history(tx, f"tag:{key}")

    @api.post("/{key}/rules", status_code=201, response_model=VersionOut)
    async def create_rule(db: Db, actor: Editor, key: TagKey, body: TagRuleBody) -> dict[str, Any]:
        """A new version of the rule, not in force yet. 422 "rule_refused" with places, "rules_circular"."""
        async with db.transaction() as tx:
            return version_view(await editing.edit_tag_rule(tx, actor, key, body.rule, body.note))

    @api.post("/{key}/rules/{number}/publish", response_model=VersionOut)
    async def publish_rule(db: Db, actor: Publisher, key: TagKey, number: Number) -> dict[str, Any]:
        """In force from now on. 409 "rules_in_force"."""
        async with db.transaction() as tx:
            return version_view(await publishing.publish(tx, actor, f"tag:{key}", number))

    @api.delete("/{key}/rules/published", status_code=204)
    async def withdraw_rule(db: Db, actor: Publisher, key: TagKey) -> None:
        """The rule gives the tag to nobody any more."""
        async with db.transaction() as tx:
            await publishing.withdraw(tx, actor, f"tag:{key}")

    @api.get("/{key}/grants")
    async def list_grants(
        db: Db,
        actor: Reader,
        key: TagKey,
        cursor: Annotated[str | None, Query(max_length=500)] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 30,
    ) -> Page[GrantOut]:
        """Who has or had the tag, newest first, names masked. Audited."""
        after: tuple[datetime, UUID] | None = None
        if cursor:
            at, id_ = decode_cursor(cursor, 2, (datetime, UUID))
            after = (at, id_)
        async with db.transaction() as tx:
            tag = await tagging.get_tag(tx, key)
            found = await tags.of_tag(tx, tag.id, after=after, limit=limit + 1)
            names = await customers.names(tx, [one.customer_id for one in found])
            await record(tx, actor, "portraits.tag_holders_read", f"tag:{key}", {"shown": len(found[:limit])})
        items = [
            GrantOut(**asdict(one), customer_name=people.masked(names.get(one.customer_id)))
            for one in found[:limit]
        ]
        last = items[-1] if len(found) > limit else None
        return Page[GrantOut](items=items, next=encode_cursor(last.since, str(last.id)) if last else None)

    return api


async def _views(holders: Counting[dict[UUID, int]], tx: Tx, found: list[tags.Tag]) -> list[dict[str, Any]]:
    having, in_force, newest = await holders(tx), await versions.in_force(tx), await versions.newest(tx)
    views = []
    for tag in found:
        now = in_force.get(f"tag:{tag.key}")
        views.append(
            {
                **asdict(tag), "customers": having.get(tag.id, 0), "rule": now.content["rule"] if now else None,
                "version": now.number if now else None, "draft": draft(now, newest.get(f"tag:{tag.key}")),
            }
        )  # fmt: skip
    return views
