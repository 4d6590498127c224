"""Addressing: a channel knows its customers by a phone number or an e-mail address, and vouches for it."""

from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.customers.actions.merging import join
from tandem.contexts.customers.actions.noting import by_personal, note_personal
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.repository import customers, merges
from tandem.contexts.customers.rules.personal import NotPersonal
from tandem.kit.db import Tx
from tandem.kit.errors import Unavailable

_ATTEMPTS = 5
REASON = "same_address"


async def addressed(tx: Tx, customer_id: UUID, kind: str, value: str, *, actor: Actor) -> Customer:
    """Somebody writes from this phone number or e-mail address, and the channel vouches that it is theirs. Where
    exactly one person is known to have it (the core says so, or they proved it), the customer becomes part of that
    person, unless they are known to be somebody themselves; merged as by staff, so it can be split. Where nobody is,
    it is noted as proven. Where several are (families share phones), nothing happens: staff see them as who it may be.
    What is no address (a service number) changes nothing. The customer as it is then. Raises CustomerNotFound,
    Unavailable."""
    try:
        holders = await by_personal(tx, kind, value, checked=True)
    except NotPersonal:
        return await customers.get(tx, customer_id)
    persons = list(
        dict.fromkeys([await merges.canonical(tx, one.id) for one in holders if one.erased_at is None])
    )
    if not persons:
        await note_personal(tx, customer_id, kind, value, source="channel", verified=True)
    elif len(persons) == 1:
        await join_unproven(tx, persons[0], customer_id, actor=actor, reason=REASON)
    return await customers.get(tx, customer_id)


async def may_join(tx: Tx, person: UUID, customer_id: UUID) -> bool:
    """Whether `join_unproven` would make them one, as things are now. Raises CustomerNotFound."""
    kept, gone = await merges.canonical(tx, person), await merges.canonical(tx, customer_id)
    return kept == gone or not (await merges.standing_of(tx, gone)).proven


async def join_unproven(tx: Tx, person: UUID, customer_id: UUID, *, actor: Actor, reason: str) -> bool:
    """Make a customer part of a person, merged as by staff, unless they are known to be somebody themselves. Whether
    they are one now. `reason` is a code. Raises CustomerNotFound, Unavailable."""
    for _ in range(_ATTEMPTS):
        kept, gone = await merges.canonical(tx, person), await merges.canonical(tx, customer_id)
        if kept == gone:
            return True
        if not await merges.lock_persons(tx, [kept, gone], {person: kept, customer_id: gone}):
            continue
        if (await merges.standing_of(tx, gone)).proven:
            return False
        await join(tx, kept, gone, actor=actor, reason=reason, evidence={"by": "channel"})
        return True
    raise Unavailable("busy", retry_after=1)
