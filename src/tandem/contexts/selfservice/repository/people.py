"""All that self-service keeps of one person."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, case, exists, or_, select, update

from tandem.contexts.selfservice.models import (
    self_certificate_table,
    self_order_table,
    self_refund_table,
    self_request_table,
)
from tandem.kit.db import Tx

o, r, c, q = self_order_table.c, self_refund_table.c, self_certificate_table.c, self_request_table.c


def _of(table: Table, family: Sequence[UUID], borrowers: Sequence[str]) -> ColumnElement[bool]:
    return or_(table.c.customer_id.in_(list(family)), table.c.borrower.in_(list(borrowers)))


async def everything(
    tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]
) -> dict[str, list[Mapping[str, Any]]]:
    """By kind of record (order, refund, certificate, request), each oldest first."""
    refund = select(r.payment_no, r.fen, r.reason, r.state, r.created_at, r.done_at)
    queries = {
        "order": select(self_order_table)
        .where(_of(self_order_table, family, borrowers))
        .order_by(o.created_at, o.id),
        "refund": refund.join(self_order_table, o.id == r.order_id)
        .where(_of(self_order_table, family, borrowers))
        .order_by(r.created_at, r.id),
        "certificate": select(self_certificate_table)
        .where(_of(self_certificate_table, family, borrowers))
        .order_by(c.issued_at, c.id),
        "request": select(self_request_table)
        .where(_of(self_request_table, family, borrowers))
        .order_by(q.made_at, q.id),
    }
    return {
        kind: [dict(row._mapping) for row in (await tx.execute(query)).all()]
        for kind, query in queries.items()
    }


async def money_on_its_way(tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]) -> bool:
    """Whether an order can be paid or waits for the ledger, or a refund is not made yet."""
    going = or_(
        o.state.in_(["open", "paid"]),
        exists().where(r.order_id == o.id, r.state.in_(["asked", "stuck"])),
    )
    query = select(o.id).where(_of(self_order_table, family, borrowers), going).limit(1)
    return (await tx.execute(query)).first() is not None


async def documents(tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]) -> list[str]:
    """Where the person's documents are kept."""
    mine = _of(self_certificate_table, family, borrowers)
    return list((await tx.execute(select(c.object_key).where(mine, c.object_key != ""))).scalars().all())


async def forget(tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]) -> None:
    """Empty what the person wrote, and the name and the document of certificates."""
    written = update(self_request_table).where(_of(self_request_table, family, borrowers))
    await tx.execute(written.values(text="", answer=case((q.answer.is_not(None), "")), tell_at=None))
    named = update(self_certificate_table).where(_of(self_certificate_table, family, borrowers))
    await tx.execute(named.values(holder="", object_key=""))
