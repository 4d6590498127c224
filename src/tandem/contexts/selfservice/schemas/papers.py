"""Certificates and requests, as the borrower and whoever checks a code see them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from tandem.contexts.loans.api import DisputedFee
from tandem.contexts.selfservice.paper import Issued, Request, RequestKind, RequestState, Verdict
from tandem.contexts.selfservice.rules.certifying import grouped
from tandem.contexts.selfservice.schemas.fields import ClientId, LoanId, Words
from tandem.kit.http import Body


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
    text: Words


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
