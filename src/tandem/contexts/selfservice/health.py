"""Health: money that came and is in no ledger yet, money that should go back and does not."""

from datetime import timedelta
from typing import get_args

from prometheus_client import Gauge

from tandem.contexts.selfservice.actions.deciding import Waiting, count
from tandem.contexts.selfservice.paper import RequestKind
from tandem.contexts.selfservice.repository.orders import unsettled
from tandem.kit.db import Database
from tandem.kit.health import Check, Said, Unhealthy, say

_TOO_LONG = timedelta(minutes=15)
requests_waiting = Gauge("tandem_requests_waiting", "Customers' requests without an answer", ["kind"])
requests_untold = Gauge("tandem_requests_untold", "Answers that the customer could not be told")
refunds_open = Gauge("tandem_refunds_open", "Refunds that are not at their end", ["state"])


def orders_check(db: Database) -> Check:
    """Degraded when a payment waits for the ledger or a refund for the gateway for a quarter of an hour, or a refund is
    stuck."""

    async def probe() -> Said:
        async with db.transaction() as tx:
            found = await unsettled(tx)
            _measure(await count(tx))
            long_ago = tx.now - _TOO_LONG
        if found.stuck:
            raise Unhealthy(say("health.refunds_stuck", count=found.stuck))
        if found.paid_since is not None and found.paid_since < long_ago:
            raise Unhealthy(say("health.payment_unbooked", since=found.paid_since))
        if found.asked_since is not None and found.asked_since < long_ago:
            raise Unhealthy(say("health.refund_unmade", since=found.asked_since))
        return say("health.payments_booked")

    return Check("self_orders", probe, critical=False)


def _measure(waiting: Waiting) -> None:
    """For `/metrics`; nothing waiting is a zero, not a gap."""
    for kind in get_args(RequestKind):
        requests_waiting.labels(kind).set(waiting.requests.get(kind, 0))
    for state in ("asked", "stuck"):
        refunds_open.labels(state).set(waiting.refunds.get(state, 0))
    requests_untold.set(waiting.untold)
