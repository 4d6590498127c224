"""A person in one question: for whoever shows much of them at once."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.models import (
    customer_identity_table,
    customer_restriction_table,
    customer_table,
)
from tandem.contexts.customers.repository.blocks import now_of
from tandem.contexts.customers.repository.customers import COLUMNS, customer_of
from tandem.contexts.customers.repository.merges import BORROWER, CORE, OF_FAMILY, PERSON
from tandem.contexts.customers.repository.restrictions import STANDS
from tandem.kit.db import Tx

c, i, r = customer_table.c, customer_identity_table.c, customer_restriction_table.c
_kin, _shut = customer_table.alias("kin"), customer_table.alias("shut")
# As `merges.borrowers_of` has them, of the person.
_BORROWERS = (
    select(
        func.array_agg(
            aggregate_order_by(i.subject, i.customer_id != PERSON, i.created_at, i.subject), type_=ARRAY(Text)
        )
    )
    .select_from(customer_identity_table)
    .join(_kin, _kin.c.id == i.customer_id)
    .where(or_(_kin.c.id == PERSON, _kin.c.merged_into == PERSON), i.kind == BORROWER, i.account == CORE)
    .scalar_subquery()
)
_RESTRICTED = (
    exists()
    .select_from(customer_restriction_table.join(_shut, _shut.c.id == r.customer_id))
    .where(or_(_shut.c.id == PERSON, _shut.c.merged_into == PERSON), STANDS)
)
_PERSON_OF = (
    select(*COLUMNS, _BORROWERS.label("borrowers"), _RESTRICTED.label("restricted"))
    .where(OF_FAMILY)
    .order_by(c.merged_into.is_not(None), c.created_at, c.id)
)


@dataclass(frozen=True)
class Person:
    """`customer` is the one that stands for the person; `members` begins with it, then come the customers merged into
    it. `borrowers`: their numbers at the lender, the person's own first. `restricted`: their data may only be
    stored."""

    customer: Customer
    members: tuple[UUID, ...]
    borrowers: tuple[str, ...]
    restricted: bool

    @property
    def id(self) -> UUID:
        return self.customer.id

    @property
    def borrower(self) -> str | None:
        """The number that counts, as `borrower_of` says."""
        return self.borrowers[0] if self.borrowers else None


async def person_of(tx: Tx, customer_id: UUID) -> Person | None:
    """The person that this customer is; None for an unknown id. Not filtered by who asks."""
    asked = {"customer_id": customer_id, "now": tx.now, **now_of(tx)}
    rows = (await tx.execute(_PERSON_OF, asked)).all()
    if not rows:
        return None
    first = rows[0]
    members = tuple(row.id for row in rows)
    return Person(customer_of(first), members, tuple(first.borrowers or ()), first.restricted)
