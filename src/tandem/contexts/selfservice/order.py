"""What others see of orders: a payment on its way into the ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Purpose = Literal["repay", "settle", "prepay"]
OrderState = Literal["open", "paid", "done", "returned", "failed", "expired"]
RefundState = Literal["asked", "done", "stuck", "closed"]
RefundReason = Literal["too_much", "paid_twice", "not_booked"]


@dataclass(frozen=True)
class Order:
    """`open`: to be paid; `paid`: the money is there and not booked yet (nobody may call it done); `done`: the ledger
    has it, under `number`; `returned`: the ledger refused it (`refusal`), the money goes back; `failed`: the payer's
    bank said no; `expired`: not paid in time, or withdrawn. `principal_fen`: of a `prepay`, what of `fen` repays
    principal. Amounts in fen."""

    id: UUID
    customer_id: UUID
    borrower: str
    client_id: str
    purpose: Purpose
    loan: str | None
    fen: int
    state: OrderState
    gateway: str
    cashier_url: str | None
    payment_no: str | None
    paid_fen: int
    number: str | None
    refusal: str | None
    created_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    settled_at: datetime | None
    looks: int
    principal_fen: int | None = None


@dataclass(frozen=True)
class OrderRefund:
    """Money given back. `stuck`: the gateway says no for good; people look at it (health page) and ask again or make it
    `closed`."""

    id: UUID
    order_id: UUID
    payment_no: str
    fen: int
    reason: RefundReason
    state: RefundState
    created_at: datetime
    done_at: datetime | None
    looks: int
