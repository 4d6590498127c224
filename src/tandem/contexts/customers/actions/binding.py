"""Binding: it is proven which borrower a customer is."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

import structlog

from tandem.contexts.access.api import Actor, record
from tandem.contexts.customers.actions.merging import join, part
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.errors import BoundToAnother
from tandem.contexts.customers.events import CustomerBound
from tandem.contexts.customers.repository import customers, merges
from tandem.contexts.customers.repository.merges import BORROWER, CORE
from tandem.contexts.customers.rules.borrowers import account_of, borrower_number
from tandem.contexts.customers.rules.merging import contradicts
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid, Unavailable

log = structlog.get_logger(__name__)
_ATTEMPTS = 5
Proof = Literal["signed", "code", "id_digits", "agent"]


async def bind(tx: Tx, customer_id: UUID, borrower: str, *, proof: str, actor: Actor) -> Customer:
    """The customer is proven to be the borrower with this number (`proof`: signed, code, id_digits, agent): the
    number becomes theirs, or, when it is another customer's, they become part of that person. Again does nothing.
    Of several at once one is the person and the others become part of it. The caller has checked the proof. Audited.

    Returns the person. Raises CustomerNotFound, BoundToAnother (the customer is another borrower), Invalid
    ("bad_borrower")."""
    number = borrower_number(borrower)
    for _ in range(_ATTEMPTS):
        me, owner = await merges.canonical(tx, customer_id), await merges.owner_of(tx, number)
        if owner == me:
            return await customers.get(tx, me)
        if not await merges.lock_persons(tx, [me, owner] if owner else [me], {customer_id: me}):
            continue
        if contradicts(frozenset(await merges.borrowers_of(tx, me)), number):
            raise BoundToAnother()
        if owner is None:
            added = await customers.add_identity(
                tx, me, BORROWER, CORE, number, proof=proof, by=actor.label
            )  # fmt: skip
            if not added:
                continue
        elif await merges.owner_of(tx, number) != owner:
            continue
        elif (await customers.get(tx, owner)).erased_at is not None:
            # They come back: what was kept of the person who was erased stays apart and restricted.
            await customers.move_identity(tx, me, BORROWER, CORE, number)
            owner = None
        else:
            known = {"proof": proof, "borrower": number}
            await join(tx, owner, me, actor=actor, reason="bound", evidence=known)
        person = owner or me
        tx.emit(
            CustomerBound(
                subject_id=person, actor=actor.label, customer_id=customer_id, borrower=number, proof=proof
            )
        )
        told = {"person": str(person), "proof": proof}
        await record(tx, actor, "customer.bound", f"customer:{customer_id}", told)
        return await customers.get(tx, person)
    raise Unavailable("busy", retry_after=1)


async def borrower_of(tx: Tx, customer_id: UUID) -> str | None:
    """The number of the borrower that the customer is proven to be; None when nobody has proven it. The customer's
    own before the person's, should a family have several (`borrowers_of`)."""
    numbers = await merges.borrowers_of(tx, customer_id)
    return numbers[0] if numbers else None


async def by_borrower(tx: Tx, borrower: str) -> Customer | None:
    """The person with this borrower number, or None."""
    found = await merges.owner_of(tx, borrower)
    return await customers.get(tx, found) if found is not None else None


async def vouch(tx: Tx, customer: Customer, attributes: Mapping[str, Any] | None) -> None:
    """A site's signature says who the customer is: bind them to the number in the attribute `account`, if there is one.

    A site that names another number than before is believed over its own earlier word, not over a code, an agent or the
    core: then the binding stays and the log says so."""
    account = account_of(attributes or {})
    if account is None:
        return
    try:
        known = await merges.borrowers_of(tx, customer.id)
        if known and known[0] == account:
            return
        actor = Actor.customer(customer.id, customer.display_name())
        if known:
            await _take_back(tx, customer, actor)
        await bind(tx, customer.id, account, proof="signed", actor=actor)
    except (BoundToAnother, Invalid) as error:
        log.warning("customers.account_not_bound", customer_id=str(customer.id), code=error.code)


async def _take_back(tx: Tx, customer: Customer, actor: Actor) -> None:
    """Undo what earlier signatures said of this customer. Those who became part of them by that number are who they
    were: they do not follow to the next one."""
    merged = await merges.of_signing(tx, customer.id)
    if merged is not None:
        await part(tx, merged, actor, "signed for another number")
    for number in await customers.drop_identities(tx, customer.id, BORROWER, proof="signed"):
        await record(tx, actor, "customer.unbound", f"customer:{customer.id}", {"proof": "signed"})
        await leave(tx, customer, number, actor)


async def leave(tx: Tx, customer: Customer, number: str, actor: Actor) -> None:
    """The number is not this customer's: part those whom it joined to them, and let it stay theirs."""
    joined = await merges.by_number(tx, customer.id, number)
    for merge in joined:
        await part(tx, merge, actor, "the number was another's")
    for merge in joined:
        if merge.evidence.get("borrower") != number:
            continue  # not known to have been this number: they bind again when they sign in
        try:
            proof = str(merge.evidence["proof"])
            await bind(tx, merge.gone_id, number, proof=proof, actor=Actor.system("customers"))
        except BoundToAnother as error:
            log.warning("customers.not_bound_again", customer_id=str(merge.gone_id), code=error.code)
