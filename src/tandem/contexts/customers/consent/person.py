"""Under which customer ids a person is known."""

from collections.abc import Sequence
from uuid import UUID

from tandem.contexts.customers.repository import merges
from tandem.kit.db import Tx


async def ids_of(tx: Tx, customer_id: UUID) -> Sequence[UUID]:
    """The customer and whoever was merged with them: a consent counts for the person, whichever way they came."""
    return await merges.family(tx, customer_id) or [customer_id]
