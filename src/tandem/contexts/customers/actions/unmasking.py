"""Unmasking: staff see a number in full, for a reason that is kept."""

from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.customers.actions.restricting import refuse_restricted
from tandem.contexts.customers.errors import PersonalNotFound
from tandem.contexts.customers.repository import merges, personal
from tandem.contexts.customers.repository.personal import about
from tandem.contexts.customers.rules.personal import PERSONAL_KINDS
from tandem.contexts.customers.rules.privacy import UNMASK_REASONS
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid


async def unmask(
    tx: Tx, actor: Actor, customer_id: UUID, kind: str, reason: str, *, personal_id: UUID | None = None
) -> str:
    """The value in full: the one that `masked` shows, or that with this id. `reason` is a code (call_back,
    verification, complaint, dispute, legal). Audited with kind and reason.

    Raises Forbidden (needs `customers.unmask`), CustomerRestricted, CustomerNotFound, PersonalNotFound, Invalid."""
    actor.require(permissions.CUSTOMERS_UNMASK)
    if kind not in PERSONAL_KINDS:
        raise Invalid(fields=[("kind", "one of " + ", ".join(PERSONAL_KINDS))])
    if reason not in UNMASK_REASONS:
        raise Invalid(fields=[("reason", "one of " + ", ".join(UNMASK_REASONS))])
    person = await merges.canonical(tx, customer_id)
    await refuse_restricted(tx, actor, person)
    for one, sealed in await personal.sealed(tx, person):
        if one.kind == kind and personal_id in (None, one.id):
            told = {"kind": kind, "reason": reason, "personal": str(one.id)}
            await record(tx, actor, "customer.unmasked", f"customer:{person}", told)
            return await tx.vault.open(tx, sealed, about(one.id, one.customer_id, kind))
    raise PersonalNotFound()


async def reached_at(tx: Tx, customer_id: UUID, kind: str) -> str | None:
    """The phone number or address at which the product itself may reach this person: the best that the core has or that
    was proven; None when there is none. For sending only: it reaches neither people nor logs."""
    person = await merges.canonical(tx, customer_id)
    for one, sealed in await personal.sealed(tx, person):
        if one.kind == kind and (one.source == "core" or one.verified_at is not None):
            return await tx.vault.open(tx, sealed, about(one.id, one.customer_id, kind))
    return None
