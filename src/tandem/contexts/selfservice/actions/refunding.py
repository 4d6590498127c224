"""Refunding: money that the ledger did not take goes back, once."""

from uuid import UUID

import structlog

from tandem.contexts.access import api as access
from tandem.contexts.selfservice.actions.booking import ACTOR
from tandem.contexts.selfservice.counter import Counter
from tandem.contexts.selfservice.events import MoneyReturned
from tandem.contexts.selfservice.ports import GatewayAway, GatewayRefused, Refund
from tandem.contexts.selfservice.repository import orders

log = structlog.get_logger(__name__)


async def give_back(counter: Counter, refund_id: UUID) -> None:
    """Ask the gateway to give it back; the refund's id is the key, so asking again gives back once. When it cannot be
    reached, the sweep asks later; when it says no for good, people are told by the health page."""
    async with counter.db.transaction() as tx:
        refund = await orders.find_refund(tx, refund_id)
    if refund is None or refund.state != "asked":
        return
    wanted = Refund(str(refund.id), str(refund.order_id), refund.payment_no, refund.fen)
    try:
        await counter.payments.refund(wanted)
    except GatewayAway as error:
        log.warning("selfservice.refund_postponed", refund_id=str(refund.id), cause=repr(error))
        return
    except GatewayRefused as error:
        state, code = "stuck", {"code": error.code}
    else:
        state, code = "done", {}
    async with counter.db.transaction() as tx:
        refund = await orders.find_refund(tx, refund_id)
        assert refund is not None
        if refund.state != "asked":
            return
        order = await orders.find(tx, refund.order_id)
        assert order is not None
        await orders.end_refund(tx, refund.id, state)
        data = {"fen": refund.fen, "reason": refund.reason, **code}
        await access.record(tx, ACTOR, f"selfservice.refund_{state}", f"order:{order.id}", data)
        if state == "done":
            tx.emit(
                MoneyReturned(
                    subject_id=order.id, actor=ACTOR.label, customer_id=order.customer_id, purpose=order.purpose,
                    loan=order.loan, fen=refund.fen, reason=refund.reason,
                )
            )  # fmt: skip
