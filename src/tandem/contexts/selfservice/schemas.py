"""JSON bodies of self-service. Amounts are whole fen, days those of the lender."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator

from tandem.contexts.loans.api import (
    Bill,
    Card,
    Commanded,
    CommandState,
    Contract,
    DisputedFee,
    Fee,
    Instalment,
    Limit,
    Loan,
    Payment,
)
from tandem.contexts.selfservice.actions.acting import Deed
from tandem.contexts.selfservice.actions.deciding import Waiting
from tandem.contexts.selfservice.actions.resolving import How, ListedRefund
from tandem.contexts.selfservice.levels import Level
from tandem.contexts.selfservice.order import (
    Order,
    OrderRefund,
    OrderState,
    Purpose,
    RefundReason,
    RefundState,
)
from tandem.contexts.selfservice.paper import Issued, Request, RequestKind, RequestState, Told, Verdict
from tandem.contexts.selfservice.rules.certifying import grouped
from tandem.kit.http import Body
from tandem.kit.i18n import known, translate

MOST = 2**53 - 1


def _clean(text: str) -> str:
    plain = "".join(
        c for c in text if (c in "\n\t" or ord(c) >= 32) and not "\ud800" <= c <= "\udfff"
    ).strip()
    if not plain:
        raise ValueError("must not be empty")
    return plain


ClientId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
LoanId = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e\u0080-\ud7ff\ue000-\ufffd]+$")
]
# What cannot be meant (zero, negative, too much) is refused by the ledger's rules, with words and an audit entry.
Fen = Annotated[int, Field(strict=True, ge=-MOST, le=MOST)]


class StandingOut(BaseModel):
    level: Level
    fresh_until: datetime | None
    name: str | None
    lender: str


class OverviewOut(BaseModel):
    """`bill` null: nothing is to pay. `pays`: whether there is a payment page."""

    name: str | None
    lender: str
    today: date
    loans: list[Loan]
    bill: Bill | None
    cards: list[Card]
    pays: bool


class LoanOut(BaseModel):
    today: date
    loan: Loan
    contract: Contract
    schedule: list[Instalment]
    fees: list[Fee]
    bill: Bill | None


class PaymentsOut(BaseModel):
    payments: list[Payment]


class LimitOut(BaseModel):
    """`limit` null: the customer has none."""

    limit: Limit | None


class ActIn(Body):
    """What the deed wants: repay card, fen [, loan] · settle loan, card, total_fen · prepay loan, card, fen (of
    principal), total_fen · change_due_day day · request_limit fen · change_phone phone."""

    client_id: ClientId
    deed: Deed
    loan: LoanId | None = None
    card: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")] | None = None
    fen: Fen | None = None
    total_fen: Fen | None = None
    day: Annotated[int, Field(strict=True, ge=-100, le=100)] | None = None
    phone: Annotated[str, Field(max_length=32, pattern=r"^[0-9]*$")] | None = None


class ActOut(BaseModel):
    """`state` requested or pending: nobody knows yet what came of it; sending the same again asks. `reason`: why it was
    refused, in words."""

    state: CommandState
    number: str | None
    refusal: str | None
    reason: str | None


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


class CertificateIn(Body):
    loan: LoanId


class CertificateOut(BaseModel):
    """`file`: an address of the document that works for ten minutes."""

    id: UUID
    number: str
    code: str
    loan: str
    product: str
    amount_fen: int
    settled_on: date
    issued_on: date
    file: str


class CertificateState(BaseModel):
    """`certificate` null: the core has not said yet, ask again."""

    certificate: CertificateOut | None


class CheckOut(BaseModel):
    """What is true of a code, and no more."""

    number: str
    lender: str
    holder: str
    product: str
    amount_fen: int
    settled_on: date
    issued_on: date


class RequestIn(Body):
    client_id: ClientId
    kind: RequestKind
    loan: LoanId | None = None
    fee: DisputedFee | None = None
    text: Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_clean)]


class RequestOut(BaseModel):
    id: UUID
    number: str
    kind: RequestKind
    loan: str | None
    fee: str | None
    text: str
    made_at: datetime
    answer_by: date | None
    state: RequestState
    verdict: Verdict | None
    answer: str | None
    answered_at: datetime | None


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
    answer: Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_clean)]


def reason(code: str | None, locale: str) -> str | None:
    """Why the core refused, in words."""
    if code is None:
        return None
    key = f"error.loan_{code}"
    return translate(key if known(key) else "error.loan_refused", locale)


def act_view(commanded: Commanded, locale: str) -> ActOut:
    return ActOut(
        state=commanded.state, number=commanded.number, refusal=commanded.refusal,
        reason=reason(commanded.refusal, locale),
    )  # fmt: skip


def order_view(order: Order, refunds: list[OrderRefund], locale: str) -> OrderOut:
    return OrderOut(
        id=order.id, purpose=order.purpose, loan=order.loan, fen=order.fen, paid_fen=order.paid_fen,
        state=order.state, cashier_url=order.cashier_url if order.state == "open" else None, number=order.number,
        reason=reason(order.refusal, locale), created_at=order.created_at, expires_at=order.expires_at,
        refunds=[RefundOut(fen=one.fen, reason=one.reason, state=one.state) for one in refunds],
    )  # fmt: skip


def refund_view(one: ListedRefund) -> StaffRefundOut:
    refund, order, shown = one.refund, one.order, not one.restricted
    return StaffRefundOut(
        id=refund.id, order_id=order.id, customer_id=order.customer_id,
        borrower=order.borrower if shown else "", payment_no=refund.payment_no if shown else "",
        fen=refund.fen, reason=refund.reason, state=refund.state,
        created_at=refund.created_at, customer_name=one.customer_name if shown else "", purpose=order.purpose,
        loan=order.loan if shown else None, done_at=refund.done_at, looks=refund.looks, restricted=one.restricted,
    )  # fmt: skip


def certificate_view(issued: Issued, query: str) -> CertificateOut:
    return CertificateOut(
        id=issued.id, number=issued.number, code=grouped(issued.code), loan=issued.loan, product=issued.product,
        amount_fen=issued.amount_fen, settled_on=issued.settled_on, issued_on=issued.issued_on,
        file=f"/api/v1/web/self/certificates/{issued.id}/file?{query}",
    )  # fmt: skip


def check_view(issued: Issued) -> CheckOut:
    return CheckOut(
        number=issued.number, lender=issued.lender, holder=issued.holder, product=issued.product,
        amount_fen=issued.amount_fen, settled_on=issued.settled_on, issued_on=issued.issued_on,
    )  # fmt: skip


def request_view(one: Request) -> RequestOut:
    return RequestOut(
        id=one.id, number=one.number, kind=one.kind, loan=one.loan, fee=one.fee, text=one.text, made_at=one.made_at,
        answer_by=one.answer_by, state=one.state, verdict=one.verdict, answer=one.answer,
        answered_at=one.answered_at,
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
