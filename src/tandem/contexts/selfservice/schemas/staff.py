"""Requests and refunds, as staff see and end them."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from tandem.contexts.selfservice.actions.deciding import Waiting
from tandem.contexts.selfservice.actions.resolving import How, ListedRefund
from tandem.contexts.selfservice.order import Purpose
from tandem.contexts.selfservice.paper import Request, Told, Verdict
from tandem.contexts.selfservice.schemas.fields import Words
from tandem.contexts.selfservice.schemas.papers import RequestOut, request_view
from tandem.contexts.selfservice.schemas.paying import RefundOut
from tandem.kit.http import Body


class StaffRefundOut(RefundOut):
    """`customer_id`: whose session paid. `done_at`: null until it is over. `looks`: how often the gateway was asked.
    `restricted`: the customer's data is, and `borrower`, `customer_name`, `loan` and `payment_no` are empty."""

    id: UUID
    order_id: UUID
    customer_id: UUID
    borrower: str
    customer_name: str
    purpose: Purpose
    loan: str | None
    payment_no: str
    created_at: datetime
    done_at: datetime | None
    looks: int
    restricted: bool


class CloseRefundIn(Body):
    """How it ended: people gave the money back, or there was nothing to give back."""

    how: How


class StaffRequestOut(RequestOut):
    """`closed`: the customer's data is restricted, and `text`, `answer`, `loan`, `fee` and
    the name are empty. `told`: how the customer heard of
    the answer, null: not yet; `nobody`: there was no way, at `told_at`, and it is tried again at `tell_at` (null: no
    more: call them)."""

    customer_id: UUID
    customer_name: str
    conversation_id: UUID | None
    taken_by: UUID | None
    taken_by_name: str | None
    taken_at: datetime | None
    answered_by_name: str | None
    told: Told | None
    told_at: datetime | None
    told_by_name: str | None
    tell_at: datetime | None
    closed: bool


class WaitingRequests(BaseModel):
    """How many have no answer, by kind; `untold`: answers that the customer could not be told; refunds that are not at
    their end: `refunds_asked` of the gateway, `refunds_stuck` waiting for a person."""

    fee_dispute: int = 0
    credit_objection: int = 0
    limit_review: int = 0
    untold: int = 0
    refunds_asked: int = 0
    refunds_stuck: int = 0


def waiting_view(found: Waiting) -> WaitingRequests:
    refunds = {f"refunds_{state}": n for state, n in found.refunds.items()}
    return WaitingRequests(**found.requests, **refunds, untold=found.untold)


class AnswerIn(Body):
    """What the customer will read."""

    verdict: Verdict
    answer: Words


def refund_view(one: ListedRefund) -> StaffRefundOut:
    refund, order, shown = one.refund, one.order, not one.restricted
    return StaffRefundOut(
        id=refund.id, order_id=order.id, customer_id=order.customer_id,
        borrower=order.borrower if shown else "", payment_no=refund.payment_no if shown else "",
        fen=refund.fen, reason=refund.reason, state=refund.state,
        created_at=refund.created_at, customer_name=one.customer_name if shown else "", purpose=order.purpose,
        loan=order.loan if shown else None, done_at=refund.done_at, looks=refund.looks, restricted=one.restricted,
    )  # fmt: skip


_HIDDEN = {"text": "", "answer": None, "loan": None, "fee": None}


def staff_request_view(one: Request, customer_name: str, *, closed: bool) -> StaffRequestOut:
    shown = request_view(one).model_dump() | (_HIDDEN if closed else {})
    return StaffRequestOut(
        **shown, customer_id=one.customer_id, customer_name="" if closed else customer_name,
        conversation_id=one.conversation_id, taken_by=one.taken_by, taken_by_name=one.taken_by_name,
        taken_at=one.taken_at, answered_by_name=one.answered_by_name, told=one.told,
        told_at=one.told_at, told_by_name=one.told_by_name, tell_at=one.tell_at, closed=closed,
    )  # fmt: skip
