"""Ordering: a customer goes to pay. The amount is checked against the ledger before anybody is sent to a cashier."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.selfservice.counter import Caller, Counter, told
from tandem.contexts.selfservice.errors import (
    BadAmount,
    ClientIdReused,
    OrderNotFound,
    PaymentsAway,
    Refused,
)
from tandem.contexts.selfservice.events import OrderMade
from tandem.contexts.selfservice.order import Order, OrderRefund, Purpose
from tandem.contexts.selfservice.ports import Charge, GatewayAway
from tandem.contexts.selfservice.repository import orders
from tandem.contexts.selfservice.rules.paying import next_look, payable_until
from tandem.kit.chinese.writing import yuan
from tandem.kit.ids import new_id


async def place(
    counter: Counter, caller: Caller, *, client_id: str, purpose: Purpose, loan: str | None, fen: int,
    title: str, return_url: str, principal_fen: int | None = None,
) -> Order:  # fmt: skip
    """An order with the address of its cashier page. The same client id gives the first order again, so a double click
    pays once. `return_url` may hold `{order}`; `principal_fen`: of a prepayment, what is repaid ahead.

    Raises VerificationNeeded, LoanNotFound, BadAmount (zero, negative, over what is to pay), Refused (the quote is
    another by now, overdue, closed at this hour …), ClientIdReused, CoreAway, PaymentsAway."""
    borrower = caller.may(purpose)
    gateway = counter.payments
    async with counter.db.transaction() as tx:
        known = await orders.by_client_id(tx, caller.visitor.customer_id, client_id)
    if known is None:
        until = await _payable_until(counter, caller, purpose, loan)
        await _check(counter, caller, borrower, purpose, loan, fen, principal_fen)
        known = await _add(counter, caller, borrower, client_id, purpose, loan, fen, principal_fen, until)
    same = (known.borrower, known.purpose, known.loan, known.fen, known.principal_fen)
    if same != (borrower, purpose, loan, fen, principal_fen):
        raise ClientIdReused()
    if known.cashier_url is not None or known.state != "open":
        return known
    charge = Charge(str(known.id), fen, title, return_url.replace("{order}", str(known.id)), known.expires_at)
    try:
        address = await gateway.create(charge)
    except GatewayAway as error:
        raise PaymentsAway(retry_after=5) from error
    async with counter.db.transaction() as tx:
        return await orders.change(tx, known.id, cashier_url=address)


async def look_up(counter: Counter, caller: Caller, order_id: UUID) -> tuple[Order, list[OrderRefund]]:
    """An order of the caller's with its refunds. Raises OrderNotFound, with an audit entry for somebody else's."""
    borrower = caller.may("orders")
    async with counter.db.transaction() as tx:
        order = await orders.find(tx, order_id)
        if order is not None and order.borrower == borrower:
            return order, await orders.refunds_of(tx, [order.id])
        if order is not None:
            await access.record(
                tx, caller.actor, "selfservice.order_refused", f"order:{order_id}", {"code": "not_own"}
            )
    raise OrderNotFound()


async def history(counter: Counter, caller: Caller, limit: int = 20) -> list[tuple[Order, list[OrderRefund]]]:
    """The caller's orders with their refunds, newest first."""
    borrower = caller.may("orders")
    async with counter.db.transaction() as tx:
        found = await orders.of_borrower(tx, borrower, limit)
        refunds = await orders.refunds_of(tx, [one.id for one in found])
    return [(one, [back for back in refunds if back.order_id == one.id]) for one in found]


async def _check(
    counter: Counter, caller: Caller, borrower: str, purpose: Purpose, loan: str | None, fen: int,
    principal_fen: int | None,
) -> None:  # fmt: skip
    async with told():
        most = await _to_pay(counter, caller, borrower, purpose, loan, principal_fen)
    if purpose == "repay":
        wrong = None if 0 < fen <= most else "order_amount"
    else:
        wrong = "loan_changed" if fen > 0 and fen != most else None if fen > 0 else "order_amount"
    if wrong is None:
        return
    await _refuse(counter, caller, wrong, {"purpose": purpose, "loan": loan})
    if wrong == "order_amount":
        raise BadAmount(params={"most": yuan(most)}, extra={"most_fen": most})
    raise Refused(wrong, extra={"most_fen": most})


async def _payable_until(counter: Counter, caller: Caller, purpose: Purpose, loan: str | None) -> datetime:
    """Until when the order can be paid and is booked still."""
    async with told():
        hours = (await counter.questions(caller).hours()).get(purpose)
    until = payable_until(counter.db.clock.now(), hours)
    if until is not None:
        return until
    await _refuse(counter, caller, "loan_closed", {"purpose": purpose, "loan": loan})
    raise Refused("loan_closed")


async def _to_pay(
    counter: Counter, caller: Caller, borrower: str, purpose: Purpose, loan: str | None,
    principal_fen: int | None,
) -> int:  # fmt: skip
    """What the ledger says it costs."""
    asked = counter.questions(caller)
    match purpose:
        case "repay":
            return (await asked.bill(borrower, loan)).due_fen
        case "settle":
            return (await asked.settlement_quote(borrower, loan or "", counter.today)).to_pay_fen
        case "prepay":
            return (await asked.prepayment_quote(borrower, loan or "", principal_fen or 0)).total_fen


async def _refuse(counter: Counter, caller: Caller, code: str, data: dict[str, Any]) -> None:
    subject = f"customer:{caller.visitor.customer_id}"
    async with counter.db.transaction() as tx:
        await access.record(tx, caller.actor, "selfservice.order_refused", subject, {**data, "code": code})


async def _add(
    counter: Counter, caller: Caller, borrower: str, client_id: str, purpose: Purpose, loan: str | None,
    fen: int, principal_fen: int | None, until: datetime,
) -> Order:  # fmt: skip
    customer_id = caller.visitor.customer_id
    async with counter.db.transaction() as tx:
        values = {
            "id": new_id(), "customer_id": customer_id, "borrower": borrower, "client_id": client_id,
            "purpose": purpose, "loan": loan, "fen": fen, "principal_fen": principal_fen, "state": "open",
            "gateway": counter.payments.name, "created_at": tx.now, "expires_at": until,
            "look_at": next_look(1, tx.now),
        }  # fmt: skip
        made = await orders.add(tx, values)
        if made is None:  # another click was faster
            made = await orders.by_client_id(tx, customer_id, client_id)
            assert made is not None
            return made
        tx.emit(
            OrderMade(
                subject_id=made.id,
                actor=caller.actor.label,
                customer_id=customer_id,
                purpose=purpose,
                loan=loan,
                fen=fen,
            )
        )
        await access.record(
            tx, caller.actor, "selfservice.order_made", f"order:{made.id}", {"purpose": purpose}
        )
        return made
