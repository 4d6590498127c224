"""A customer was blocked, or may write again: their open conversations say so, to them and to the desks.

A block closes nothing. Whoever serves the customer goes on and ends the conversation as any other; the customer
reads every answer, and the line tells at once what would else be found out only by writing."""

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.appending import agents_of, append_system
from tandem.contexts.conversations.events import Changed
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository import messages
from tandem.contexts.customers.events import CustomerBlocked
from tandem.kit.db import Database
from tandem.kit.events import Recorded


async def follow_block(db: Database, event: Recorded) -> None:
    """Job: add the line to each open conversation of the customer, once."""
    assert event.subject_id is not None
    blocked = event.kind == CustomerBlocked.kind
    line = "customer_blocked" if blocked else "customer_unblocked"
    client_id = f"{line}-{event.data['block_id']}"
    async with db.transaction() as tx:
        for id_ in await repository.open_ids_of_customer(tx, event.subject_id):
            conversation = await repository.lock(tx, id_)
            if await messages.by_client_id(tx, id_, "system", client_id) is not None:
                continue
            conversation = await append_system(
                tx, conversation, line, Actor.system("customers"), {"until": event.data.get("until")},
                client_id=client_id,
            )  # fmt: skip
            tx.emit(
                Changed(
                    subject_id=id_, actor=event.actor, queue_id=conversation.queue_id,
                    agent_ids=agents_of(conversation.agent_id), what="customer", detail={"blocked": blocked},
                )
            )  # fmt: skip
