"""Customers and the identities by which they are known."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, any_, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.errors import CustomerNotFound
from tandem.contexts.customers.models import customer_identity_table, customer_table
from tandem.contexts.customers.repository.blocks import NOW, blocking, now_of
from tandem.contexts.customers.repository.subjects import stored
from tandem.contexts.customers.rules import display_name
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

c = customer_table.c
i = customer_identity_table.c
COLUMNS = [
    c.id, c.name, c.verified_at, c.locale, c.attributes, c.created_at, blocking(c.id, NOW).label("block_id"),
    c.merged_into, c.erased_at,
]  # fmt: skip

# Built once: every request of a customer asks this, and building a statement costs more than running it.
_FIND = select(*COLUMNS).where(c.id == bindparam("customer_id"))
_BY_IDS = select(*COLUMNS).where(c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
_BY_IDENTITY = (
    select(*COLUMNS)
    .join(customer_identity_table, i.customer_id == c.id)
    .where(
        i.kind == bindparam("of_kind"),
        i.account == bindparam("of_account"),
        i.subject == bindparam("of_subject"),
    )
)
_ADD = insert(customer_table)
_ADD_IDENTITY = insert(customer_identity_table).on_conflict_do_nothing(
    index_elements=["kind", "account", "subject"]
)
_person = customer_table.alias("person")
_NAMES = (
    select(c.id, func.coalesce(_person.c.name, c.name).label("name"))
    .outerjoin(_person, _person.c.id == c.merged_into)
    .where(c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
)


def customer_of(row: Row[Any]) -> Customer:
    return Customer(
        row.id, row.name, row.verified_at, row.locale, row.attributes, row.created_at, row.block_id,
        row.merged_into, row.erased_at,
    )  # fmt: skip


async def find(tx: Tx, customer_id: UUID) -> Customer | None:
    """The customer, or None."""
    row = (await tx.execute(_FIND, {"customer_id": customer_id, **now_of(tx)})).one_or_none()
    return customer_of(row) if row else None


async def get(tx: Tx, customer_id: UUID) -> Customer:
    """The customer. Raises CustomerNotFound."""
    customer = await find(tx, customer_id)
    if customer is None:
        raise CustomerNotFound()
    return customer


async def lock(tx: Tx, customer_id: UUID) -> Customer:
    """The customer, locked until commit. Raises CustomerNotFound."""
    query = select(*COLUMNS).where(c.id == customer_id).with_for_update(of=customer_table)
    row = (await tx.execute(query, now_of(tx))).one_or_none()
    if row is None:
        raise CustomerNotFound()
    return customer_of(row)


async def by_identity(tx: Tx, kind: str, account: str, subject: str) -> Customer | None:
    """The customer with this identity, or None. Of somebody merged it is their own customer, not the person."""
    known_by = await stored(tx, kind, account, subject)
    asked = {"of_kind": kind, "of_account": account, "of_subject": known_by, **now_of(tx)}
    row = (await tx.execute(_BY_IDENTITY, asked)).one_or_none()
    return customer_of(row) if row else None


async def by_ids(tx: Tx, customer_ids: Iterable[UUID]) -> dict[UUID, Customer]:
    """The customers with these ids; unknown ones are absent."""
    rows = await tx.execute(_BY_IDS, {"ids": list(set(customer_ids)), **now_of(tx)})
    return {row.id: customer_of(row) for row in rows.all()}


async def names(tx: Tx, customer_ids: Iterable[UUID], locale: str = "zh-CN") -> dict[UUID, str]:
    """The names to show to staff: of somebody merged, the person's; unknown ids are absent."""
    rows = await tx.execute(_NAMES, {"ids": list(set(customer_ids))})
    return {row.id: display_name(row.id, row.name, locale) for row in rows.all()}


async def add(tx: Tx, **values: Any) -> UUID:
    id_ = new_id()
    await tx.execute(_ADD, {"id": id_, "created_at": tx.now, **values})
    return id_


async def change(tx: Tx, customer_id: UUID, **values: Any) -> Customer:
    row = (
        await tx.execute(
            update(customer_table).where(c.id == customer_id).values(**values).returning(*COLUMNS),
            now_of(tx),
        )
    ).one_or_none()
    if row is None:
        raise CustomerNotFound()
    return customer_of(row)


async def remove(tx: Tx, customer_id: UUID) -> None:
    """Take back a customer just added, when somebody else was faster."""
    await tx.execute(delete(customer_table).where(c.id == customer_id))


async def add_identity(
    tx: Tx,
    customer_id: UUID,
    kind: str,
    account: str,
    subject: str,
    *,
    proof: str | None = None,
    by: str | None = None,
) -> bool:
    """False when the identity belongs to somebody already; waits for transactions that are adding it."""
    values = {
        "id": new_id(), "customer_id": customer_id, "kind": kind, "account": account,
        "subject": await stored(tx, kind, account, subject), "proof": proof, "bound_by": by, "created_at": tx.now,
    }  # fmt: skip
    return bool((await tx.execute(_ADD_IDENTITY, values)).rowcount)


async def drop_identities(tx: Tx, customer_id: UUID, kind: str, *, proof: str) -> list[str]:
    """Take identities back that were proven in one way; their subjects."""
    gone = delete(customer_identity_table).where(
        i.customer_id == customer_id, i.kind == kind, i.proof == proof
    )
    return list((await tx.execute(gone.returning(i.subject))).scalars().all())


async def drop_identity(tx: Tx, customer_id: UUID, kind: str, account: str, subject: str) -> None:
    """The customer is not known by this any more; somebody else's identity stays."""
    asked = (i.kind == kind, i.account == account, i.subject == subject, i.customer_id == customer_id)
    await tx.execute(delete(customer_identity_table).where(*asked))


async def move_identity(tx: Tx, customer_id: UUID, kind: str, account: str, subject: str) -> UUID | None:
    """Give somebody else's identity to this customer; who had it before, None when nobody has it."""
    asked = (i.kind == kind, i.account == account, i.subject == subject)
    before = (await tx.execute(select(i.customer_id).where(*asked).with_for_update())).scalar_one_or_none()
    if before is not None and before != customer_id:
        await tx.execute(update(customer_identity_table).where(*asked).values(customer_id=customer_id))
    return before
