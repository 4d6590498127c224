"""For staff: what customers asked for on the pages, until tickets take it over."""

from typing import Annotated

from fastapi import APIRouter, Query

from tandem.contexts.access.api import CurrentStaff
from tandem.contexts.selfservice.actions.requesting import all_requests
from tandem.contexts.selfservice.schemas import StaffRequestOut, request_view
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

    return api
