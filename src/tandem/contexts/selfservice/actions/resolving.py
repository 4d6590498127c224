"""Resolving: a refund that the gateway refused for good needs a person, who asks again or says how it ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.customers import api as customers
from tandem.contexts.selfservice.actions.receiving import GIVE_BACK
from tandem.contexts.selfservice.errors import RefundNotFound, RefundNotStuck
from tandem.contexts.selfservice.order import Order, OrderRefund
from tandem.contexts.selfservice.repository import orders
from tandem.kit.db import Tx

How = Literal["paid_otherwise", "not_owed"]
"""`paid_otherwise`: people gave the money back (a transfer); `not_owed`: there is nothing to give back."""


@dataclass(frozen=True)
class ListedRefund:
    """A refund with the order it is of. `restricted`: the customer's data is restricted and the reader may not see it:
    it is shown without saying whose it is."""

    refund: OrderRefund
    order: Order
    customer_name: str
    restricted: bool


async def refunds(
    tx: Tx,
    actor: access.Actor,
    *,
    over: bool = False,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 200,
) -> list[ListedRefund]:
    """Those that are not at their end, oldest first; `over`: those that are, newest first. Needs `loans.read`;
    audited."""
    actor.require(access.permissions.LOANS_READ)
    listed = await orders.refunds(tx, over=over, after=after, limit=limit)
    of = await orders.by_ids(tx, [refund.order_id for refund in listed])
    found = [(refund, of[refund.order_id]) for refund in listed]
    ids = {order.customer_id for _, order in found}
    whose = sorted(map(str, ids))
    await access.record(tx, actor, "selfservice.refunds_read", "refunds", {"customers": whose})
    names = await customers.names(tx, list(ids))
    closed = await hidden(tx, actor, ids)
    return [
        ListedRefund(refund, order, names.get(order.customer_id, ""), order.customer_id in closed)
        for refund, order in found
    ]


async def hidden(tx: Tx, actor: access.Actor, customer_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these customers whose data is restricted, if the actor may not see such data."""
    if actor.may(access.permissions.CUSTOMERS_RESTRICTED):
        return set()
    return await customers.restricted_among(tx, customer_ids)


async def ask_again(tx: Tx, actor: access.Actor, refund_id: UUID) -> OrderRefund:
    """Have the gateway asked anew about a stuck refund, under the same key: it gives back once. One that is asked for
    already is asked for now. Needs `loans.act`; audited. Raises RefundNotFound, RefundNotStuck (it has ended),
    customers.CustomerRestricted."""
    actor.require(access.permissions.LOANS_ACT)
    refund = await _found(tx, actor, refund_id)
    if refund.state not in ("stuck", "asked"):
        raise RefundNotStuck()
    refund = await orders.renew_refund(tx, refund.id)
    tx.enqueue(GIVE_BACK, {"refund_id": str(refund.id)})
    await access.record(tx, actor, "selfservice.refund_asked_again", f"refund:{refund.id}")
    return refund


async def close(tx: Tx, actor: access.Actor, refund_id: UUID, how: How) -> OrderRefund:
    """Say that a stuck refund is over: the gateway is asked no more. Again: nothing changes. Needs `loans.act`;
    audited, with `how`. Raises RefundNotFound, RefundNotStuck (the gateway may still give it back, or did),
    customers.CustomerRestricted."""
    actor.require(access.permissions.LOANS_ACT)
    refund = await _found(tx, actor, refund_id)
    if refund.state == "closed":
        return refund
    if refund.state != "stuck":
        raise RefundNotStuck()
    await orders.end_refund(tx, refund.id, "closed")
    data = {"how": how, "order": str(refund.order_id), "fen": refund.fen}
    await access.record(tx, actor, "selfservice.refund_closed", f"refund:{refund.id}", data)
    return await _found(tx, actor, refund.id)


async def _found(tx: Tx, actor: access.Actor, refund_id: UUID) -> OrderRefund:
    refund = await orders.find_refund(tx, refund_id)
    if refund is None:
        raise RefundNotFound()
    order = await orders.find(tx, refund.order_id)
    assert order is not None
    await customers.refuse_restricted(tx, actor, order.customer_id)
    return refund
