"""What others see of certificates and of requests."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

RequestKind = Literal["fee_dispute", "credit_objection", "limit_review"]
RequestState = Literal["open", "taken", "answered"]
Verdict = Literal["upheld", "partly", "rejected"]
"""Of an answer: what the customer asked for is granted, in part, or not."""

Told = Literal["conversation", "sms", "person", "nobody"]
"""In a conversation, by a text message, by one of the staff; `nobody`: there was no way, people have to call."""


@dataclass(frozen=True)
class Issued:
    """A settlement certificate. `code` is what its public check page asks for; `holder` shows the name's ends only, the
    whole name is in the stored document alone. Amount in fen."""

    id: UUID
    number: str
    code: str
    customer_id: UUID
    borrower: str
    loan: str
    product: str
    amount_fen: int
    disbursed_on: date
    settled_on: date
    issued_on: date
    holder: str
    lender: str
    object_key: str
    sha256: str
    issued_at: datetime


@dataclass(frozen=True)
class Request:
    """Something that people must look at. `answer_by`: the day until which the customer is to have an answer, where a
    rule sets one. `told`: how the customer heard of the answer; `told_at` when (nobody: when that was tried last),
    `told_by_name` from whom; `tell_at`: when it is tried (again), `tells` times in vain so far."""

    id: UUID
    number: str
    kind: RequestKind
    customer_id: UUID
    borrower: str
    loan: str | None
    fee: str | None
    text: str
    client_id: str
    conversation_id: UUID | None
    made_at: datetime
    answer_by: date | None
    state: RequestState = "open"
    taken_by: UUID | None = None
    taken_by_name: str | None = None
    taken_at: datetime | None = None
    verdict: Verdict | None = None
    answer: str | None = None
    answered_by_name: str | None = None
    answered_at: datetime | None = None
    told: Told | None = None
    told_at: datetime | None = None
    told_by_name: str | None = None
    tell_at: datetime | None = None
    tells: int = 0


@dataclass(frozen=True)
class Facts:
    """What a certificate says. `holder` None: the name is not proven, the lender's number of the borrower stands alone.
    Amount in fen."""

    number: str
    code: str
    check_url: str
    lender: str
    holder: str | None
    borrower: str
    loan: str
    product: str
    amount_fen: int
    disbursed_on: date
    settled_on: date
    issued_on: date
