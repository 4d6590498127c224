"""Asking whether marketing may go to somebody."""

from uuid import UUID
from zoneinfo import ZoneInfo

from tandem.contexts.channels.sms.rules.promoting import Promotion, QuietHours, promotion
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx


async def may_promote(
    tx: Tx, customer_id: UUID, zone: ZoneInfo, hours: QuietHours | None = None
) -> Promotion:
    """Whether the person may get marketing by text message now; whoever sends it asks at the moment of sending. Service
    messages (codes, answers, notices of a loan) need not ask."""
    consented = await customers.consented(tx, customer_id, "marketing")
    return promotion(consented, tx.now, zone, hours or QuietHours())
