"""Recognising: the customer behind an identity, made when there is none."""

from collections.abc import Mapping
from typing import Any

from tandem.contexts.customers.actions.binding import vouch
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.events import CustomerIdentified
from tandem.contexts.customers.repository import customers as repository
from tandem.contexts.customers.rules import cleaned_name
from tandem.kit.db import Tx


async def recognise(
    tx: Tx,
    kind: str,
    account: str,
    subject: str,
    *,
    name: str | None = None,
    verified: bool = False,
    locale: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> Customer:
    """The customer with the identity (`kind`, `account`, `subject`), made if there is none.

    Two calls at once give the same customer. A name, a locale and attributes that are given replace what
    was known (attributes one by one); `verified` says that the identity is proven and is never taken back: then the
    attribute `account` binds them to the borrower with that number."""
    customer = await _recognised(tx, kind, account, subject, name, verified, locale, attributes)
    if verified:
        await vouch(tx, customer, attributes)
    return customer


async def _recognised(
    tx: Tx,
    kind: str,
    account: str,
    subject: str,
    name: str | None,
    verified: bool,
    locale: str | None,
    attributes: Mapping[str, Any] | None,
) -> Customer:
    known = await repository.by_identity(tx, kind, account, subject)
    if known is not None:
        return await told(tx, known, name=name, verified=verified, locale=locale, attributes=attributes)
    made = await repository.add(
        tx, name=cleaned_name(name), verified_at=tx.now if verified else None, locale=locale,
        attributes=dict(attributes or {}),
    )  # fmt: skip
    if not await repository.add_identity(tx, made, kind, account, subject):
        await repository.remove(tx, made)
        known = await repository.by_identity(tx, kind, account, subject)
        assert known is not None
        return await told(tx, known, name=name, verified=verified, locale=locale, attributes=attributes)
    if verified:
        tx.emit(CustomerIdentified(subject_id=made, identity_kind=kind, account=account))
    return await repository.get(tx, made)


async def told(
    tx: Tx,
    customer: Customer,
    *,
    name: str | None = None,
    verified: bool = False,
    locale: str | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> Customer:
    """Note what was learned about a customer; writes only when it is news."""
    news: dict[str, Any] = {}
    if (clean := cleaned_name(name)) is not None and clean != customer.name:
        news["name"] = clean
    if verified and customer.verified_at is None:
        news["verified_at"] = tx.now
    if locale is not None and locale != customer.locale:
        news["locale"] = locale
    merged = {**customer.attributes, **(attributes or {})}
    if merged != customer.attributes:
        news["attributes"] = merged
    return await repository.change(tx, customer.id, **news) if news else customer
