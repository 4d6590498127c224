"""Who a customer is, as portraits need it: narrow functions over `customers.api`, in one place."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx

MayProfile = Callable[[Tx, UUID], Awaitable[bool]]
"""Whether the person agreed to profiling (consent purpose `profiling`). Asked in every computation."""


@dataclass(frozen=True)
class Described:
    """`sex` and `birth_year` as the core told them, or None: for tables of fairness, never for a decision."""

    since: datetime
    sex: object
    birth_year: object


async def canonical(tx: Tx, customer_id: UUID) -> UUID:
    """The id under which the person is kept. Raises CustomerNotFound."""
    return await customers.canonical(tx, customer_id)


async def canonicals(tx: Tx, customer_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The same of many at once; unknown ids are absent."""
    return await customers.canonicals(tx, customer_ids)


async def family(tx: Tx, customer_id: UUID) -> list[UUID]:
    """All ids of the person, the canonical one first."""
    return await customers.family(tx, customer_id)


async def described(tx: Tx, customer_id: UUID) -> Described:
    """Since when the person is a customer, and what tables of fairness need. Raises CustomerNotFound."""
    who = await customers.get(tx, customer_id)
    return Described(who.created_at, who.attributes.get("sex"), who.attributes.get("birth_year"))


async def borrowers_of(tx: Tx, customer_id: UUID) -> list[str]:
    """The lender's numbers of the person, those that are proven."""
    return await customers.borrowers_of(tx, customer_id)


async def by_borrower(tx: Tx, borrower: str) -> UUID | None:
    """The person with this number at the lender."""
    found = await customers.by_borrower(tx, borrower)
    return found.id if found else None


async def restricted(tx: Tx, customer_id: UUID) -> bool:
    """Whether the person's data may not be processed now."""
    return await customers.standing_restriction(tx, customer_id) is not None


async def agreed(tx: Tx, customer_id: UUID) -> bool:
    """Whether the person's consent to profiling stands: given, and not withdrawn since."""
    return await customers.consented(tx, customer_id, "profiling")


async def whole(tx: Tx, customer_ids: Collection[UUID]) -> set[UUID]:
    """Those of them who are the whole person, neither merged nor with anybody merged into them, and not restricted."""
    return set(await customers.alone(tx, list(customer_ids)))


async def agreed_among(tx: Tx, customer_ids: Collection[UUID]) -> set[UUID]:
    """`agreed` of many, each of whom is the `whole` person."""
    return await customers.consented_among(tx, customer_ids, "profiling")


def masked(name: str | None) -> str:
    """A name as lists show it: 张**, M***."""
    text = (name or "").strip()
    return text[:1] + "*" * max(1, min(3, len(text) - 1)) if text else "***"
