"""Merges, and the families that they make. A family is a person and all customers merged into them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, any_, bindparam, func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.customers.errors import CustomerNotFound
from tandem.contexts.customers.merge import Merge
from tandem.contexts.customers.models import (
    customer_identity_table,
    customer_merge_table,
    customer_table,
)
from tandem.contexts.customers.rules.merging import Standing
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

BORROWER, CORE = "borrower", "core"
"""Kind and account of the identity that a borrower number is."""

c = customer_table.c
i = customer_identity_table.c
m = customer_merge_table.c
_CANONICALS = select(c.id, func.coalesce(c.merged_into, c.id).label("person")).where(
    c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))
)
_self = customer_table.alias("itself")
PERSON = (
    select(func.coalesce(_self.c.merged_into, _self.c.id))
    .where(_self.c.id == bindparam("customer_id"))
    .scalar_subquery()
)
_CANONICAL = select(PERSON)
OF_FAMILY = or_(c.id == PERSON, c.merged_into == PERSON)
_FAMILY = select(c.id).where(OF_FAMILY).order_by(c.merged_into.is_not(None), c.created_at, c.id)
_BORROWERS = (
    select(i.subject)
    .join(customer_table, c.id == i.customer_id)
    .where(OF_FAMILY, i.kind == BORROWER, i.account == CORE)
    # What was proven of this very customer says more than what the family brought.
    .order_by(i.customer_id != bindparam("customer_id"), c.merged_into.is_not(None), i.created_at, i.subject)
)
_BY_BORROWER = (
    select(func.coalesce(c.merged_into, c.id))
    .join(customer_identity_table, i.customer_id == c.id)
    .where(i.kind == BORROWER, i.account == CORE, i.subject == bindparam("borrower"))
)
_SIGNED = select(func.bool_or(c.verified_at.is_not(None))).where(OF_FAMILY)
# Foreign keys may still point to the row meanwhile: conversations go on.
_LOCK = select(c.merged_into).where(c.id == bindparam("customer_id")).with_for_update(key_share=True)
_SPLIT = text("""
    WITH RECURSIVE part AS (
        SELECT CAST(:gone AS uuid) AS id
        UNION
        SELECT merge.gone_id FROM customer_merge merge JOIN part ON merge.kept_id = part.id
        WHERE merge.undone_at IS NULL
    )
    UPDATE customer SET merged_into = CASE WHEN customer.id = :gone THEN NULL ELSE CAST(:gone AS uuid) END
    FROM part WHERE customer.id = part.id
""").bindparams(bindparam("gone", type_=m.id.type))


async def canonical(tx: Tx, customer_id: UUID) -> UUID:
    """The customer that stands for the person: itself, unless it was merged. Raises CustomerNotFound."""
    found = (await tx.execute(_CANONICAL, {"customer_id": customer_id})).scalar_one_or_none()
    if found is None:
        raise CustomerNotFound()
    return UUID(str(found))


async def canonicals(tx: Tx, customer_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Customer → the person, of many in one question; unknown ids are absent."""
    rows = await tx.execute(_CANONICALS, {"ids": list(set(customer_ids))})
    return {row.id: row.person for row in rows.all()}


async def family(tx: Tx, customer_id: UUID) -> list[UUID]:
    """The person and all customers merged into them, the person first. Empty for an unknown id."""
    rows = await tx.execute(_FAMILY, {"customer_id": customer_id})
    return list(rows.scalars().all())


async def borrowers_of(tx: Tx, customer_id: UUID) -> list[str]:
    """The borrower numbers of the family: the customer's own first, then the person's, then the oldest."""
    return list((await tx.execute(_BORROWERS, {"customer_id": customer_id})).scalars().all())


async def owner_of(tx: Tx, borrower: str) -> UUID | None:
    """The person who has this borrower number, or None."""
    found = (await tx.execute(_BY_BORROWER, {"borrower": borrower})).scalar_one_or_none()
    return UUID(str(found)) if found is not None else None


async def standing_of(tx: Tx, customer_id: UUID) -> Standing:
    """What is known of the person."""
    signed = (await tx.execute(_SIGNED, {"customer_id": customer_id})).scalar_one()
    return Standing(bool(signed), frozenset(await borrowers_of(tx, customer_id)))


async def lock_persons(tx: Tx, ids: Sequence[UUID], whose: Mapping[UUID, UUID]) -> bool:
    """Lock these customers until commit, in id order. `whose`: customer → the person among them that the customer was
    part of when it was asked. False, and nothing is locked, when one is no person of their own (any more), or a
    customer is another person's by now (a split was faster): with what is then locked next the order would be lost.
    Raises CustomerNotFound."""
    async with tx.connection.begin_nested() as savepoint:
        for id_ in sorted(set(ids)):
            row = (await tx.execute(_LOCK, {"customer_id": id_})).one_or_none()
            if row is None:
                raise CustomerNotFound()
            if row.merged_into is not None:
                await savepoint.rollback()
                return False
        # A statement of its own: it sees what was committed while we waited for the locks.
        for id_, person in whose.items():
            if await canonical(tx, id_) != person:
                await savepoint.rollback()
                return False
    return True


async def add(
    tx: Tx,
    kept_id: UUID,
    gone_id: UUID,
    *,
    by: UUID | None,
    by_name: str,
    reason: str,
    evidence: Mapping[str, Any],
) -> UUID:
    """Write a merge down and move the whole family of `gone_id`. Both are persons, and locked."""
    id_ = new_id()
    await tx.execute(
        insert(customer_merge_table).values(
            id=id_, kept_id=kept_id, gone_id=gone_id, at=tx.now, by=by, by_name=by_name, reason=reason,
            evidence=dict(evidence),
        )
    )  # fmt: skip
    moved = update(customer_table).where(or_(c.id == gone_id, c.merged_into == gone_id))
    await tx.execute(moved.values(merged_into=kept_id))
    return id_


async def undo(tx: Tx, merge: Merge, *, by: UUID | None, by_name: str, note: str) -> None:
    """Mark a merge as undone, and give `gone` back those who came with them."""
    await tx.execute(
        update(customer_merge_table)
        .where(m.id == merge.id)
        .values(undone_at=tx.now, undone_by=by, undone_by_name=by_name, undone_note=note)
    )
    await tx.execute(_SPLIT, {"gone": merge.gone_id})


async def find(tx: Tx, merge_id: UUID, *, lock: bool = False) -> Merge | None:
    """The merge, or None."""
    query = select(customer_merge_table).where(m.id == merge_id)
    row = (await tx.execute(query.with_for_update() if lock else query)).one_or_none()
    return _merge_of(row) if row else None


async def of_signing(tx: Tx, gone_id: UUID) -> Merge | None:
    """The merge of this customer that a site's signature brought about, if it stands."""
    query = select(customer_merge_table).where(
        m.gone_id == gone_id, m.undone_at.is_(None), m.evidence["proof"].astext == "signed"
    )
    row = (await tx.execute(query)).one_or_none()
    return _merge_of(row) if row else None


async def by_number(tx: Tx, customer_id: UUID, borrower: str) -> list[Merge]:
    """The standing merges into anybody of the family that came about because this number was theirs, oldest first.
    A merge that does not say its number counts if it rests on a signature."""
    number = m.evidence["borrower"].astext
    query = select(customer_merge_table).where(
        m.kept_id.in_(await family(tx, customer_id)),
        m.undone_at.is_(None),
        or_(number == borrower, number.is_(None) & (m.evidence["proof"].astext == "signed")),
    )
    return [_merge_of(row) for row in (await tx.execute(query.order_by(m.at, m.id))).all()]


async def history(tx: Tx, customer_id: UUID) -> list[Merge]:
    """Merges in which anybody of the family took part, newest first, undone ones too."""
    ids = await family(tx, customer_id)
    query = select(customer_merge_table).where(or_(m.kept_id.in_(ids), m.gone_id.in_(ids)))
    rows = await tx.execute(query.order_by(m.at.desc(), m.id.desc()))
    return [_merge_of(row) for row in rows.all()]


def _merge_of(row: Row[Any]) -> Merge:
    return Merge(**row._mapping)
