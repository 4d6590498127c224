"""Which conversation somebody is in who writes from some place: they may have begun it elsewhere."""

from uuid import UUID

from tandem.contexts.conversations.repository import conversations, legs
from tandem.contexts.conversations.rules.control import may_reopen
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx


async def latest_there(tx: Tx, customer_id: UUID, channel: str, account: str) -> Conversation | None:
    """One that went on there and is open; else the newest that began there, or went on there and may be reopened."""
    began = await conversations.latest_of_customer(tx, customer_id, channel, account)
    leg = await legs.of_writer(tx, customer_id, channel, account)
    if leg is None:
        return began
    went_on = await conversations.get(tx, leg.conversation_id)
    if went_on.resolved_at is None:
        return went_on
    if began is not None and (began.resolved_at is None or began.opened_at > leg.began_at):
        return began
    return went_on if may_reopen(went_on.resolved_at, tx.now) else began


async def open_there(tx: Tx, customer_id: UUID, channel: str, account: str) -> Conversation | None:
    """The open one; None without."""
    leg = await legs.of_writer(tx, customer_id, channel, account)
    if leg is not None:
        went_on = await conversations.get(tx, leg.conversation_id)
        if went_on.resolved_at is None:
            return went_on
    return await conversations.open_of_customer(tx, customer_id, channel, account)
