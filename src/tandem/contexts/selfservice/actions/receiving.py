"""Receiving: the gateway says how a charge stands, by a notice or when asked. Any number of times, in any order."""

from collections.abc import Callable, Mapping
from uuid import UUID

import structlog

from tandem.contexts.access import api as access
from tandem.contexts.selfservice.counter import Counter
from tandem.contexts.selfservice.errors import NoticeRefused, OrderNotFound
from tandem.contexts.selfservice.events import PaymentArrived
from tandem.contexts.selfservice.order import Order
from tandem.contexts.selfservice.ports import BadNotice, Receipt
from tandem.contexts.selfservice.repository import orders
from tandem.kit.db import Tx

log = structlog.get_logger(__name__)
GATEWAY = access.Actor.system("payments")
BOOK = "selfservice.book"
GIVE_BACK = "selfservice.give_back"


def _always() -> None:
    """Whoever calls has looked after the limits."""


async def notified(
    counter: Counter, body: bytes, headers: Mapping[str, str], *, worth_noting: Callable[[], None] = _always
) -> Order:
    """A notice came. Raises NoticeRefused (not signed by the gateway: audited, and nothing changes), OrderNotFound.
    `worth_noting` is asked before anything unsigned is written down, and raises TooMany for a stranger who sends many:
    then nothing is."""
    gateway = counter.gateway
    if gateway is None:  # then nobody can have signed it
        raise NoticeRefused()
    try:
        receipt = gateway.read_notice(body, headers, counter.db.clock.now())
    except BadNotice as error:
        worth_noting()
        log.warning("selfservice.notice_refused", gateway=gateway.name, cause=str(error))
        async with counter.db.transaction() as tx:
            data = {"gateway": gateway.name, "why": str(error)}
            await access.record(tx, GATEWAY, "selfservice.notice_refused", "payment_notice", data)
        raise NoticeRefused() from error
    return await receive(counter, receipt)


async def receive(counter: Counter, receipt: Receipt) -> Order:
    """Note how a charge stands; the same news twice is no news. Raises OrderNotFound for a charge that is none of
    ours."""
    async with counter.db.transaction() as tx:
        order = await _order(tx, receipt.order_no)
        if order is None:
            raise OrderNotFound()
        if receipt.state == "paid":
            assert receipt.payment_no is not None
            return await _paid(tx, order, receipt.payment_no, receipt.paid_fen)
        if receipt.state in ("failed", "closed") and order.state == "open":
            state = "failed" if receipt.state == "failed" else "expired"
            return await orders.change(tx, order.id, state=state, settled_at=tx.now, look_at=None)
        return order


async def _order(tx: Tx, order_no: str) -> Order | None:
    try:
        return await orders.find(tx, UUID(order_no), locked=True)
    except ValueError:
        return None


async def _paid(tx: Tx, order: Order, payment_no: str, fen: int) -> Order:
    if order.payment_no == payment_no:
        return order
    if order.payment_no is not None:  # another payment for the same order: all of it goes back
        refund = await orders.ask_refund(tx, order.id, payment_no, fen, "paid_twice")
        if refund is not None:
            tx.enqueue(GIVE_BACK, {"refund_id": str(refund.id)})
        return order
    # Also for an order that ran out or failed before: the money is there, so the ledger is asked.
    order = await orders.change(
        tx, order.id, state="paid", payment_no=payment_no, paid_fen=fen, paid_at=tx.now, settled_at=None,
        look_at=tx.now, looks=0,
    )  # fmt: skip
    tx.emit(
        PaymentArrived(
            subject_id=order.id, actor=GATEWAY.label, customer_id=order.customer_id, purpose=order.purpose,
            loan=order.loan, fen=fen,
        )
    )  # fmt: skip
    await access.record(tx, GATEWAY, "selfservice.payment_arrived", f"order:{order.id}")
    tx.enqueue(BOOK, {"order_id": str(order.id)})
    return order
