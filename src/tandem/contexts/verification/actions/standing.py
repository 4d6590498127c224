"""What a session has proven by now, and which session it is that writes in a conversation."""

from uuid import UUID

from tandem.contexts.conversations import api as conversations
from tandem.contexts.verification import repository
from tandem.contexts.verification.challenge import Standing
from tandem.contexts.verification.ports import Borrowers
from tandem.contexts.verification.rules.levels import Level, level_of
from tandem.kit.db import Tx

_NOBODY = Standing(Level.PUBLIC)


async def standing(tx: Tx, borrowers: Borrowers, customer_id: UUID, session: str) -> Standing:
    """The level of this customer's session now, and by which number the lender knows them. A proof about a borrower
    whom the customer is no longer bound to (a merge was undone) counts for nothing."""
    vouched = await borrowers.vouched(tx, customer_id)
    borrower = vouched or await borrowers.of_customer(tx, customer_id)
    if borrower is None:
        return _NOBODY
    proofs = await repository.proofs(tx, customer_id, session, borrower) if session else ()
    level = level_of(proofs, tx.now, vouched=vouched is not None)
    if level is Level.PUBLIC:
        return _NOBODY
    fresh = max((one.fresh_until for one in proofs if one.fresh_until is not None), default=None)
    return Standing(level, borrower, fresh if level is Level.FRESH else None)


_LATELY = 50


_WITH_SESSIONS = frozenset({"web", "app"})


async def writer_of(tx: Tx, conversation_id: UUID) -> tuple[UUID, str]:
    """Who writes in the conversation where it is now, and by which session; "" when they wrote long ago, or not yet. In
    another leg somebody else may write than who began it: what one has proven is not the other's. On a channel without
    sessions (WeChat, e-mail, text messages) the conversation, or its leg, stands for one: what is proven there holds
    for it alone. Raises ConversationNotFound."""
    conversation = await conversations.get(tx, conversation_id)
    leg_id = conversation.leg_id
    found = await conversations.last_writer(tx, conversation_id, leg_id, _LATELY)
    author, session = found or (None, "")
    writer = author or await _whose(tx, conversation)
    if session or conversation.way in _WITH_SESSIONS:
        return writer, session
    return writer, f"leg:{leg_id}" if leg_id else f"conversation:{conversation_id}"


async def _whose(tx: Tx, conversation: conversations.Conversation) -> UUID:
    """Whose the present leg is, of whom nothing was read lately."""
    if conversation.leg_id is None:
        return conversation.customer_id
    legs = await conversations.live_legs(tx, conversation.id)
    return next((one.customer_id for one in legs if one.id == conversation.leg_id), conversation.customer_id)


async def of_conversation(tx: Tx, borrowers: Borrowers, conversation_id: UUID) -> Standing:
    """What whoever writes in this conversation has proven. Raises ConversationNotFound."""
    return await standing(tx, borrowers, *await writer_of(tx, conversation_id))
