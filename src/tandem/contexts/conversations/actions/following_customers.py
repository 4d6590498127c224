"""The name and the verification on a conversation follow the customer's (a projection for lists)."""

from tandem.contexts.conversations.actions.introducing import introduce
from tandem.contexts.customers import api as customers
from tandem.kit.db import Database
from tandem.kit.events import Recorded


async def follow_customer(db: Database, event: Recorded) -> None:
    """Job: carry the customer's present name and verification onto their live conversations."""
    assert event.subject_id is not None
    async with db.transaction() as tx:
        customer = await customers.find(tx, event.subject_id)
        if customer is not None:
            await introduce(tx, customer.id, customer.display_name(), verified=customer.verified)
