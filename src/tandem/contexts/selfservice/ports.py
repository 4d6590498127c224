"""What self-service needs of the outside: who asks and how sure that is, and a way to be paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.selfservice.levels import Level
from tandem.kit.db import Tx


@dataclass(frozen=True)
class Visitor:
    """Who holds a web session. `sid` names the session; `lender` is what its site calls itself."""

    customer_id: UUID
    name: str
    site: str
    sid: str
    signed: bool
    lender: str

    @property
    def actor(self) -> Actor:
        return Actor.customer(self.customer_id, self.name)


class Sessions(Protocol):
    """The web session's token (contexts/channels, a row above)."""

    async def visitor(self, tx: Tx, token: str) -> Visitor:
        """Whose token it is. Raises Unauthenticated "bad_token"."""
        ...


@dataclass(frozen=True)
class Standing:
    """What the session has proven. `borrower`: the lender's number of the customer, None below `bound`."""

    level: Level
    borrower: str | None = None
    fresh_until: datetime | None = None


class Proofs(Protocol):
    """How sure it is who asks (contexts/verification)."""

    async def standing(self, tx: Tx, visitor: Visitor) -> Standing: ...

    async def end(self, tx: Tx, visitor: Visitor) -> None:
        """What the session has proven is worth nothing any more."""
        ...

    async def holds(self, tx: Tx, visitor: Visitor, phone: str) -> bool:
        """Whether the session has just shown, by a code sent to it, that it has this telephone (11 digits) in hand."""
        ...


class Texts(Protocol):
    """Sends text messages to telephones (verification's way of sending codes)."""

    async def send(self, phone: str, text: str, *, purpose: str, key: str) -> None:
        """Send `text` to `phone` (11 digits); the same `key` again sends nothing. Neither may reach a log. Raises when
        it was not taken: it may be sent again."""
        ...


# Payments -----------------------------------------------------------------------------------------------

ChargeState = Literal["open", "paid", "failed", "closed"]


@dataclass(frozen=True)
class Charge:
    """What somebody is to pay. `order_no` is our number of it, unique for ever; `title` is shown to the payer;
    `return_url` is where the cashier leads afterwards, a path of ours."""

    order_no: str
    fen: int
    title: str
    return_url: str
    expires_at: datetime


@dataclass(frozen=True)
class Receipt:
    """How a charge stands. `payment_no` and `paid_fen` once it is paid, which may differ from what was asked."""

    order_no: str
    state: ChargeState
    payment_no: str | None = None
    paid_fen: int = 0


@dataclass(frozen=True)
class Refund:
    """Give back `fen` of a payment. `key`: the same key gives back once."""

    key: str
    order_no: str
    payment_no: str
    fen: int


class GatewayAway(Exception):
    """The gateway cannot be reached or did not answer. Every call of the port may be repeated: each is idempotent by
    its order number or key."""


class GatewayRefused(Exception):
    """It says no, for good, by a code (no_payment, too_much)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BadNotice(Exception):
    """A notice that the gateway did not sign, or that cannot be read. `str()` says which, nothing of its content."""


class PaymentGateway(Protocol):
    """A way to be paid. `adapters/payments_local` is one for demos and tests."""

    name: str

    async def create(self, charge: Charge) -> str:
        """The address of the cashier page for a charge; the same order number gives the same charge. Raises
        GatewayAway."""
        ...

    def read_notice(self, body: bytes, headers: Mapping[str, str], now: datetime) -> Receipt:
        """What a signed notice says. Header names are in lower case. Raises BadNotice. Pure: asks nobody."""
        ...

    async def query(self, order_no: str) -> Receipt | None:
        """How a charge stands; None: the gateway never heard of it. Raises GatewayAway."""
        ...

    async def close(self, order_no: str) -> Receipt:
        """Nobody can pay it any more from now on; one that is paid stays paid, and the receipt says so. Raises
        GatewayAway."""
        ...

    async def refund(self, refund: Refund) -> str:
        """Give money back, once a key; the gateway's number of the refund. Raises GatewayAway, GatewayRefused."""
        ...
