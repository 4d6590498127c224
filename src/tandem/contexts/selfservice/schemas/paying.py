"""Orders of the payment page, and what goes back."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, model_validator

from tandem.contexts.selfservice.order import (
    Order,
    OrderRefund,
    OrderState,
    Purpose,
    RefundReason,
    RefundState,
)
from tandem.contexts.selfservice.schemas.fields import ClientId, Fen, LoanId, reason
from tandem.kit.http import Body


class OrderIn(Body):
    """`fen` is to pay: of the bill, or all that a quote says. `principal_fen`: of a prepayment, and of nothing else."""

    client_id: ClientId
    purpose: Purpose
    loan: LoanId | None = None
    fen: Fen
    principal_fen: Fen | None = None

    @model_validator(mode="after")
    def _principal(self) -> Self:
        if (self.purpose == "prepay") != (self.principal_fen is not None):
            raise ValueError("principal_fen goes with prepay, and with nothing else")
        return self


class RefundOut(BaseModel):
    fen: int
    reason: RefundReason
    state: RefundState


class OrderOut(BaseModel):
    """`paid` is not done: the money is there, the ledger has not booked it yet."""

    id: UUID
    purpose: Purpose
    loan: str | None
    fen: int
    paid_fen: int
    state: OrderState
    cashier_url: str | None
    number: str | None
    reason: str | None
    created_at: datetime
    expires_at: datetime
    refunds: list[RefundOut]


def order_view(order: Order, refunds: list[OrderRefund], locale: str) -> OrderOut:
    return OrderOut(
        id=order.id, purpose=order.purpose, loan=order.loan, fen=order.fen, paid_fen=order.paid_fen,
        state=order.state, cashier_url=order.cashier_url if order.state == "open" else None, number=order.number,
        reason=reason(order.refusal, locale), created_at=order.created_at, expires_at=order.expires_at,
        refunds=[RefundOut(fen=one.fen, reason=one.reason, state=one.state) for one in refunds],
    )  # fmt: skip
