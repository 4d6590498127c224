"""What others see of codes and proofs."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from tandem.contexts.verification.rules.levels import Level, Method

Ended = Literal["proven", "wrong", "expired", "used", "locked", "unknown"]


@dataclass(frozen=True)
class Asker:
    """Who tries: a customer's session at a network address; `conversation_id` is where it was asked for, if anywhere
    (what waits there goes on afterwards)."""

    customer_id: UUID
    session: str
    address: str = ""
    conversation_id: UUID | None = None


@dataclass(frozen=True)
class Challenge:
    """A code that was asked for. It looks the same whether one was sent or nobody has this number."""

    id: UUID
    expires_at: datetime
    resend_at: datetime
    masked: str


@dataclass(frozen=True)
class Outgoing:
    """A code on its way to its telephone. Holds what nobody else may see, so it shows nothing of it."""

    phone: str = field(repr=False)
    text: str = field(repr=False)
    key: str
    purpose: str


@dataclass(frozen=True)
class Proof:
    """That a session has shown who it is. `borrower`: the lender's number of them."""

    id: UUID
    customer_id: UUID
    session: str
    method: Method
    borrower: str
    at: datetime
    fresh_until: datetime | None

    @property
    def level(self) -> Level:
        return Level.FRESH if self.fresh_until is not None else Level.BOUND


@dataclass(frozen=True)
class Checked:
    """How a try ended. `left`: tries before a lock. `locked_until`: since when and until when nothing is tried."""

    ended: Ended
    proof: Proof | None = None
    left: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """What a session has proven now. `borrower` is None for who has proven nothing."""

    level: Level
    borrower: str | None = None
    fresh_until: datetime | None = None
