"""What agents vouched for and was taken back."""

from uuid import UUID

from sqlalchemy import insert

from tandem.contexts.access.api import Actor
from tandem.contexts.customers.models import customer_unbinding_table
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

_ADD = insert(customer_unbinding_table)


async def add(tx: Tx, customer_id: UUID, actor: Actor, *, reason: str, note: str) -> UUID:
    """Keep that it was taken back; the row's id."""
    values = {
        "id": new_id(), "customer_id": customer_id, "at": tx.now, "by": actor.id, "by_name": actor.name,
        "reason": reason, "note": note,
    }  # fmt: skip
    await tx.execute(_ADD, values)
    return values["id"]  # type: ignore[return-value]
