"""What verification needs of the outside: a way to send codes, and who the lender's borrowers are."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.customers.api import UnbindReason
from tandem.kit.db import Tx


class NotSent(Exception):
    """The message was not taken. `str()` says why without the number or the text."""


class CodeSender(Protocol):
    """Sends text messages. `adapters/sms_local` is one for demos."""

    async def send(self, phone: str, text: str, *, purpose: str, key: str) -> None:
        """Send `text` to `phone` (11 digits). `purpose` names why (for the sender's own statistics), the same `key`
        again sends nothing. Neither phone nor text may reach a log. Raises NotSent."""
        ...


class Borrowers(Protocol):
    """Who the lender's borrowers are. Numbers are the lender's (`customers.borrower_of`)."""

    async def of_customer(self, tx: Tx, customer_id: UUID) -> str | None:
        """The borrower that this customer is known to be."""
        ...

    async def by_phone(self, tx: Tx, phone: str) -> Sequence[str]:
        """The borrowers who have this verified number at the lender; usually one."""
        ...

    async def exists(self, tx: Tx, borrower: str) -> bool:
        """Whether the lender has a borrower by this number. Raises Unavailable when that cannot be told now."""
        ...

    async def id_digits(self, tx: Tx, borrower: str) -> str | None:
        """The last four characters of the borrower's ID number, if the lender has it."""
        ...

    async def vouched(self, tx: Tx, customer_id: UUID) -> str | None:
        """By which number the lender's own site or app vouches for this customer (a signed identity); None when nobody
        does."""
        ...

    async def bind(self, tx: Tx, customer_id: UUID, borrower: str, *, method: str, actor: Actor) -> None:
        """This customer is that borrower. `method`: how that was shown (code, id_digits, agent)."""
        ...

    async def unbind(
        self, tx: Tx, customer_id: UUID, *, reason: UnbindReason, note: str, actor: Actor
    ) -> None:
        """Take back that an agent vouched for this customer. See customers.unbind."""
        ...
