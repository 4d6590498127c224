"""A lender's borrowers and telephones, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.verification.api import NotSent
from tandem.kit.db import Tx

WANG, LI = "13900000000", "13800000000"
SHARED = "13700000000"
NOBODY = "13600000000"


@dataclass
class Telephones:
    """What was sent, by number. `away`: the gateway takes nothing."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    away: bool = False

    async def send(self, phone: str, text: str, *, purpose: str, key: str) -> None:
        if self.away:
            raise NotSent("the gateway is away")
        self.sent.append((phone, text, purpose))

    def code(self, phone: str = WANG) -> str:
        """The newest code on this telephone."""
        text = [text for to, text, _ in self.sent if to == phone][-1]
        return next(
            part for part in (text[i : i + 6] for i in range(len(text))) if part.isdigit() and len(part) == 6
        )


@dataclass
class Known:
    """See verification.ports.Borrowers."""

    phones: dict[str, list[str]] = field(
        default_factory=lambda: {WANG: ["two_loans"], LI: ["one_loan"], SHARED: ["two_loans", "one_loan"]}
    )
    bound: dict[UUID, str] = field(default_factory=dict)
    signed: dict[UUID, str] = field(default_factory=dict)

    async def of_customer(self, tx: Tx, customer_id: UUID) -> str | None:
        return self.bound.get(customer_id) or self.signed.get(customer_id)

    async def by_phone(self, tx: Tx, phone: str) -> Sequence[str]:
        return self.phones.get(phone, [])

    async def exists(self, tx: Tx, borrower: str) -> bool:
        return borrower in ("two_loans", "one_loan")

    async def id_digits(self, tx: Tx, borrower: str) -> str | None:
        return {"two_loans": "123X", "one_loan": "4567"}.get(borrower)

    async def vouched(self, tx: Tx, customer_id: UUID) -> str | None:
        return self.signed.get(customer_id)

    async def bind(self, tx: Tx, customer_id: UUID, borrower: str, *, method: str, actor: Actor) -> None:
        self.bound[customer_id] = borrower

    async def unbind(self, tx: Tx, customer_id: UUID, *, reason: str, note: str, actor: Actor) -> None:
        del self.bound[customer_id]
