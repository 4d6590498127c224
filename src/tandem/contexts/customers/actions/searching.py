"""Searching: staff look for a customer by a number or the beginning of a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.ports import ContractOwners, no_contracts
from tandem.contexts.customers.repository import customers, merges, personal, restrictions, searching
from tandem.contexts.customers.rules.personal import PERSONAL_KINDS
from tandem.contexts.customers.rules.searching import readings
from tandem.kit.db import Tx

MOST = 50


@dataclass(frozen=True)
class Found:
    """A person, and by what they were found: phone, id_number, card, email, borrower, contract, name."""

    customer: Customer
    by: tuple[str, ...]
    borrowers: Sequence[str]
    masked: dict[str, str]


async def search(
    tx: Tx, actor: Actor, text: str, *, limit: int = 20, contract_owners: ContractOwners = no_contracts
) -> list[Found]:
    """Persons with exactly this phone, ID number, card, e-mail address, borrower or contract number, then those whose
    name begins so; at most `limit` (1 to 50). Whoever is restricted is found by `customers.restricted` only. Blank
    texts find nobody. Audited, without the text. Raises Forbidden (needs `customers.read`)."""
    actor.require(permissions.CUSTOMERS_READ)
    limit = max(1, min(limit, MOST))
    found = await _persons(tx, text, limit, contract_owners)
    if found and not actor.may(permissions.CUSTOMERS_RESTRICTED):
        for hidden in await restrictions.among(tx, found):
            del found[hidden]
    ids = list(found)[:limit]
    people = await customers.by_ids(tx, ids)
    numbers, masks = (await searching.numbers(tx, ids), await searching.masked(tx, ids)) if ids else ({}, {})
    by = sorted({kind for kinds in found.values() for kind in kinds})
    told = {"by": by, "found": [str(id_) for id_ in ids]}
    await record(tx, actor, "customers.searched", "customer:search", told)
    return [
        Found(people[id_], tuple(found[id_]), numbers.get(id_, []), masks.get(id_, {}))
        for id_ in ids
        if id_ in people and people[id_].erased_at is None
    ]


async def same_person(tx: Tx, text: str, *, limit: int = MOST) -> list[UUID]:
    """All customers (whole families) with exactly this phone, ID number, card, e-mail address or borrower number: for
    other contexts' lists, which check what their reader may see. Restricted persons are left out."""
    exact = {kind: form for kind, form in readings(text).items() if kind != "name"}
    persons = list(await _exactly(tx, exact, limit, no_contracts))
    if not persons:
        return []
    hidden = await restrictions.among(tx, persons)
    return [id_ for one in persons if one not in hidden for id_ in await merges.family(tx, one)]


async def _persons(tx: Tx, text: str, limit: int, contract_owners: ContractOwners) -> dict[UUID, list[str]]:
    may_be = readings(text)
    found = await _exactly(tx, may_be, limit, contract_owners)
    if "name" in may_be and len(found) < limit:
        for person in await searching.by_name(tx, may_be["name"], limit):
            found.setdefault(person, []).append("name")
    return found


async def _exactly(
    tx: Tx, may_be: dict[str, str], limit: int, contract_owners: ContractOwners
) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    for kind in PERSONAL_KINDS:
        if kind in may_be:
            blind = await tx.vault.blind(tx, kind, may_be[kind])
            for person in await personal.holders(tx, kind, blind, limit):
                found.setdefault(person, []).append(kind)
    if (number := may_be.get("borrower")) is not None:
        if (owner := await merges.owner_of(tx, number)) is not None:
            found.setdefault(owner, []).append("borrower")
        borrower = await contract_owners(tx, number)
        if borrower is not None and (owner := await merges.owner_of(tx, borrower)) is not None:
            found.setdefault(owner, []).append("contract")
    return found
