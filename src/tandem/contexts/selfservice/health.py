"""Health: money that came and is in no ledger yet, money that should go back and does not."""

from datetime import timedelta

from tandem.contexts.selfservice.repository.orders import unsettled
from tandem.kit.db import Database
from tandem.kit.health import Check, Unhealthy

_TOO_LONG = timedelta(minutes=15)


def orders_check(db: Database) -> Check:
    """Degraded when a payment waits for the ledger for a quarter of an hour, or a refund is stuck."""

    async def probe() -> str:
        async with db.transaction() as tx:
            since, stuck = await unsettled(tx)
            if stuck:
                raise Unhealthy(f"{stuck} refunds refused by the payment gateway: they need a person")
            if since is not None and tx.now - since > _TOO_LONG:
                raise Unhealthy(f"a payment of {since:%Y-%m-%d %H:%M}Z is in no ledger yet")
        return "all paid orders are booked"

    return Check("self_orders", probe, critical=False)
