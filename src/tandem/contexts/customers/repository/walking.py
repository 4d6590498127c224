"""Walking over all customers, in pieces."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.models import customer_identity_table, customer_table
from tandem.contexts.customers.repository import restrictions
from tandem.contexts.customers.repository.customers import by_ids
from tandem.contexts.customers.repository.merges import BORROWER, CORE
from tandem.kit.db import Tx

c, i = customer_table.c, customer_identity_table.c
_IDS = any_(bindparam("ids", type_=ARRAY(Uuid)))
_JOINED = select(c.merged_into).where(c.merged_into == _IDS).distinct()
_NUMBERS = (
    select(i.customer_id, i.subject)
    .where(i.customer_id == _IDS, i.kind == BORROWER, i.account == CORE)
    .order_by(i.created_at, i.subject)
)


@dataclass(frozen=True)
class Alone:
    """A customer who is the whole person, with the lender's numbers of them."""

    customer: Customer
    borrowers: list[str] = field(default_factory=list)


async def ids_after(tx: Tx, after: UUID | None, limit: int) -> list[UUID]:
    """The next customers in the order of their ids; `after` None: from the first."""
    query = select(c.id).order_by(c.id).limit(limit)
    if after is not None:
        query = query.where(c.id > after)
    return list((await tx.execute(query)).scalars().all())


async def how_many(tx: Tx) -> int:
    """How many customers there are."""
    return (await tx.execute(select(func.count()).select_from(customer_table))).scalar_one()


async def alone(tx: Tx, ids: Sequence[UUID]) -> dict[UUID, Alone]:
    """Those of these customers who were never merged with anybody, are not restricted and not erased: nearly all. For
    whoever works on very many at once; the others are read one by one."""
    asked = {"ids": list(ids)}
    joined = set((await tx.execute(_JOINED, asked)).scalars())
    joined |= await restrictions.among(tx, ids)
    found = {
        id_: Alone(one)
        for id_, one in (await by_ids(tx, ids)).items()
        if id_ not in joined and one.merged_into is None and one.erased_at is None
    }
    for row in (await tx.execute(_NUMBERS, asked)).all():
        if row.customer_id in found:
            found[row.customer_id].borrowers.append(row.subject)
    return found
