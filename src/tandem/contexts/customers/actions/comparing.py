"""Comparing: customers who may be one person, by what was proven of both; and that somebody says they are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.errors import SamePerson
from tandem.contexts.customers.repository import customers, duplicates, merges, restrictions
from tandem.contexts.customers.rules.merging import contradicted
from tandem.kit.db import Tx

_MOST = 5


@dataclass(frozen=True)
class Duplicate:
    """A person who may be the same: `kinds` (phone, id_number) are what both have and is proven of both."""

    customer: Customer
    kinds: Sequence[str]


async def duplicates_of(tx: Tx, person: UUID) -> list[Duplicate]:
    """Whoever may be the same person, those with the same ID number first; never by a name alone. Left out: who is
    restricted (and of a restricted person nobody is named), whom somebody has told apart, and who has another proven
    ID number: families share phones. Numbers are compared by their blinds, nothing is opened. `person`: the
    customer that stands for the family."""
    found = await duplicates.sharing(tx, person)
    if not found:
        return []
    hidden = await restrictions.among(tx, [person, *found])
    if person in hidden:
        return []
    apart = await duplicates.told_apart(tx, await merges.family(tx, person)) | hidden
    proven = await duplicates.id_numbers(tx, [person, *found])
    mine = proven.get(person, set())
    left = {
        id_: kinds
        for id_, kinds in found.items()
        if id_ not in apart and not contradicted(mine, proven.get(id_, set()))
    }
    people = await customers.by_ids(tx, left)
    said = [Duplicate(people[id_], kinds) for id_, kinds in left.items() if id_ in people]
    return sorted(said, key=lambda one: "id_number" not in one.kinds)[:_MOST]


async def tell_apart(tx: Tx, customer_id: UUID, other_id: UUID, actor: Actor) -> None:
    """Somebody looked: these are two persons. They are not proposed again; merging stays possible. Audited. Raises
    CustomerNotFound, SamePerson (they are one already), Forbidden (needs `customers.merge`)."""
    actor.require(permissions.CUSTOMERS_MERGE)
    one, other = await merges.canonical(tx, customer_id), await merges.canonical(tx, other_id)
    if one == other:
        raise SamePerson()
    if await duplicates.tell_apart(tx, one, other, actor):
        await record(tx, actor, "customer.told_apart", f"customer:{one}", {"other": str(other)})
