"""Blocks and their lifts. A block is never changed: a row lifts it, or its time runs out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Row,
    ScalarSelect,
    bindparam,
    exists,
    insert,
    or_,
    select,
    tuple_,
)

from tandem.contexts.customers.block import Block, Lift
from tandem.contexts.customers.models import (
    customer_block_lift_table,
    customer_block_table,
    customer_table,
)
from tandem.contexts.customers.rules import display_name
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

b = customer_block_table.c
lift = customer_block_lift_table.c
_taken_back = customer_block_lift_table.alias("taken_back").c
# For statements that are built once; `now_of` gives the value.
NOW = bindparam("blocks_now", type_=DateTime(timezone=True))


def now_of(tx: Tx) -> dict[str, datetime]:
    """The value of a statement with `NOW`."""
    return {"blocks_now": tx.now}


def _stands(now: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(b.until.is_(None), b.until > now) & ~exists().where(_taken_back.block_id == b.id)


def blocking(customer_id: ColumnElement[Any], now: ColumnElement[Any]) -> ScalarSelect[UUID]:
    """The id of the customer's block that stands, or NULL: a column for statements that run anyway."""
    query = select(b.id).where(b.customer_id == customer_id, _stands(now)).limit(1)
    return query.correlate_except(customer_block_table).scalar_subquery()


_LIFTS = (
    lift.at.label("lifted_at"), lift.by.label("lifted_by"), lift.by_name.label("lifter"),
    lift.note.label("lift_note"),
)  # fmt: skip
_BLOCKS = select(*b, *_LIFTS).outerjoin(customer_block_lift_table, lift.block_id == b.id)
_STANDING = _BLOCKS.where(b.customer_id == bindparam("customer_id"), _stands(NOW)).limit(1)


def _block_of(row: Row[Any]) -> Block:
    taken_back = None
    if row.lifted_at is not None:
        taken_back = Lift(row.lifted_at, row.lifted_by, row.lifter, row.lift_note)
    return Block(
        row.id, row.customer_id, row.reason, row.note, row.at, row.until, row.by, row.by_name, row.seen_in,
        taken_back,
    )  # fmt: skip


async def standing(tx: Tx, customer_id: UUID) -> Block | None:
    """The customer's block that stands, or None."""
    row = (await tx.execute(_STANDING, {"customer_id": customer_id, **now_of(tx)})).one_or_none()
    return _block_of(row) if row else None


async def find(tx: Tx, block_id: UUID) -> Block | None:
    """The block, or None."""
    row = (await tx.execute(_BLOCKS.where(b.id == block_id))).one_or_none()
    return _block_of(row) if row else None


async def of_customers(tx: Tx, customer_ids: Sequence[UUID]) -> list[Block]:
    """All there ever were, oldest first."""
    query = _BLOCKS.where(b.customer_id.in_(list(customer_ids))).order_by(b.at, b.id)
    return [_block_of(row) for row in (await tx.execute(query)).all()]


async def add(tx: Tx, **values: Any) -> UUID:
    id_ = new_id()
    await tx.execute(insert(customer_block_table).values(id=id_, at=tx.now, **values))
    return id_


async def add_lift(tx: Tx, block_id: UUID, **values: Any) -> None:
    await tx.execute(insert(customer_block_lift_table).values(block_id=block_id, at=tx.now, **values))


async def page(
    tx: Tx, *, standing_only: bool, after: tuple[datetime, UUID] | None, limit: int, locale: str
) -> list[tuple[Block, str, bool]]:
    """Blocks, newest first, with the customer's name and whether it is known who that is."""
    c = customer_table.c
    query = _BLOCKS.add_columns(c.name.label("customer_name"), c.verified_at).join(
        customer_table, c.id == b.customer_id
    )
    if standing_only:
        query = query.where(_stands(NOW))
    if after is not None:
        query = query.where(tuple_(b.at, b.id) < after)
    rows = (await tx.execute(query.order_by(b.at.desc(), b.id.desc()).limit(limit), now_of(tx))).all()
    return [
        (
            _block_of(row),
            display_name(row.customer_id, row.customer_name, locale),
            row.verified_at is not None,
        )
        for row in rows
    ]
