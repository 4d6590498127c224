"""By which identities customers are known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.customers.models import customer_identity_table
from tandem.kit.db import Tx

i = customer_identity_table.c
_OF = (
    select(i.customer_id, i.kind, i.account, i.subject, i.proof, i.created_at)
    .where(i.customer_id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    .order_by(i.created_at, i.id)
)


@dataclass(frozen=True)
class Identity:
    """`proof` says how it became known whose it is; None for what a channel tells by itself."""

    customer_id: UUID
    kind: str
    account: str
    subject: str
    proof: str | None
    created_at: datetime


async def of_customers(tx: Tx, customer_ids: Iterable[UUID]) -> Sequence[Identity]:
    """Oldest first."""
    rows = await tx.execute(_OF, {"ids": list(customer_ids)})
    return [Identity(**row._mapping) for row in rows.all()]
