"""For staff: what customers asked for on the pages, until tickets take it over; refunds that need a person."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from tandem.contexts.access.api import CurrentStaff
from tandem.contexts.selfservice.actions import resolving
from tandem.contexts.selfservice.actions.requesting import all_requests
from tandem.contexts.selfservice.schemas import (
    CloseRefundIn,
    StaffRefundOut,
    StaffRequestOut,
    refund_view,
    request_view,
)
from tandem.kit.http import Db


def routes() -> APIRouter:
    api = APIRouter(tags=["self-service"])

    @api.get("/self-requests")
    async def list_self_requests(
        db: Db, actor: CurrentStaff, limit: Annotated[int, Query(ge=1, le=200)] = 50
    ) -> list[StaffRequestOut]:
        """Disputed fees and objections to credit reports, newest first. Needs `loans.read`; audited."""
        async with db.transaction() as tx:
            found = await all_requests(tx, actor, limit)
        return [
            StaffRequestOut(
                **request_view(one).model_dump(),
                customer_id=one.customer_id,
                conversation_id=one.conversation_id,
            )
            for one in found
        ]

    @api.get("/self-refunds")
    async def list_self_refunds(db: Db, actor: CurrentStaff) -> list[StaffRefundOut]:
        """Refunds that are not at their end, oldest first. Needs `loans.read`; audited."""
        async with db.transaction() as tx:
            return [refund_view(one) for one in await resolving.open_refunds(tx, actor)]

    @api.post("/self-refunds/{refund_id}/again", status_code=204)
    async def ask_refund_again(db: Db, actor: CurrentStaff, refund_id: UUID) -> None:
        """Have the gateway asked anew; it gives back once. Needs `loans.act`; audited. 404 "refund_not_found"; 409
        "refund_not_stuck"."""
        async with db.transaction() as tx:
            await resolving.ask_again(tx, actor, refund_id)

    @api.post("/self-refunds/{refund_id}/close", status_code=204)
    async def close_refund(db: Db, actor: CurrentStaff, refund_id: UUID, body: CloseRefundIn) -> None:
        """A stuck refund is over: people gave it back, or it is not owed. Needs `loans.act`; audited. 404
        "refund_not_found"; 409 "refund_not_stuck"."""
        async with db.transaction() as tx:
            await resolving.close(tx, actor, refund_id, body.how)

    return api
