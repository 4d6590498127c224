"""Orders and refunds. Whose they are is part of every question a customer asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, Uuid, any_, bindparam, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from tandem.contexts.selfservice.models import self_order_table, self_refund_table
from tandem.contexts.selfservice.order import Order, OrderRefund, RefundReason
from tandem.contexts.selfservice.rules.paying import next_look
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

o, r = self_order_table.c, self_refund_table.c
_ORDER = [
    o.id, o.customer_id, o.borrower, o.client_id, o.purpose, o.loan, o.fen, o.state, o.gateway, o.cashier_url,
    o.payment_no, o.paid_fen, o.number, o.refusal, o.created_at, o.expires_at, o.paid_at, o.settled_at, o.looks,
    o.principal_fen,
]  # fmt: skip
_REFUND = [
    r.id, r.order_id, r.payment_no, r.fen, r.reason, r.state, r.created_at, r.done_at, r.looks,
]  # fmt: skip
_BY_ID = select(*_ORDER).where(o.id == bindparam("of_id"))
_BY_IDS = select(*_ORDER).where(o.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
_LOCKED = _BY_ID.with_for_update()
_BY_CLIENT_ID = select(*_ORDER).where(
    o.customer_id == bindparam("of_customer"), o.client_id == bindparam("of_client")
)
_OF_BORROWER = (
    select(*_ORDER)
    .where(o.borrower == bindparam("of_borrower"))
    .order_by(o.created_at.desc(), o.id.desc())
    .limit(bindparam("most"))
)
_ADD = (
    insert(self_order_table)
    .on_conflict_do_nothing(index_elements=["customer_id", "client_id"])
    .returning(*_ORDER)
)
_ADD_REFUND = (
    insert(self_refund_table)
    .on_conflict_do_nothing(index_elements=["order_id", "payment_no", "reason"])
    .returning(*_REFUND)
)
_OPEN_REFUND = r.state.in_(["asked", "stuck"])
_REFUND_BY_ID = select(*_REFUND).where(r.id == bindparam("of_id")).with_for_update()


def _order(row: Row[Any]) -> Order:
    return Order(**row._mapping)


def _refund(row: Row[Any]) -> OrderRefund:
    return OrderRefund(**row._mapping)


async def add(tx: Tx, values: Mapping[str, Any]) -> Order | None:
    """A new order; None when the customer's client id is known."""
    row = (await tx.execute(_ADD, values)).one_or_none()
    return _order(row) if row else None


async def by_client_id(tx: Tx, customer_id: UUID, client_id: str) -> Order | None:
    asked = {"of_customer": customer_id, "of_client": client_id}
    row = (await tx.execute(_BY_CLIENT_ID, asked)).one_or_none()
    return _order(row) if row else None


async def find(tx: Tx, order_id: UUID, *, locked: bool = False) -> Order | None:
    row = (await tx.execute(_LOCKED if locked else _BY_ID, {"of_id": order_id})).one_or_none()
    return _order(row) if row else None


async def by_ids(tx: Tx, order_ids: Sequence[UUID]) -> dict[UUID, Order]:
    """Many in one question, by id."""
    rows = await tx.execute(_BY_IDS, {"ids": list(set(order_ids))})
    return {row.id: _order(row) for row in rows}


async def of_borrower(tx: Tx, borrower: str, limit: int) -> list[Order]:
    """The borrower's orders, newest first."""
    rows = await tx.execute(_OF_BORROWER, {"of_borrower": borrower, "most": limit})
    return [_order(row) for row in rows]


async def change(tx: Tx, order_id: UUID, **values: Any) -> Order:
    query = update(self_order_table).where(o.id == order_id).values(**values).returning(*_ORDER)
    return _order((await tx.execute(query)).one())


async def ask_refund(
    tx: Tx, order_id: UUID, payment_no: str, fen: int, reason: RefundReason
) -> OrderRefund | None:
    """Money to give back; None when that is known already."""
    values = {
        "id": new_id(), "order_id": order_id, "payment_no": payment_no, "fen": fen, "reason": reason,
        "state": "asked", "created_at": tx.now, "look_at": tx.now, "looks": 0,
    }  # fmt: skip
    row = (await tx.execute(_ADD_REFUND, values)).one_or_none()
    return _refund(row) if row else None


async def find_refund(tx: Tx, refund_id: UUID) -> OrderRefund | None:
    """Locked."""
    row = (await tx.execute(_REFUND_BY_ID, {"of_id": refund_id})).one_or_none()
    return _refund(row) if row else None


async def refunds_of(tx: Tx, order_ids: Sequence[UUID]) -> list[OrderRefund]:
    query = select(*_REFUND).where(r.order_id.in_(order_ids)).order_by(r.created_at)
    return [_refund(row) for row in await tx.execute(query)]


async def end_refund(tx: Tx, refund_id: UUID, state: str) -> None:
    """`done` and `closed` are its end; `stuck` waits for a person."""
    done_at = tx.now if state in ("done", "closed") else None
    query = update(self_refund_table).where(r.id == refund_id)
    await tx.execute(query.values(state=state, done_at=done_at, look_at=None))


async def claim(tx: Tx, limit: int) -> list[UUID]:
    """Orders to look at now; each is looked at by one process, and later again."""
    return await _claim(tx, self_order_table, limit)


async def claim_refunds(tx: Tx, limit: int) -> list[UUID]:
    return await _claim(tx, self_refund_table, limit)


async def _claim(tx: Tx, table: Table, limit: int) -> list[UUID]:
    due = (
        select(table.c.id, table.c.looks)
        .where(table.c.look_at <= tx.now)
        .order_by(table.c.look_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = (await tx.execute(due)).all()
    for row in found:
        later = update(table).where(table.c.id == row.id)
        await tx.execute(later.values(looks=row.looks + 1, look_at=next_look(row.looks, tx.now)))
    return [row.id for row in found]


async def refunds(
    tx: Tx, *, over: bool, after: tuple[datetime, UUID] | None, limit: int
) -> list[OrderRefund]:
    """Those asked for and those stuck, oldest first; `over`: those at their end, newest first."""
    place = tuple_(r.created_at, r.id)
    query = select(*_REFUND).where(~_OPEN_REFUND if over else _OPEN_REFUND).limit(limit)
    if after is not None:
        query = query.where(place < after if over else place > after)
    query = query.order_by(*((r.created_at.desc(), r.id.desc()) if over else (r.created_at, r.id)))
    return [_refund(row) for row in await tx.execute(query)]


async def renew_refund(tx: Tx, refund_id: UUID) -> OrderRefund:
    """The gateway is to be asked (again), from now on."""
    query = update(self_refund_table).where(r.id == refund_id).returning(*_REFUND)
    anew = query.values(state="asked", done_at=None, look_at=next_look(0, tx.now), looks=0)
    return _refund((await tx.execute(anew)).one())


async def open_refunds(tx: Tx) -> dict[str, int]:
    """How many are not at their end, by state (asked, stuck)."""
    query = select(r.state, func.count().label("n")).where(_OPEN_REFUND).group_by(r.state)
    return {row.state: row.n for row in await tx.execute(query)}


@dataclass(frozen=True)
class Unsettled:
    """Since when the oldest payment waits for the ledger and the oldest refund for the gateway; how many refunds wait
    for a person."""

    paid_since: datetime | None
    asked_since: datetime | None
    stuck: int


async def unsettled(tx: Tx) -> Unsettled:
    """For the health page."""
    waiting = select(func.min(o.paid_at)).where(o.state == "paid")
    asked = select(func.min(r.created_at)).where(r.state == "asked")
    stuck = select(func.count()).where(r.state == "stuck")
    return Unsettled(
        (await tx.execute(waiting)).scalar_one(), (await tx.execute(asked)).scalar_one(),
        (await tx.execute(stuck)).scalar_one(),
    )  # fmt: skip
