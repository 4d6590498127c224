"""What can be asked of the core lending system, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

CommandKind = Literal[
    "repay", "prepay", "settle", "change_due_day", "request_limit", "certificate", "change_phone", "dispute"
]
CommandState = Literal["requested", "pending", "done", "refused"]


@dataclass(frozen=True)
class Command:
    """`key`: the caller's; the same key acts once and gives the first result. `customer`: the lender's number of the
    customer. `params` by kind:

    repay card or payment, fen [, loan] · prepay loan, card or payment, fen (of principal), total_fen (as quoted) ·
    settle loan, card or payment, total_fen (as quoted for today) ·
    change_due_day day · request_limit fen · certificate loan, delivery (app, post) · change_phone phone ·
    dispute loan, fee (loan.DISPUTED_FEES, or credit_report), description

    `card` is debited by the core; `payment` is the number of a payment that has arrived already (contexts/selfservice):
    the core books it and debits nothing."""

    key: str
    customer: str
    kind: CommandKind
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What the core made of a command: done with a `number` to quote, or refused by a `refusal` code, for good."""

    number: str | None = None
    refusal: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        return self.refusal is None


@dataclass(frozen=True)
class Commanded:
    """A line of the command journal. `requested`: written down, perhaps on its way; `pending`: sent, and nobody
    knows yet what came of it: it is asked about later, and must not be reported as done."""

    id: UUID
    key: str
    customer: str
    kind: CommandKind
    params: Mapping[str, Any]
    state: CommandState
    actor: str
    requested_at: datetime
    expires_at: datetime
    settled_at: datetime | None
    number: str | None
    refusal: str | None
    details: Mapping[str, Any]
    asks: int
