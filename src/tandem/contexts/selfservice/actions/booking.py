"""Booking: money that arrived goes into the ledger, by a command whose key is the order: at most once."""

from typing import Any
from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.loans.api import Command, Commanded
from tandem.contexts.selfservice.actions.receiving import GIVE_BACK
from tandem.contexts.selfservice.counter import Counter
from tandem.contexts.selfservice.events import OrderBooked, OrderReturned
from tandem.contexts.selfservice.order import Order, RefundReason
from tandem.contexts.selfservice.repository import orders
from tandem.contexts.selfservice.rules.paying import split
from tandem.kit.db import Tx

ACTOR = access.Actor.system("selfservice")


async def book(counter: Counter, order_id: UUID) -> Order | None:
    """Have the ledger book a paid order. While the core does not say what it did, the order stays `paid` and this is
    called again: the command's key makes that a question, never a second command."""
    async with counter.db.transaction() as tx:
        order = await orders.find(tx, order_id)
    if order is None or order.state != "paid":
        return order
    fen, _ = split(order.purpose, order.fen, order.paid_fen)
    if fen == 0:
        return await _end(counter, order, None, "too_little")
    commanded = await counter.commands.perform(ACTOR, _command(order, fen))
    if commanded.settled_at is None or commanded.refusal == "core_unavailable":
        return order
    return await _end(counter, order, commanded, commanded.refusal)


def _command(order: Order, fen: int) -> Command:
    params: dict[str, Any] = {"payment": order.payment_no}
    if order.loan is not None:
        params["loan"] = order.loan
    params["fen" if order.purpose == "repay" else "total_fen"] = fen
    if order.principal_fen is not None:
        params["fen"] = order.principal_fen
    return Command(f"order:{order.id}", order.borrower, order.purpose, params)


async def _end(counter: Counter, before: Order, commanded: Commanded | None, refusal: str | None) -> Order:
    booked, over = split(before.purpose, before.fen, before.paid_fen)
    async with counter.db.transaction() as tx:
        order = await orders.find(tx, before.id, locked=True)
        assert order is not None
        if order.state != "paid":
            return order
        if refusal is None:
            number = commanded.number if commanded else None
            order = await orders.change(
                tx, order.id, state="done", number=number, settled_at=tx.now, look_at=None
            )
            tx.emit(
                OrderBooked(
                    subject_id=order.id, actor=ACTOR.label, customer_id=order.customer_id, purpose=order.purpose,
                    loan=order.loan, fen=booked, number=number,
                )
            )  # fmt: skip
            await access.record(tx, ACTOR, "selfservice.order_booked", f"order:{order.id}")
            await _give_back(tx, order, over, "too_much")
            return order
        order = await orders.change(
            tx, order.id, state="returned", refusal=refusal, settled_at=tx.now, look_at=None
        )
        tx.emit(
            OrderReturned(
                subject_id=order.id, actor=ACTOR.label, customer_id=order.customer_id, purpose=order.purpose,
                loan=order.loan, fen=order.paid_fen, refusal=refusal,
            )
        )  # fmt: skip
        await access.record(tx, ACTOR, "selfservice.order_returned", f"order:{order.id}", {"code": refusal})
        await _give_back(tx, order, order.paid_fen, "not_booked")
        return order


async def _give_back(tx: Tx, order: Order, fen: int, reason: RefundReason) -> None:
    if fen <= 0:
        return
    assert order.payment_no is not None
    refund = await orders.ask_refund(tx, order.id, order.payment_no, fen, reason)
    if refund is not None:
        tx.enqueue(GIVE_BACK, {"refund_id": str(refund.id)})
