"""/portraits/customers: one customer's portrait, and tags by hand."""

from dataclasses import asdict
from datetime import tzinfo
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from tandem.contexts.access.api import Actor, CurrentStaff
from tandem.contexts.customers import api as customers
from tandem.contexts.portraits import people
from tandem.contexts.portraits.actions import tagging
from tandem.contexts.portraits.actions.viewing import portrait_of, serve
from tandem.contexts.portraits.endpoints.access import Tagger
from tandem.contexts.portraits.schemas import GrantBody, GrantOut, Intent, PortraitOut
from tandem.kit.db import Tx
from tandem.kit.http import Db


def routes(zone: tzinfo) -> APIRouter:
    api = APIRouter(prefix="/customers/{customer_id}")

    @api.get("", response_model=PortraitOut)
    async def read_portrait(
        db: Db,
        actor: CurrentStaff,
        customer_id: UUID,
        intent: Intent | None = None,
        history: Annotated[int, Query(ge=0, le=200)] = 0,
    ) -> dict[str, Any]:
        """Facts, tags with reasons, segments, and the strategy for `intent` (or any). Needs `portraits.read`, or
        `customers.tag` and a conversation of the customer's that may be read. Audited."""
        async with db.transaction() as tx:
            return asdict(await portrait_of(tx, actor, customer_id, zone, intent=intent, history=history))

    @api.post("/tags", status_code=201, response_model=GrantOut)
    async def give_tag(db: Db, actor: Tagger, customer_id: UUID, body: GrantBody) -> dict[str, Any]:
        """Tag by hand. Again: note and end become these. 422 "tag_not_by_hand", "until_past"."""
        async with db.transaction() as tx:
            await _serve(tx, actor, customer_id)
            grant = await tagging.give_tag(tx, actor, customer_id, body.tag, note=body.note, until=body.until)
            return asdict(grant)

    @api.delete("/tags/{grant_id}", status_code=204)
    async def take_tag(db: Db, actor: Tagger, customer_id: UUID, grant_id: UUID) -> None:
        """Take a tag given by hand away. 404 "tag_grant_not_found"; 422 "tag_not_by_hand"."""
        async with db.transaction() as tx:
            await _serve(tx, actor, customer_id)
            await tagging.take_tag(tx, actor, customer_id, grant_id)

    return api


async def _serve(tx: Tx, actor: Actor, customer_id: UUID) -> None:
    """Staff tag those whom they serve. A key with the scope of tagging has no seat and serves nobody: it tags
    everybody, and sees of them what its other scopes show."""
    who = await people.canonical(tx, (await customers.get(tx, customer_id)).id)
    if actor.kind == "integration":
        await customers.refuse_restricted(tx, actor, who)
    else:
        await serve(tx, actor, await people.family(tx, who))
