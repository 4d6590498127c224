"""Preferring: when, where and in which language a customer wants to be reached."""

from typing import get_args
from uuid import UUID

from tandem.contexts.access.api import Actor, record
from tandem.contexts.customers.consent import repository
from tandem.contexts.customers.consent.events import PreferencesChanged
from tandem.contexts.customers.consent.person import ids_of
from tandem.contexts.customers.consent.record import Preference
from tandem.contexts.customers.consent.rules import ContactChannel, ContactLanguage, span_fault
from tandem.contexts.customers.repository import customers
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid

_FIELDS = ("contact_from", "contact_until", "language", "channel")


async def preferences(tx: Tx, customer_id: UUID) -> Preference:
    """How the person wants to be reached; all None when they never said."""
    return await repository.preference(tx, await ids_of(tx, customer_id)) or Preference()


async def prefer(tx: Tx, customer_id: UUID, wanted: Preference, *, actor: Actor) -> Preference:
    """Set how the customer wants to be reached, in whole. Audited when something changed.
    Raises CustomerNotFound, Invalid (hours, language, channel)."""
    _check(wanted)
    await customers.lock(tx, customer_id)
    before = await preferences(tx, customer_id)
    changed = [name for name in _FIELDS if getattr(before, name) != getattr(wanted, name)]
    # Staff who change the hours leave the channel as the customer set it.
    own = actor.kind == "customer" or (before.by_customer and "channel" not in changed)
    if not changed and (before.by_customer or not own):
        return before
    values = {name: getattr(wanted, name) for name in _FIELDS}
    await repository.keep_preference(tx, customer_id, **values, changed_by=actor.name, by_customer=own)
    tx.emit(PreferencesChanged(subject_id=customer_id, actor=actor.label, changed=changed))
    await record(tx, actor, "customer.preferences_changed", f"customer:{customer_id}", {"changed": changed})
    return await preferences(tx, customer_id)


def _check(wanted: Preference) -> None:
    if fault := span_fault(wanted.contact_from, wanted.contact_until):
        raise Invalid(fields=[("contact_from", fault)])
    for name, allowed in (("language", get_args(ContactLanguage)), ("channel", get_args(ContactChannel))):
        if (value := getattr(wanted, name)) is not None and value not in allowed:
            raise Invalid(fields=[(name, "one of " + ", ".join(allowed))])
