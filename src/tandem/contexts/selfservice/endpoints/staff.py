"""For staff: what customers asked for on the pages and in the chat, refunds that need a person."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from tandem.contexts.access.api import CurrentStaff
from tandem.contexts.selfservice.actions import deciding, resolving, telling
from tandem.contexts.selfservice.paper import RequestKind
from tandem.contexts.selfservice.schemas.staff import (
    AnswerIn,
    CloseRefundIn,
    StaffRefundOut,
    StaffRequestOut,
    WaitingRequests,
    refund_view,
    staff_request_view,
    waiting_view,
)
from tandem.kit.http import Db, Page, decode_cursor, encode_cursor

Cursor = Annotated[str | None, Query(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=200)]


def routes() -> APIRouter:
    api = APIRouter(tags=["self-service"])
    _requests(api)
    _refunds(api)
    return api


def _requests(api: APIRouter) -> None:
    @api.get("/self-requests")
    async def list_self_requests(
        db: Db, actor: CurrentStaff, answered: bool = False, untold: bool = False,
        kind: RequestKind | None = None, mine: bool = False, cursor: Cursor = None, limit: Limit = 50,
    ) -> Page[StaffRequestOut]:  # fmt: skip
        """Disputed fees, objections to credit reports and limits to be looked at: what waits for an answer, the longest
        waiting first, or (`answered`) what has one, newest first, (`untold`) of those what the customer could not be
        told. Needs `loans.read`; audited."""
        async with db.transaction() as tx:
            found = await deciding.listed(
                tx, actor, answered=answered, untold=untold, kind=kind, mine=mine, after=_after(cursor),
                limit=limit + 1,
            )  # fmt: skip
        last = found[limit - 1].request if len(found) > limit else None
        return Page[StaffRequestOut](
            items=[staff_request_view(o.request, o.customer_name, closed=o.closed) for o in found[:limit]],
            next=encode_cursor(last.made_at, str(last.id)) if last else None,
        )

    @api.get("/self-requests/waiting")
    async def count_self_requests(db: Db, actor: CurrentStaff) -> WaitingRequests:
        """How many of each kind have no answer, how many answers nobody could be told, how many refunds are not at
        their end. Needs `loans.read`."""
        async with db.transaction() as tx:
            return waiting_view(await deciding.waiting(tx, actor))

    @api.post("/self-requests/{request_id}/take", status_code=204)
    async def take_self_request(db: Db, actor: CurrentStaff, request_id: UUID) -> None:
        """The caller looks after it. Needs `loans.act`; audited. 404 "request_not_found"; 403 "customer_restricted";
        409 "request_taken", "request_answered"."""
        async with db.transaction() as tx:
            await deciding.take(tx, actor, request_id)

    @api.post("/self-requests/{request_id}/put-back", status_code=204)
    async def put_self_request_back(db: Db, actor: CurrentStaff, request_id: UUID) -> None:
        """Nobody looks after it any more; somebody else's needs `conversations.takeover` too. Needs `loans.act`;
        audited. Errors as of taking."""
        async with db.transaction() as tx:
            await deciding.put_back(tx, actor, request_id)

    @api.post("/self-requests/{request_id}/answer", status_code=204)
    async def answer_self_request(db: Db, actor: CurrentStaff, request_id: UUID, body: AnswerIn) -> None:
        """Decide it, for good; the customer is told. Needs `loans.act`; audited. Errors as of taking."""
        async with db.transaction() as tx:
            await deciding.decide(tx, actor, request_id, body.verdict, body.answer)

    _telling(api)


def _telling(api: APIRouter) -> None:
    @api.post("/self-requests/{request_id}/told", status_code=204)
    async def note_self_request_told(db: Db, actor: CurrentStaff, request_id: UUID) -> None:
        """The caller has told the customer the answer. Needs `loans.act`; audited. 404 "request_not_found"; 403
        "customer_restricted"; 409 "request_not_answered"."""
        async with db.transaction() as tx:
            await telling.note_told(tx, actor, request_id)

    @api.post("/self-requests/{request_id}/tell", status_code=204)
    async def tell_self_request(db: Db, actor: CurrentStaff, request_id: UUID) -> None:
        """Have it tried again now to tell the customer. Needs `loans.act`; audited. Errors as of `told`."""
        async with db.transaction() as tx:
            await telling.tell_again(tx, actor, request_id)


def _refunds(api: APIRouter) -> None:
    @api.get("/self-refunds")
    async def list_self_refunds(
        db: Db, actor: CurrentStaff, over: bool = False, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[StaffRefundOut]:
        """Refunds that are not at their end, oldest first, or (`over`) those that are, newest first. Needs
        `loans.read`; audited."""
        async with db.transaction() as tx:
            found = await resolving.refunds(tx, actor, over=over, after=_after(cursor), limit=limit + 1)
        last = found[limit - 1].refund if len(found) > limit else None
        return Page[StaffRefundOut](
            items=[refund_view(one) for one in found[:limit]],
            next=encode_cursor(last.created_at, str(last.id)) if last else None,
        )

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


def _after(cursor: str | None) -> tuple[datetime, UUID] | None:
    if not cursor:
        return None
    at, id_ = decode_cursor(cursor, 2, (datetime, UUID))
    return at, id_
