"""/customer-blocks: who may not write, and taking that back."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from tandem.contexts.access.api import Actor, permissions, record, require
from tandem.contexts.customers.actions.blocking import lift
from tandem.contexts.customers.repository import blocks
from tandem.contexts.customers.schemas import BlockView, CustomerRef, LiftBody, ListedBlock, block_view
from tandem.kit.http import Db, Locale, Page, decode_cursor, encode_cursor

Lifter = Annotated[Actor, Depends(require(permissions.CUSTOMERS_UNBLOCK))]


def router() -> APIRouter:
    """Blocking itself is done from a conversation."""
    api = APIRouter(prefix="/customer-blocks", tags=["customers"])

    @api.get("")
    async def list_blocks(
        db: Db,
        actor: Lifter,
        locale: Locale,
        state: Literal["standing", "all"] = "standing",
        cursor: Annotated[str | None, Query(max_length=500)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Page[ListedBlock]:
        """Blocks, newest first: those that stand, or all there ever were. Audited."""
        after: tuple[datetime, UUID] | None = None
        if cursor:
            at, id_ = decode_cursor(cursor, 2, (datetime, UUID))
            after = (at, id_)
        async with db.transaction() as tx:
            found = await blocks.page(
                tx, standing_only=state == "standing", after=after, limit=limit + 1, locale=locale
            )
            await record(tx, actor, "customer.blocks_read", "customer:blocks", {"state": state})
            now = tx.now
        items = [
            ListedBlock(
                **block_view(block, now).model_dump(),
                customer=CustomerRef(id=block.customer_id, name=name, verified=verified),
            )
            for block, name, verified in found[:limit]
        ]
        last = items[-1] if len(found) > limit else None
        return Page[ListedBlock](items=items, next=encode_cursor(last.at, str(last.id)) if last else None)

    @api.post("/{block_id}/lift", status_code=201)
    async def create_lift(db: Db, actor: Lifter, block_id: UUID, body: LiftBody) -> BlockView:
        """The customer may write again at once. 404 "block_not_found"; 409 "block_over"."""
        async with db.transaction() as tx:
            return block_view(await lift(tx, block_id, actor, note=body.note), tx.now)

    return api
