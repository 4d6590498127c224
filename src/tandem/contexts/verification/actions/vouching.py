"""Others who vouch for a session: the lender's own app, or an agent who has made sure."""

from datetime import datetime
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api as conversations
from tandem.contexts.verification import repository
from tandem.contexts.verification.actions.proving import prove
from tandem.contexts.verification.actions.standing import session_of
from tandem.contexts.verification.challenge import Asker, Proof
from tandem.contexts.verification.errors import NoSession
from tandem.contexts.verification.ports import Borrowers
from tandem.contexts.verification.rules.levels import FRESH_FOR
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id


async def signed_in(
    tx: Tx, borrowers: Borrowers, customer_id: UUID, session: str, authenticated_at: datetime
) -> Proof | None:
    """The host site says when its customer last proved who they are (by its own password or code): what was just now
    there is just now here. None when that is longer ago, or the site does not vouch for a borrower."""
    until = authenticated_at + FRESH_FOR
    borrower = await borrowers.vouched(tx, customer_id)
    if borrower is None or until <= tx.now:
        return None
    proof = Proof(new_id(), customer_id, session, "signed", borrower, tx.now, min(until, tx.now + FRESH_FOR))
    await repository.add_proof(tx, proof, None)
    return proof


async def vouch(tx: Tx, borrowers: Borrowers, actor: Actor, conversation_id: UUID, borrower: str) -> Proof:
    """An agent has made sure who writes in this conversation: needs `loans.act`; audited. Raises NoSession when the
    customer wrote nothing lately, Invalid "bound_to_another" when they are bound to another borrower."""
    actor.require("loans.act")
    conversation = await conversations.get(tx, conversation_id)
    session = await session_of(tx, conversation_id)
    if not session:
        raise NoSession()
    asker = Asker(conversation.customer_id, session, conversation_id=conversation_id)
    proof = await prove(tx, borrowers, asker, borrower, "agent", conversation_id=conversation_id, actor=actor)
    if proof is None:
        raise Invalid("bound_to_another")
    return proof
