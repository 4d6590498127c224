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


async def session_of(tx: Tx, conversation_id: UUID) -> str:
    """The session that the customer wrote from last; "" when that was long ago. On a channel without sessions (WeChat,
    e-mail, text messages) the conversation stands for one: what is proven there holds for it alone."""
    found = await conversations.last_session(tx, conversation_id, _LATELY)
    if found or (await conversations.get(tx, conversation_id)).channel in _WITH_SESSIONS:
        return found
    return f"conversation:{conversation_id}"


async def of_conversation(tx: Tx, borrowers: Borrowers, conversation_id: UUID) -> Standing:
    """What whoever writes in this conversation has proven. Raises ConversationNotFound."""
    conversation = await conversations.get(tx, conversation_id)
    session = await session_of(tx, conversation_id)
    return await standing(tx, borrowers, conversation.customer_id, session)
