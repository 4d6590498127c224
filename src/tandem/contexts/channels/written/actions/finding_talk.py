"""Finding the conversation, and the thread of it, in which somebody writes by a written channel."""

from uuid import UUID

from tandem.contexts.channels.written.messages import Account
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx
from tandem.kit.errors import NotFound


async def thread_of(
    tx: Tx, account: Account, customer: customers.Customer, conversation: conversations.Conversation
) -> UUID:
    """That of the leg in which they write; the conversation's own where it began here."""
    if (customer.id, account.kind, account.key) == (
        conversation.customer_id, conversation.channel, conversation.account,
    ):  # fmt: skip
        return conversation.id
    for leg in await conversations.live_legs(tx, conversation.id):
        if (leg.customer_id, leg.channel, leg.account) == (customer.id, account.kind, account.key):
            return leg.id
    raise NotFound("conversation_not_found")


async def conversation_of(
    tx: Tx, account: Account, customer: customers.Customer, named: UUID | None, house: str
) -> conversations.Conversation:
    """The customer's conversation in this account: the one that the channel names, if it is their own; the open
    one; one that ended so recently that writing reopens it; or a new one, in the customer's language (`house`: where
    they have none)."""
    latest = await conversations.latest_of_customer(tx, customer.id, account.kind, account.key)
    if named is not None and (latest is None or (latest.status == "resolved" and latest.id != named)):
        answered = await _own(tx, account, customer, named)
        if answered is not None and conversations.reopens(answered, tx.now):
            return answered
    if latest is not None and (latest.status != "resolved" or conversations.reopens(latest, tx.now)):
        return latest
    locale = await customers.language(tx, customer.id, house=house)
    made, _ = await conversations.open_conversation(
        tx, customer_id=customer.id, customer_name=customer.display_name(), customer_verified=customer.verified,
        channel=account.kind, account=account.key, queue_key=account.queue_key,
        context={"locale": locale},
    )  # fmt: skip
    return made


async def _own(
    tx: Tx, account: Account, customer: customers.Customer, named: UUID
) -> conversations.Conversation | None:
    """The named conversation, unless it is somebody else's or another account's: who answers a mail that was sent on to
    them does not enter another's conversation."""
    try:
        found = await conversations.get(tx, named)
    except NotFound:
        return None
    try:
        await thread_of(tx, account, customer, found)
    except NotFound:
        return None
    return found
