"""Sealed personal data. Only `opened` gives a value away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, insert, or_, select, update

from tandem.contexts.customers.models import customer_personal_table, customer_table
from tandem.contexts.customers.personal import Personal
from tandem.contexts.customers.repository.merges import CORE, OF_FAMILY
from tandem.kit.crypto import Sealer
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

Standing = Sequence[tuple[Personal, bytes]]
"""What stands of a kind, with the blinds."""

c = customer_table.c
p = customer_personal_table.c
_COLUMNS = [
    p.id, p.customer_id, p.kind, p.masked, p.source, p.verified_at, p.created_at, p.replaced_at,
]  # fmt: skip
_OF_CUSTOMER = (
    select(*_COLUMNS, p.blind)
    .where(p.customer_id == bindparam("customer_id"), p.kind == bindparam("of_kind"), p.replaced_at.is_(None))
    .order_by(p.created_at, p.id)
)
_OF_FAMILY = (
    select(*_COLUMNS, p.blind)
    .join(customer_table, c.id == p.customer_id)
    .where(OF_FAMILY, p.kind == bindparam("of_kind"), p.replaced_at.is_(None))
    .order_by(p.created_at, p.id)
)
# Of several values of a kind in a family: verified before not, newer before older.
_OF_PERSON = (
    select(*_COLUMNS)
    .join(customer_table, c.id == p.customer_id)
    .where(OF_FAMILY, p.replaced_at.is_(None))
    .order_by(p.kind, p.verified_at.desc().nulls_last(), p.created_at.desc(), p.id.desc())
)
_SEALED = _OF_PERSON.add_columns(p.sealed)
_HOLDERS = (
    select(func.coalesce(c.merged_into, c.id).label("person"))
    .join(customer_personal_table, p.customer_id == c.id)
    .where(
        p.kind == bindparam("of_kind"), p.blind == bindparam("of_blind"), p.replaced_at.is_(None),
        c.erased_at.is_(None),
    )
    .group_by("person")
    .order_by(func.min(c.created_at), "person")
    .limit(bindparam("at_most"))
)  # fmt: skip
_CHECKED_HOLDERS = _HOLDERS.where(or_(p.source == CORE, p.verified_at.is_not(None)))
_RESEAL = (
    update(customer_personal_table)
    .where(p.id == bindparam("of_id"))
    .values(sealed=bindparam("closed"), data_key=bindparam("number"))
)


def about(id_: UUID, customer_id: UUID, kind: str) -> str:
    """What a value is sealed as: it opens in its own row only."""
    return f"customer_personal:{id_}:{customer_id}:{kind}"


async def of_customer(tx: Tx, customer_id: UUID, kind: str) -> Standing:
    """What stands of a kind for this very customer (not the family)."""
    rows = await tx.execute(_OF_CUSTOMER, {"customer_id": customer_id, "of_kind": kind})
    return [(_personal_of(row), bytes(row.blind)) for row in rows.all()]


async def of_family(tx: Tx, customer_id: UUID, kind: str) -> Standing:
    """What stands of a kind for the whole family of this customer."""
    rows = await tx.execute(_OF_FAMILY, {"customer_id": customer_id, "of_kind": kind})
    return [(_personal_of(row), bytes(row.blind)) for row in rows.all()]


async def of_person(tx: Tx, customer_id: UUID) -> list[Personal]:
    """All that stands for the family, best of each kind first."""
    rows = await tx.execute(_OF_PERSON, {"customer_id": customer_id})
    return [_personal_of(row) for row in rows.all()]


async def sealed(tx: Tx, customer_id: UUID) -> list[tuple[Personal, bytes]]:
    """As `of_person`, with the sealed bytes."""
    rows = await tx.execute(_SEALED, {"customer_id": customer_id})
    return [(_personal_of(row), bytes(row.sealed)) for row in rows.all()]


async def add(
    tx: Tx, sealer: Sealer, customer_id: UUID, kind: str, value: str, blind: bytes, masked: str, **values: Any
) -> None:
    """Seal a value that replaces nothing."""
    id_ = new_id()
    await tx.execute(
        insert(customer_personal_table).values(
            id=id_, customer_id=customer_id, kind=kind, data_key=sealer.key,
            sealed=sealer.seal(value, about(id_, customer_id, kind)), blind=blind, masked=masked,
            created_at=tx.now, **values,
        )
    )  # fmt: skip


async def replace(tx: Tx, id_: UUID) -> None:
    """It stands no longer."""
    await tx.execute(update(customer_personal_table).where(p.id == id_).values(replaced_at=tx.now))


async def told_by(tx: Tx, id_: UUID, source: str) -> None:
    """Somebody who knows better says the same."""
    await tx.execute(update(customer_personal_table).where(p.id == id_).values(source=source))


async def verify(tx: Tx, id_: UUID) -> None:
    """It was proven to be theirs, now."""
    await tx.execute(update(customer_personal_table).where(p.id == id_).values(verified_at=tx.now))


async def holders(tx: Tx, kind: str, blind: bytes, limit: int, *, checked: bool = False) -> list[UUID]:
    """The persons with this value, oldest first; `checked`: of whom the core has it or it was proven."""
    asked = {"of_kind": kind, "of_blind": blind, "at_most": limit}
    return list((await tx.execute(_CHECKED_HOLDERS if checked else _HOLDERS, asked)).scalars().all())


class Resealing:
    """Personal data under rotation (kit.crypto.Resealable)."""

    name = "customer_personal"

    async def count(self, tx: Tx) -> dict[int, int]:
        """How many values lie under each data key."""
        rows = await tx.execute(select(p.data_key, func.count().label("n")).group_by(p.data_key))
        return {row.data_key: row.n for row in rows.all()}

    async def reseal(self, tx: Tx, sealer: Sealer, after: UUID | None, limit: int) -> tuple[int, UUID | None]:
        """Seal up to `limit` values anew, replaced ones too."""
        query = select(p.id, p.customer_id, p.kind, p.sealed).where(p.data_key != sealer.key)
        if after is not None:
            query = query.where(p.id > after)
        rows = (await tx.execute(query.order_by(p.id).limit(limit).with_for_update())).all()
        anew = []
        for row in rows:
            name = about(row.id, row.customer_id, row.kind)
            value = await tx.vault.open(tx, bytes(row.sealed), name)
            anew.append({"of_id": row.id, "closed": sealer.seal(value, name), "number": sealer.key})
        if anew:
            await tx.execute(_RESEAL, anew)
        return len(rows), rows[-1].id if len(rows) == limit else None


def _personal_of(row: Row[Any]) -> Personal:
    return Personal(
        row.id, row.customer_id, row.kind, row.masked, row.source, row.verified_at, row.created_at,
        row.replaced_at,
    )  # fmt: skip
