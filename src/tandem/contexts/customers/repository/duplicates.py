"""Persons who have the same proven number, and those of them whom somebody has told apart."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Uuid, and_, any_, bindparam, case, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from tandem.contexts.access.api import Actor
from tandem.contexts.customers.models import (
    customer_distinct_table,
    customer_personal_table,
    customer_table,
)
from tandem.contexts.customers.repository.merges import CORE, OF_FAMILY
from tandem.kit.db import Tx

KINDS = ("phone", "id_number")
"""What tells people apart: an e-mail address or a card is lent more easily."""
_MOST = 50

c = customer_table.c
d = customer_distinct_table.c
p = customer_personal_table.c
_other = customer_personal_table.alias("other")
_holder = customer_table.alias("holder")
o, h = _other.c, _holder.c
_MINE = (
    select(p.kind, p.blind)
    .join(customer_table, c.id == p.customer_id)
    .where(
        OF_FAMILY,
        p.kind.in_(KINDS),
        p.replaced_at.is_(None),
        or_(p.source == CORE, p.verified_at.is_not(None)),
    )
    .cte("mine")
)
_PERSON = func.coalesce(h.merged_into, h.id)
_SHARING = (
    select(_PERSON.label("person"), func.array_agg(o.kind.distinct()).label("kinds"))
    .select_from(_other)
    .join(_MINE, and_(_MINE.c.kind == o.kind, _MINE.c.blind == o.blind))
    .join(_holder, h.id == o.customer_id)
    .where(
        o.replaced_at.is_(None), or_(o.source == CORE, o.verified_at.is_not(None)), h.erased_at.is_(None),
        bindparam("person_id") != _PERSON,
    )
    .group_by(_PERSON)
    .order_by(func.min(h.created_at), _PERSON)
    .limit(_MOST)
)  # fmt: skip
_IDS = any_(bindparam("ids", type_=ARRAY(Uuid)))
_FAMILY_IDS = any_(bindparam("family", type_=ARRAY(Uuid)))
_far = case((d.one_id == _FAMILY_IDS, d.other_id), else_=d.one_id)
_TOLD_APART = (
    select(func.coalesce(c.merged_into, c.id))
    .select_from(customer_distinct_table)
    .join(customer_table, c.id == _far)
    .where(or_(d.one_id == _FAMILY_IDS, d.other_id == _FAMILY_IDS))
)
_ID_NUMBERS = (
    select(_PERSON.label("person"), o.blind)
    .select_from(_other)
    .join(_holder, h.id == o.customer_id)
    .where(
        o.kind == "id_number", o.replaced_at.is_(None), or_(o.source == CORE, o.verified_at.is_not(None)),
        or_(h.id == _IDS, h.merged_into == _IDS),
    )
)  # fmt: skip


async def sharing(tx: Tx, person_id: UUID) -> dict[UUID, list[str]]:
    """Other persons with a phone or ID number of this person's, and which kinds; on both sides the core has it or it
    was proven. The oldest first."""
    rows = await tx.execute(_SHARING, {"customer_id": person_id, "person_id": person_id})
    return {row.person: sorted(row.kinds) for row in rows.all()}


async def told_apart(tx: Tx, family: Sequence[UUID]) -> set[UUID]:
    """Persons of whom somebody said that they are not this one."""
    return set((await tx.execute(_TOLD_APART, {"family": list(family)})).scalars())


async def id_numbers(tx: Tx, person_ids: Sequence[UUID]) -> dict[UUID, set[bytes]]:
    """The blinds of the proven ID numbers of these persons."""
    found: dict[UUID, set[bytes]] = {}
    for row in (await tx.execute(_ID_NUMBERS, {"ids": list(person_ids)})).all():
        found.setdefault(row.person, set()).add(bytes(row.blind))
    return found


async def tell_apart(tx: Tx, first: UUID, second: UUID, actor: Actor) -> bool:
    """False when somebody had said so before."""
    one, other = sorted((first, second))
    made = await tx.execute(
        insert(customer_distinct_table)
        .values(one_id=one, other_id=other, at=tx.now, by=actor.id, by_name=actor.name)
        .on_conflict_do_nothing()
    )
    return bool(made.rowcount)
