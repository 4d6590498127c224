"""Reaching: a proven phone number or e-mail address in clear, to write to them there."""

from uuid import UUID

from tandem.contexts.access.api import Actor, record
from tandem.contexts.customers.repository import merges, personal
from tandem.contexts.customers.repository.personal import about
from tandem.kit.db import Tx


async def reach(tx: Tx, customer_id: UUID, kind: str, actor: Actor) -> str | None:
    """The person's phone number or e-mail address that they proved or the core has, for the outbox alone; None without
    one. Audited, without the value."""
    person = await merges.canonical(tx, customer_id)
    for one, sealed in await personal.sealed(tx, person):
        if one.kind == kind and (one.verified_at is not None or one.source == merges.CORE):
            told = {"kind": kind, "personal": str(one.id)}
            await record(tx, actor, "customer.reached", f"customer:{person}", told)
            return await tx.vault.open(tx, sealed, about(one.id, one.customer_id, kind))
    return None
