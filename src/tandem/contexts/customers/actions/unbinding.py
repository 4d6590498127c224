"""Unbinding: an agent vouched for a customer by the wrong number, and somebody who may takes that back."""

from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.customers.actions.binding import leave
from tandem.contexts.customers.actions.merging import part
from tandem.contexts.customers.errors import NotVouchedFor
from tandem.contexts.customers.events import CustomerUnbound
from tandem.contexts.customers.merge import Merge
from tandem.contexts.customers.repository import customers, merges
from tandem.contexts.customers.repository.merges import BORROWER
from tandem.contexts.customers.rules.merging import REASON_CHARS
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid

_PROOF = "agent"


async def unbind(tx: Tx, customer_id: UUID, actor: Actor, *, reason: str) -> None:
    """Take back that an agent made sure which borrower this customer is: they are a person of their own again, or the
    number is nobody's. What a code, a signature or the core says stays. Audited. Raises CustomerNotFound, Forbidden
    (needs `customers.merge_proven`), Invalid (no reason), NotVouchedFor."""
    actor.require(permissions.CUSTOMERS_MERGE_PROVEN)
    said = reason.strip()
    if not said or len(said) > REASON_CHARS:
        raise Invalid(fields=[("reason", f"1 to {REASON_CHARS} characters")])
    person = await customers.lock(tx, await merges.canonical(tx, customer_id))
    if (merged := await _merged(tx, customer_id)) is not None:
        await part(tx, merged, actor, said)
    else:
        numbers = await customers.drop_identities(tx, person.id, BORROWER, proof=_PROOF)
        if not numbers:
            raise NotVouchedFor()
        for number in numbers:
            await leave(tx, person, number, actor)
    tx.emit(CustomerUnbound(subject_id=person.id, actor=actor.label, customer_id=customer_id))
    told = {"proof": _PROOF, "reason": said}
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
