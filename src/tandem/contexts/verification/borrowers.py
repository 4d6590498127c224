"""Borrowers as the customers context knows them."""

from collections.abc import Sequence
from typing import Literal, cast
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.customers import api as customers
from tandem.contexts.loans import api as loans
from tandem.kit.db import Tx
from tandem.kit.errors import Unavailable

_MOST_SHARING = 10


class KnownBorrowers:
    """See ports.Borrowers. `book` None: no core is connected, and only the customers known here are borrowers."""

    def __init__(self, book: loans.LoanQuestions | None = None) -> None:
        self._book = book

    async def of_customer(self, tx: Tx, customer_id: UUID) -> str | None:
        return await customers.borrower_of(tx, customer_id)

    async def by_phone(self, tx: Tx, phone: str) -> Sequence[str]:
        """By the numbers that the core has or somebody has proven: what somebody typed once proves nothing."""
        found: list[str] = []
        for holder in await customers.by_personal(tx, "phone", phone, limit=_MOST_SHARING, checked=True):
            borrower = await customers.borrower_of(tx, holder.id)
            if borrower is not None and borrower not in found:
                found.append(borrower)
        return found

    async def exists(self, tx: Tx, borrower: str) -> bool:
        if await customers.by_borrower(tx, borrower) is not None:
            return True
        try:
            return self._book is not None and bool(await self._book.loans(borrower))
        except loans.LoanRefused:
            return False
        except (loans.CoreUnavailable, loans.CoreTimedOut) as error:
            raise Unavailable("loan_core_away", retry_after=30) from error

    async def id_digits(self, tx: Tx, borrower: str) -> str | None:
        """From the masked form, which keeps the last four: nothing is opened."""
        person = await customers.by_borrower(tx, borrower) if borrower else None
        known = (await customers.masked(tx, person.id)).get("id_number") if person else None
        return known[-4:] if known else None

    async def vouched(self, tx: Tx, customer_id: UUID) -> str | None:
        customer = await customers.find(tx, customer_id)
        if customer is None or not customer.verified:
            return None
        return await customers.borrower_of(tx, customer_id) or str(customer_id)

    async def bind(self, tx: Tx, customer_id: UUID, borrower: str, *, method: str, actor: Actor) -> None:
        proof = cast(Literal["code", "id_digits", "agent"], method)
        await customers.bind(tx, customer_id, borrower, proof=proof, actor=actor)

    async def unbind(
        self, tx: Tx, customer_id: UUID, *, reason: customers.UnbindReason, note: str, actor: Actor
    ) -> None:
        await customers.unbind(tx, customer_id, actor, reason=reason, note=note)
