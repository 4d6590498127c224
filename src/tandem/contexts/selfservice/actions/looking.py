"""Looking after orders: what notices did not bring is asked for, what could not be booked is tried again."""

from uuid import UUID

import structlog

from tandem.contexts.selfservice.actions.booking import book
from tandem.contexts.selfservice.actions.receiving import BOOK, GIVE_BACK, receive
from tandem.contexts.selfservice.counter import Counter
from tandem.contexts.selfservice.ports import GatewayAway
from tandem.contexts.selfservice.repository import orders

log = structlog.get_logger(__name__)
_AT_ONCE = 50


async def look(counter: Counter, order_id: UUID) -> None:
    """See to one order: ask the gateway about an open one (and withdraw it when its time is over), book a paid one."""
    async with counter.db.transaction() as tx:
        order = await orders.find(tx, order_id)
    if order is None:
        return
    try:
        if order.state == "open":
            over = counter.db.clock.now() >= order.expires_at
            gateway = counter.payments
            receipt = await (gateway.close(str(order.id)) if over else gateway.query(str(order.id)))
            if receipt is not None:
                order = await receive(counter, receipt)
    except GatewayAway as error:
        log.warning("selfservice.gateway_silent", order_id=str(order_id), cause=repr(error))
    if order.state == "paid":
        await book(counter, order.id)


async def sweep(counter: Counter) -> int:
    """Ask for a job for everything whose time has come; how many that were. A job each: one order that fails keeps
    nobody else's money waiting, and comes again at its next time."""
    async with counter.db.transaction() as tx:
        due = await orders.claim(tx, _AT_ONCE)
        back = await orders.claim_refunds(tx, _AT_ONCE)
        for order_id in due:
            tx.enqueue(BOOK, {"order_id": str(order_id)}, dedupe_key=str(order_id))
        for refund_id in back:
            tx.enqueue(GIVE_BACK, {"refund_id": str(refund_id)}, dedupe_key=str(refund_id))
    return len(due) + len(back)
