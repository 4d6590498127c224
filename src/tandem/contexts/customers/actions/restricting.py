"""Restricting: a customer's data may only be stored (PIPL art. 47); staff read it by `customers.restricted` only."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.customers.errors import (
    CustomerRestricted,
    RestrictionNotFound,
)
from tandem.contexts.customers.events import CustomerRestrictionChanged
from tandem.contexts.customers.repository import merges, restrictions
from tandem.contexts.customers.restriction import Restriction
from tandem.contexts.customers.rules.privacy import NOTE_CHARS, RESTRICTION_REASONS
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.timers import DueTimer, TimerHandler, giving_way


async def restrict(
    tx: Tx, customer_id: UUID, actor: Actor, *, reason: str, until: datetime | None = None, note: str = ""
) -> Restriction:
    """From now on the data of the person (the whole family) may only be stored, until then (None: until somebody
    lifts it). Several may stand; each is lifted by itself. Audited. Raises Forbidden (needs `customers.privacy`),
    CustomerNotFound, Invalid."""
    actor.require(permissions.CUSTOMERS_PRIVACY)
    if reason not in RESTRICTION_REASONS:
        raise Invalid(fields=[("reason", "one of " + ", ".join(RESTRICTION_REASONS))])
    if until is not None and until <= tx.now:
        raise Invalid(fields=[("until", "must lie ahead")])
    if len(note) > NOTE_CHARS:
        raise Invalid(fields=[("note", f"at most {NOTE_CHARS} characters")])
    return await put(tx, customer_id, actor, reason=reason, until=until, note=note.strip())


async def put(
    tx: Tx, customer_id: UUID, actor: Actor, *, reason: str, until: datetime | None, note: str
) -> Restriction:
    """Restrict; asks nobody."""
    person = await merges.canonical(tx, customer_id)
    id_ = await restrictions.add(
        tx, person, reason=reason, note=note, until=until, by=actor.id, by_name=actor.name
    )  # fmt: skip
    tx.emit(CustomerRestrictionChanged(subject_id=person, actor=actor.label, restricted=True))
    told = {"restriction": str(id_), "reason": reason}
    await record(tx, actor, "customer.restricted", f"customer:{person}", told)
    return next(one for one in await restrictions.history(tx, person) if one.id == id_)


async def unrestrict(tx: Tx, customer_id: UUID, restriction_id: UUID, actor: Actor) -> None:
    """Lift a restriction before its time. Audited. Raises RestrictionNotFound (also when it was lifted before),
    Forbidden."""
    actor.require(permissions.CUSTOMERS_PRIVACY)
    known = {one.id for one in await restrictions.history(tx, customer_id)}
    if restriction_id not in known or not await restrictions.lift(
        tx, restriction_id, by=actor.id, by_name=actor.name
    ):
        raise RestrictionNotFound()
    await tx.cancel(restrictions.ENDS, restriction_id)
    person = await merges.canonical(tx, customer_id)
    still = await restrictions.standing(tx, person) is not None
    tx.emit(CustomerRestrictionChanged(subject_id=person, actor=actor.label, restricted=still))
    told = {"restriction": str(restriction_id)}
    await record(tx, actor, "customer.unrestricted", f"customer:{person}", told)


async def end(tx: Tx, timer: DueTimer) -> None:
    """Timer: the time of a restriction is over. Unless it was lifted before, or another one stands, the person's data
    may be read again; audited."""
    over = await restrictions.find(tx, timer.subject_id)
    if over is None or over.lifted_at is not None:
        return
    person = await merges.canonical(tx, over.customer_id)
    still = await restrictions.standing(tx, person) is not None
    actor = Actor.system("customers")
    tx.emit(CustomerRestrictionChanged(subject_id=person, actor=actor.label, restricted=still))
    told = {"restriction": str(over.id), "still_restricted": still}
    await record(tx, actor, "customer.restriction_ended", f"customer:{person}", told)


def timer_handlers() -> Mapping[str, TimerHandler]:
    """Restrictions that end by themselves."""
    return {restrictions.ENDS: giving_way(end)}


async def restricted_among(tx: Tx, customer_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these customers whose person's data may only be stored now. Two queries however many they are; an id may
    be of somebody merged into another; unknown ids are absent."""
    people = await merges.canonicals(tx, customer_ids)
    if not people:
        return set()
    closed = await restrictions.among(tx, set(people.values()))
    return {id_ for id_, person in people.items() if person in closed}


async def refuse_restricted(tx: Tx, actor: Actor, customer_id: UUID) -> None:
    """Raise CustomerRestricted when the person's data may only be stored and the actor holds no
    `customers.restricted`. Every endpoint that shows a customer to staff asks this."""
    if actor.may(permissions.CUSTOMERS_RESTRICTED):
        return
    if await restrictions.standing(tx, customer_id) is not None:
        raise CustomerRestricted()
