"""Requesting: a person asks for a copy of their data, or to be erased (PIPL art. 45, 47)."""

from collections.abc import Sequence
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.customers.errors import AlreadyErased, PrivacyRequestNotFound
from tandem.contexts.customers.ports import PersonalPart
from tandem.contexts.customers.privacy import PrivacyRequest
from tandem.contexts.customers.repository import customers, merges, privacy
from tandem.contexts.customers.rules.privacy import NOTE_CHARS
from tandem.kit.db import Tx
from tandem.kit.errors import Conflict, Invalid

JOB = "customers.privacy"


async def request(
    tx: Tx, customer_id: UUID, kind: str, actor: Actor, *, reason: str, parts: Sequence[PersonalPart]
) -> PrivacyRequest:
    """Ask for a copy ("export") or for erasure ("erase") of the person; a job does it. While one of the kind waits it
    stands for the next one too. Audited.

    Raises Forbidden (needs `customers.privacy`), CustomerNotFound, AlreadyErased, Invalid (no reason), Conflict
    (something stands in the way of an erasure: an open loan), Unavailable (that cannot be told now)."""
    actor.require(permissions.CUSTOMERS_PRIVACY)
    said = reason.strip()
    if not said or len(said) > NOTE_CHARS:
        raise Invalid(fields=[("reason", f"1 to {NOTE_CHARS} characters")])
    if kind == "erase":  # before anything is locked: another system is asked
        await refuse_if_needed(
            await merges.family(tx, customer_id), await merges.borrowers_of(tx, customer_id), parts
        )
    person = await customers.lock(tx, await merges.canonical(tx, customer_id))
    if person.erased_at is not None:
        raise AlreadyErased()
    family = await merges.family(tx, person.id)
    for one in await privacy.of_family(tx, family):
        if one.kind == kind and one.state == "waiting":
            _enqueue(tx, one.id)  # its job may have been given up
            return one
    id_ = await privacy.add(tx, person.id, kind, said, actor.id, actor.name)
    _enqueue(tx, id_)
    told = {"request": str(id_), "kind": kind}
    await record(tx, actor, "customer.privacy_requested", f"customer:{person.id}", told)
    return await get(tx, id_)


def _enqueue(tx: Tx, request_id: UUID) -> None:
    tx.enqueue(JOB, {"request": str(request_id)}, dedupe_key=str(request_id))


async def refuse_if_needed(
    family: Sequence[UUID], borrowers: Sequence[str], parts: Sequence[PersonalPart]
) -> None:
    """Raise Conflict with the code of what stands in the way of an erasure."""
    for part in parts:
        if (code := await part.against_erasure(family, borrowers)) is not None:
            raise Conflict(code)


async def get(tx: Tx, request_id: UUID) -> PrivacyRequest:
    """The request. Raises PrivacyRequestNotFound."""
    found = await privacy.find(tx, request_id)
    if found is None:
        raise PrivacyRequestNotFound()
    return found
