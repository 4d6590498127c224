"""Reporting: the channel says what became of a message."""

from uuid import UUID

from tandem.contexts.channels.written.actions.moving import move
from tandem.contexts.channels.written.events import DeliveryFailed
from tandem.contexts.channels.written.messages import Account, Incoming
from tandem.contexts.channels.written.repository import inbox, outbox
from tandem.contexts.channels.written.rules.sending import moves_to
from tandem.contexts.conversations import api as conversations
from tandem.kit.db import Tx


async def report(tx: Tx, account: Account, receipt: Incoming) -> UUID | None:
    """Note a receipt; the conversation it is about, or None when it is about nothing we know (yet). One that is older
    than what we know changes nothing."""
    await inbox.lock_about(tx, account.id, receipt.about or "")
    part = await outbox.by_external_id(tx, account.id, receipt.about or "")
    if part is None:
        return None
    state = receipt.state or "delivered"
    if moves_to(part.state, state):
        reason = (receipt.reason or "failed")[:200] if state == "failed" else None
        await move(tx, part, state, error=reason)
        if state == "failed":
            tx.emit(DeliveryFailed(subject_id=part.conversation_id, seq=part.seq, code=reason or "failed"))
        else:
            await conversations.delivered_to_customer(tx, part.conversation_id, part.seq)
            if state == "read":
                conversation = await conversations.get(tx, part.conversation_id)
                await conversations.read_by_customer(tx, conversation.id, conversation.customer_id, part.seq)
    conversation_id: UUID = part.conversation_id
    return conversation_id
