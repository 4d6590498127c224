"""The name and the verification on a conversation follow the customer's (a projection for lists)."""

from uuid import UUID

from sqlalchemy import update

from tandem.contexts.conversations.actions.introducing import introduce
from tandem.contexts.conversations.models import conversation_table
from tandem.contexts.customers import api as customers
from tandem.kit.db import Database
from tandem.kit.events import Recorded


async def follow_customer(db: Database, event: Recorded) -> None:
    """Job: carry the present names and verification of the customer's family onto their live conversations. A merge
    or a split tells of two customers, who may be of two families by now."""
    assert event.subject_id is not None
    told_of = [event.subject_id, *([UUID(event.data["gone_id"])] if "gone_id" in event.data else [])]
    async with db.transaction() as tx:
        ids = {id_ for told in told_of for id_ in await customers.family(tx, told)}
        names = await customers.names(tx, ids)
        for id_, customer in sorted((await customers.by_ids(tx, ids)).items()):
            await introduce(tx, id_, names[id_], verified=customer.verified)


async def forget_customer(db: Database, event: Recorded) -> None:
    """Job: an erased customer's name goes from all their conversations, and the page on which they wrote; what was
    said is kept, restricted."""
    async with db.transaction() as tx:
        for id_ in sorted(UUID(one) for one in event.data["family"]):
            name = customers.display_name(id_, None)
            await introduce(tx, id_, name, verified=False)
            theirs = update(conversation_table).where(conversation_table.c.customer_id == id_)
            await tx.execute(theirs.values(customer_name=name, customer_verified=False, context={}))
