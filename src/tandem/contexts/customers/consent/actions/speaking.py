"""Speaking: in which language somebody is written to. Everything that writes to customers asks here."""

from uuid import UUID

from tandem.contexts.customers.consent.actions.preferring import preferences
from tandem.contexts.customers.repository import customers
from tandem.kit.db import Tx
from tandem.kit.i18n import DEFAULT, pick


async def language(tx: Tx, customer_id: UUID, talk: str | None = None, *, house: str = DEFAULT) -> str:
    """The language that the person wants (隐私与授权), else that of their conversation (`talk`, its locale), else
    the one in which they came last, else the house's. One of kit.i18n.SUPPORTED. Raises CustomerNotFound."""
    wanted = (await preferences(tx, customer_id)).language or talk
    if wanted is None:
        wanted = (await customers.get(tx, customer_id)).locale
    return pick(wanted or house)
