"""Restrictions: whose data may only be stored. One of a family restricts the whole person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, any_, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.customers.models import customer_restriction_table, customer_table
from tandem.contexts.customers.repository.merges import OF_FAMILY
from tandem.contexts.customers.restriction import Restriction
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

ENDS = "customers.restriction_ends"
"""The timer of a restriction that ends by itself; its subject is the restriction."""

c = customer_table.c
r = customer_restriction_table.c
_COLUMNS = [
    r.id, r.customer_id, r.reason, r.note, r.at, r.until, r.by, r.by_name, r.lifted_at, r.lifted_by_name,
]  # fmt: skip
_NOW = bindparam("now", type_=r.at.type)
STANDS = (r.lifted_at.is_(None)) & or_(r.until.is_(None), r.until > _NOW)
_PERSON = func.coalesce(c.merged_into, c.id)
_AMONG = (
    select(_PERSON)
    .join(customer_restriction_table, r.customer_id == c.id)
    .where(STANDS, any_(bindparam("ids", type_=ARRAY(Uuid))) == _PERSON)
)
_OF_PERSON = (
    select(*_COLUMNS)
    .join(customer_table, r.customer_id == c.id)
    .where(OF_FAMILY)
    .order_by(r.at.desc(), r.id.desc())
)
_STANDING = _OF_PERSON.where(STANDS).limit(1)


async def among(tx: Tx, person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these persons who are restricted now."""
    rows = await tx.execute(_AMONG, {"ids": list(person_ids), "now": tx.now})
    return set(rows.scalars().all())


async def standing(tx: Tx, customer_id: UUID) -> Restriction | None:
    """The restriction of the family that stands, or None."""
    row = (await tx.execute(_STANDING, {"customer_id": customer_id, "now": tx.now})).one_or_none()
    return _restriction_of(row) if row else None


async def history(tx: Tx, customer_id: UUID) -> list[Restriction]:
    """All there ever were of the family, newest first."""
    rows = await tx.execute(_OF_PERSON, {"customer_id": customer_id})
    return [_restriction_of(row) for row in rows.all()]


async def add(
    tx: Tx,
    customer_id: UUID,
    *,
    reason: str,
    note: str,
    until: datetime | None,
    by: UUID | None,
    by_name: str,
) -> UUID:
    id_ = new_id()
    await tx.execute(
        insert(customer_restriction_table).values(
            id=id_, customer_id=customer_id, reason=reason, note=note, at=tx.now, until=until, by=by,
            by_name=by_name,
        )
    )  # fmt: skip
    if until is not None:
        await tx.schedule(ENDS, id_, until)
    return id_


async def find(tx: Tx, id_: UUID) -> Restriction | None:
    """The restriction, or None."""
    row = (await tx.execute(select(*_COLUMNS).where(r.id == id_))).one_or_none()
    return _restriction_of(row) if row else None


async def lift(tx: Tx, id_: UUID, *, by: UUID | None, by_name: str) -> bool:
    """False when it was lifted before."""
    done = await tx.execute(
        update(customer_restriction_table)
        .where(r.id == id_, r.lifted_at.is_(None))
        .values(lifted_at=tx.now, lifted_by=by, lifted_by_name=by_name)
    )
    return bool(done.rowcount)


def _restriction_of(row: Row[Any]) -> Restriction:
    return Restriction(**row._mapping)
