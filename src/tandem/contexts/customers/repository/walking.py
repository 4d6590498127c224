"""Walking over all customers, in pieces."""

from uuid import UUID

from sqlalchemy import func, select

from tandem.contexts.customers.models import customer_table
from tandem.kit.db import Tx

c = customer_table.c


async def ids_after(tx: Tx, after: UUID | None, limit: int) -> list[UUID]:
    """The next customers in the order of their ids; `after` None: from the first."""
    query = select(c.id).order_by(c.id).limit(limit)
    if after is not None:
        query = query.where(c.id > after)
    return list((await tx.execute(query)).scalars().all())


async def how_many(tx: Tx) -> int:
    """How many customers there are."""
    return (await tx.execute(select(func.count()).select_from(customer_table))).scalar_one()
