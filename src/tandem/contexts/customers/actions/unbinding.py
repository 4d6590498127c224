"""Unbinding: an agent vouched for a customer by the wrong number, and somebody who may takes that back."""

from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.customers.actions.binding import leave
from tandem.contexts.customers.actions.merging import part
from tandem.contexts.customers.errors import NotVouchedFor
from tandem.contexts.customers.events import CustomerUnbound
from tandem.contexts.customers.merge import Merge
from tandem.contexts.customers.repository import customers, merges, unbindings
from tandem.contexts.customers.repository.merges import BORROWER
from tandem.contexts.customers.rules.merging import REASON_CHARS, UNBIND_REASONS, UnbindReason
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid

_PROOF = "agent"


async def unbind(tx: Tx, customer_id: UUID, actor: Actor, *, reason: UnbindReason, note: str = "") -> None:
    """Take back that an agent made sure which borrower this customer is: they are a person of their own again, or the
    number is nobody's. What a code, a signature or the core says stays. Audited with the reason, a code; what else
    there is to say (`note`) is kept apart, where an erasure empties it. Raises CustomerNotFound, Forbidden (needs
    `customers.merge_proven`), Invalid (no such reason, note too long), NotVouchedFor."""
    actor.require(permissions.CUSTOMERS_MERGE_PROVEN)
    if reason not in UNBIND_REASONS:
        raise Invalid(fields=[("reason", "one of " + ", ".join(UNBIND_REASONS))])
    said = note.strip()
    if len(said) > REASON_CHARS:
        raise Invalid(fields=[("note", f"at most {REASON_CHARS} characters")])
    person = await customers.lock(tx, await merges.canonical(tx, customer_id))
    if (merged := await _merged(tx, customer_id)) is not None:
        await part(tx, merged, actor, "")
    else:
        numbers = await customers.drop_identities(tx, person.id, BORROWER, proof=_PROOF)
        if not numbers:
            raise NotVouchedFor()
        for number in numbers:
            await leave(tx, person, number, actor)
    tx.emit(CustomerUnbound(subject_id=person.id, actor=actor.label, customer_id=customer_id))
    kept = await unbindings.add(tx, customer_id, actor, reason=reason, note=said)
    told = {"proof": _PROOF, "reason": reason, "unbinding": str(kept)}
    await record(tx, actor, "customer.unbound", f"customer:{customer_id}", told)


async def _merged(tx: Tx, customer_id: UUID) -> Merge | None:
    """The merge that an agent's word brought about: the customer's own, or the only one of the family."""
    found = [
        one
        for one in await merges.history(tx, customer_id)
        if not one.undone and one.evidence.get("proof") == _PROOF
    ]
    own = [one for one in found if one.gone_id == customer_id]
    return own[0] if own else found[0] if len(found) == 1 else None
