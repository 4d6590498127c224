"""Health: money that came and is in no ledger yet, money that should go back and does not."""

from datetime import timedelta

from tandem.contexts.selfservice.repository.orders import unsettled
from tandem.kit.db import Database
from tandem.kit.health import Check, Unhealthy

_TOO_LONG = timedelta(minutes=15)


def orders_check(db: Database) -> Check:
    """Degraded when a payment waits for the ledger or a refund for the gateway for a quarter of an hour, or a refund is
    stuck."""

    async def probe() -> str:
        async with db.transaction() as tx:
            found = await unsettled(tx)
            long_ago = tx.now - _TOO_LONG
        if found.stuck:
            raise Unhealthy(
                f"{found.stuck} refunds refused by the payment gateway: they need a person (tandem refunds list)"
            )
        if found.paid_since is not None and found.paid_since < long_ago:
            raise Unhealthy(f"a payment of {found.paid_since:%Y-%m-%d %H:%M}Z is in no ledger yet")
        if found.asked_since is not None and found.asked_since < long_ago:
            raise Unhealthy(f"a refund asked for at {found.asked_since:%Y-%m-%d %H:%M}Z is not made yet")
        return "all paid orders are booked"

    return Check("self_orders", probe, critical=False)
