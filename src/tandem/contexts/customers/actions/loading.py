"""Loading: customers of the lender taken in by the hundred thousand, by COPY."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from tandem.contexts.customers.repository import bulk
from tandem.contexts.customers.rules.borrowers import borrower_number
from tandem.contexts.customers.rules.naming import cleaned_name
from tandem.contexts.customers.rules.personal import masked, normalised
from tandem.kit.crypto import Blinder, Sealer
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid, TandemError
from tandem.kit.ids import new_id

BATCH = 5_000
SOURCE = "core"


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer as the core knows them. `borrower` tells them apart; `id` is for callers whose ids are reckoned
    from a seed, else one is made. Times are aware."""

    borrower: str
    name: str | None
    created_at: datetime
    phone: str | None = None
    id_number: str | None = None
    email: str | None = None
    cards: Sequence[str] = ()
    locale: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    id: UUID | None = None


async def load(tx: Tx, rows: Iterable[NewCustomer]) -> list[UUID]:
    """Take customers in with their borrower numbers and personal data (source "core", unverified), sealed; the ids in
    the order of the rows. Whoever is known by the borrower number is left as they are: going on after a stop is
    calling again. Nothing is emitted: for 200,000 customers use transactions of some thousand.

    Raises Invalid naming row and field; then nothing of this transaction may be kept."""
    left, found, at = iter(rows), list[UUID](), 0
    while batch := list(islice(left, BATCH)):
        found += await _load_batch(tx, batch, at)
        at += len(batch)
    return found


async def _load_batch(tx: Tx, batch: Sequence[NewCustomer], first: int) -> list[UUID]:
    numbers = [_checked(first + n, "borrower", borrower_number, row.borrower) for n, row in enumerate(batch)]
    if len(set(numbers)) < len(numbers):
        twice = next(n for n, number in enumerate(numbers) if number in numbers[:n])
        raise Invalid(fields=[(f"rows[{first + twice}].borrower", "the same number twice")])
    await bulk.lock_numbers(tx)
    known = await bulk.owners(tx, numbers)
    sealer, blinder = await tx.vault.sealer(tx), await tx.vault.blinder(tx)
    ids: list[UUID] = []
    customers: list[tuple[Any, ...]] = []
    identities: list[tuple[Any, ...]] = []
    personal: list[tuple[Any, ...]] = []
    for n, (row, number) in enumerate(zip(batch, numbers, strict=True)):
        if (owner := known.get(number)) is not None:
            ids.append(owner)
            continue
        id_ = row.id or new_id()
        ids.append(id_)
        customers.append(
            bulk.customer(id_, cleaned_name(row.name), row.locale, row.attributes, row.created_at)
        )
        identities.append(bulk.borrower(id_, number, SOURCE, tx.now))
        personal += _personal(first + n, id_, row, sealer, blinder)
    await bulk.copy(tx, customers, identities, personal)
    return ids


def _personal(
    n: int, customer_id: UUID, row: NewCustomer, sealer: Sealer, blinder: Blinder
) -> Iterable[tuple[Any, ...]]:
    told = [("phone", row.phone), ("id_number", row.id_number), ("email", row.email)]
    for kind, value in [*told, *(("card", card) for card in row.cards)]:
        if value is None:
            continue
        clean = _checked(n, kind, lambda text, of=kind: normalised(of, text), value)
        yield bulk.personal(
            sealer,
            customer_id,
            kind,
            clean,
            blinder.blind(kind, clean),
            masked(kind, clean),
            SOURCE,
            row.created_at,
        )


def _checked(n: int, name: str, check: Any, value: str) -> str:
    try:
        return str(check(value))
    except TandemError as error:
        raise Invalid(error.code, fields=[(f"rows[{n}].{name}", error.code)]) from error
