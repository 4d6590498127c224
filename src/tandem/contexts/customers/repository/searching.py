"""Persons found by name, and what a list shows of them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, any_, bindparam, func, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from tandem.contexts.customers.models import (
    customer_identity_table,
    customer_personal_table,
    customer_table,
)
from tandem.contexts.customers.repository.merges import BORROWER, CORE
from tandem.contexts.customers.rules.searching import after
from tandem.kit.db import Tx

c = customer_table.c
i = customer_identity_table.c
p = customer_personal_table.c
_PERSON = func.coalesce(c.merged_into, c.id)
_name = func.lower(c.name)
# The operators of text_pattern_ops, by which the index is ordered; a LIKE with a parameter would not use it.
_BY_NAME = (
    select(_PERSON.label("person"))
    .where(c.name.is_not(None), _name.op("~>=~")(bindparam("first")), _name.op("~<~")(bindparam("beyond")))
    .order_by(text("lower(customer.name) USING ~<~"))
    .limit(bindparam("at_most"))
)
_IDS = bindparam("ids", type_=ARRAY(Uuid))
_OF_FAMILIES = or_(c.id == any_(_IDS), c.merged_into == any_(_IDS))
_NUMBERS = (
    select(_PERSON.label("person"), i.subject)
    .join(customer_identity_table, i.customer_id == c.id)
    .where(_OF_FAMILIES, i.kind == BORROWER, i.account == CORE)
    .order_by(c.merged_into.is_not(None), i.created_at, i.subject)
)
_MASKED = (
    select(_PERSON.label("person"), p.kind, p.masked)
    .join(customer_personal_table, p.customer_id == c.id)
    .where(_OF_FAMILIES, p.replaced_at.is_(None))
    .order_by(p.verified_at.desc().nulls_last(), p.created_at.desc(), p.id.desc())
)


async def by_name(tx: Tx, prefix: str, limit: int) -> list[UUID]:
    """Persons of whom a name begins so (small letters), in the order of names."""
    # A session that was merged may bear the same name: some more are asked for than are wanted.
    asked: dict[str, Any] = {"first": prefix, "beyond": after(prefix), "at_most": limit * 2}
    found = (await tx.execute(_BY_NAME, asked)).scalars().all()
    return list(dict.fromkeys(found))[:limit]


async def numbers(tx: Tx, person_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Person → borrower numbers of the family."""
    found: dict[UUID, list[str]] = {}
    for row in (await tx.execute(_NUMBERS, {"ids": list(person_ids)})).all():
        found.setdefault(row.person, []).append(row.subject)
    return found


async def masked(tx: Tx, person_ids: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """Person → kind → masked value."""
    found: dict[UUID, dict[str, str]] = {}
    for row in (await tx.execute(_MASKED, {"ids": list(person_ids)})).all():
        found.setdefault(row.person, {}).setdefault(row.kind, row.masked)
    return found
