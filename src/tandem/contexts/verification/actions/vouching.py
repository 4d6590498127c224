"""Others who vouch for a session: the lender's own app, or an agent who has made sure."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from tandem.contexts.access.api import Actor, record
from tandem.contexts.customers.api import UnbindReason
from tandem.contexts.verification import repository
from tandem.contexts.verification.actions.proving import prove
from tandem.contexts.verification.actions.standing import writer_of
from tandem.contexts.verification.challenge import Asker, Proof
from tandem.contexts.verification.errors import BorrowerUnknown, NoSession
from tandem.contexts.verification.ports import Borrowers
from tandem.contexts.verification.rules.levels import FRESH_FOR
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id

How = Literal["call_back", "document", "questions"]
"""How an agent makes sure: called the registered number, saw the document, asked what only the customer knows."""


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


async def vouch(
    tx: Tx, borrowers: Borrowers, actor: Actor, conversation_id: UUID, borrower: str, *, how: How
) -> Proof:
    """An agent has made sure who writes in this conversation, `how`: needs `loans.act`; audited. Raises
    BorrowerUnknown, Unavailable (the core cannot be asked whether there is one), NoSession when the customer wrote
    nothing lately, Invalid "bound_to_another" when they are bound to another borrower."""
    actor.require("loans.act")
    if not await borrowers.exists(tx, borrower):
        raise BorrowerUnknown()
    writer, session = await writer_of(tx, conversation_id)
    if not session:
        raise NoSession()
    asker = Asker(writer, session, conversation_id=conversation_id)
    proof = await prove(tx, borrowers, asker, borrower, "agent", conversation_id=conversation_id, actor=actor)
    if proof is None:
        raise Invalid("bound_to_another")
    told = {"proof": str(proof.id), "how": how, "conversation": str(conversation_id)}
    await record(tx, actor, "verification.vouched", f"customer:{writer}", told)
    return proof


async def withdraw(
    tx: Tx, borrowers: Borrowers, actor: Actor, conversation_id: UUID, reason: UnbindReason, note: str = ""
) -> None:
    """What an agent vouched for in this conversation was wrong: the customer is not that borrower, and what the
    sessions proved by it counts for nothing. See customers.unbind."""
    writer, _ = await writer_of(tx, conversation_id)
    await borrowers.unbind(tx, writer, reason=reason, note=note, actor=actor)
