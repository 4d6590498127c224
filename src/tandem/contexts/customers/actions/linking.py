"""Linking: a proven identity arrives in a session that was anonymous so far."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tandem.contexts.customers.actions.binding import vouch
from tandem.contexts.customers.actions.recognising import recognise, told
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.events import CustomerIdentified
from tandem.contexts.customers.repository import customers as repository
from tandem.contexts.customers.repository.merges import borrowers_of
from tandem.contexts.customers.rules.borrowers import account_of
from tandem.kit.db import Tx


async def link(
    tx: Tx,
    customer_id: UUID,
    kind: str,
    account: str,
    subject: str,
    *,
    name: str | None = None,
    locale: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> Customer:
    """The person with the proven identity, who so far was the customer `customer_id`.

    A new person takes over that customer with all history, unless it is somebody proven already (a shared
    computer): then a customer of their own is made. A person known from elsewhere is returned as they are. The
    attribute `account` binds them to the borrower with that number."""
    known = await repository.by_identity(tx, kind, account, subject)
    present = None if known else await repository.lock(tx, customer_id)
    if (
        present is not None
        and not present.verified
        and present.erased_at is None  # a session that outlived an erasure: the person begins anew
        and not await _somebody_else(tx, present, attributes)
        and await repository.add_identity(tx, present.id, kind, account, subject)
    ):
        tx.emit(CustomerIdentified(subject_id=present.id, identity_kind=kind, account=account))
        linked = await told(tx, present, name=name, verified=True, locale=locale, attributes=attributes)
        await vouch(tx, linked, attributes)
        return linked
    return await recognise(
        tx, kind, account, subject, name=name, verified=True, locale=locale, attributes=attributes
    )


async def _somebody_else(tx: Tx, present: Customer, attributes: Mapping[str, Any] | None) -> bool:
    """Whether a code or an agent proved that the customer is another borrower than the one who signs in now."""
    numbers = await borrowers_of(tx, present.id)
    return bool(numbers) and account_of(attributes or {}) not in numbers
