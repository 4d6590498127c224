"""What happened in self-service. `customer_id` is whose session did it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tandem.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class _OfOrder(Event):
    """`subject_id` is the order; amounts in fen."""

    customer_id: UUID
    purpose: str
    loan: str | None
    fen: int


@dataclass(frozen=True, kw_only=True)
class OrderMade(_OfOrder):
    """Somebody went to pay."""

    kind: ClassVar[str] = "selfservice.order_made"


@dataclass(frozen=True, kw_only=True)
class PaymentArrived(_OfOrder):
    """The gateway has the money; the ledger does not have it yet. `fen` is what was paid."""

    kind: ClassVar[str] = "selfservice.payment_arrived"


@dataclass(frozen=True, kw_only=True)
class OrderBooked(_OfOrder):
    """The ledger has booked it. `fen` is what was booked."""

    kind: ClassVar[str] = "selfservice.order_booked"
    number: str | None


@dataclass(frozen=True, kw_only=True)
class OrderReturned(_OfOrder):
    """The ledger refused it: the money goes back."""

    kind: ClassVar[str] = "selfservice.order_returned"
    refusal: str


@dataclass(frozen=True, kw_only=True)
class MoneyReturned(_OfOrder):
    """A refund has gone out. `fen` is what was given back."""

    kind: ClassVar[str] = "selfservice.money_returned"
    reason: str


@dataclass(frozen=True, kw_only=True)
class CertificateIssued(Event):
    """`subject_id` is the certificate."""

    kind: ClassVar[str] = "selfservice.certificate_issued"
    customer_id: UUID
    loan: str
    number: str


@dataclass(frozen=True, kw_only=True)
class RequestMade(Event):
    """A disputed fee, an objection to a credit report, a limit to be looked at. `subject_id` is the request."""

    kind: ClassVar[str] = "selfservice.request_made"
    customer_id: UUID
    request: str
    number: str
    loan: str | None


@dataclass(frozen=True, kw_only=True)
class RequestAnswered(Event):
    """People have decided. `subject_id` is the request; what they wrote is in its row alone."""

    kind: ClassVar[str] = "selfservice.request_answered"
    customer_id: UUID
    request: str
    number: str
    loan: str | None
    verdict: str
