"""Keeping a proof, and binding the customer to the borrower whom it shows."""

from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.access.api import Actor
from tandem.contexts.verification import repository
from tandem.contexts.verification.challenge import Asker, Proof
from tandem.contexts.verification.events import CustomerProven
from tandem.contexts.verification.ports import Borrowers
from tandem.contexts.verification.rules.levels import Method, fresh_until
from tandem.kit.db import Tx
from tandem.kit.ids import new_id


async def prove(
    tx: Tx,
    borrowers: Borrowers,
    asker: Asker,
    borrower: str,
    method: Method,
    *,
    conversation_id: UUID | None,
    actor: Actor | None = None,
) -> Proof | None:
    """Keep that this session has shown to be this borrower, and bind the customer. None when the customer has been
    bound to another borrower meanwhile: nobody is two people."""
    who = actor or Actor.customer(asker.customer_id, "")
    known = await borrowers.of_customer(tx, asker.customer_id)
    if known is not None and known != borrower:
        await access.record(
            tx, who, "verification.refused", f"customer:{asker.customer_id}", {"method": method}
        )
        return None
    proof = Proof(
        new_id(), asker.customer_id, asker.session, method, borrower, tx.now, fresh_until(method, tx.now)
    )
    await repository.add_proof(tx, proof, actor.id if actor else None)
    if known is None:
        await borrowers.bind(tx, asker.customer_id, borrower, method=method, actor=who)
    await access.record(
        tx, who, "verification.proven", f"customer:{asker.customer_id}",
        {"method": method, "proof": str(proof.id), "level": proof.level.word},
    )  # fmt: skip
    tx.emit(
        CustomerProven(
            subject_id=asker.customer_id, actor=who.label, proof_id=proof.id, conversation_id=conversation_id,
            session=asker.session, method=method, level=proof.level.word,
        )
    )  # fmt: skip
    return proof
