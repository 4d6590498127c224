"""What happened to customers. `subject_id` is the customer."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tandem.contexts.customers.consent.events import ConsentChanged, PreferencesChanged
from tandem.kit.events import Event

__all__ = [
    "ConsentChanged",
    "CustomerBlocked",
    "CustomerBound",
    "CustomerErased",
    "CustomerIdentified",
    "CustomerMerged",
    "CustomerRestrictionChanged",
    "CustomerSplit",
    "CustomerUnblocked",
    "CustomerUnbound",
    "PersonalNoted",
    "PreferencesChanged",
]


@dataclass(frozen=True, kw_only=True)
class CustomerIdentified(Event):
    """A signed identity was bound to the customer: from now on we know who it is."""

    kind: ClassVar[str] = "customers.identified"
    identity_kind: str
    account: str


@dataclass(frozen=True, kw_only=True)
class CustomerBlocked(Event):
    """The customer may not write until then; None: for good."""

    kind: ClassVar[str] = "customers.blocked"
    block_id: UUID
    reason: str
    until: datetime | None


@dataclass(frozen=True, kw_only=True)
class CustomerUnblocked(Event):
    """Somebody took the block back. A block that runs out tells nobody: `until` said so."""

    kind: ClassVar[str] = "customers.unblocked"
    block_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomerBound(Event):
    """It was proven that the customer is this borrower. `subject_id` is the person, `customer_id` who proved it: a
    session's own customer. `proof` is signed, code, id_digits or agent."""

    kind: ClassVar[str] = "customers.bound"
    customer_id: UUID
    borrower: str
    proof: str


@dataclass(frozen=True, kw_only=True)
class CustomerUnbound(Event):
    """An agent had vouched for the wrong number: it is not this customer's. `subject_id` is the person."""

    kind: ClassVar[str] = "customers.unbound"
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomerMerged(Event):
    """`subject_id` is the person who stays; nothing but the family has changed."""

    kind: ClassVar[str] = "customers.merged"
    merge_id: UUID
    gone_id: UUID


@dataclass(frozen=True, kw_only=True)
class CustomerSplit(Event):
    """A merge was taken back: `gone_id` is a person again, with those who had come with them. `subject_id` is the
    person they were part of."""

    kind: ClassVar[str] = "customers.split"
    merge_id: UUID
    gone_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonalNoted(Event):
    """A phone, ID number, card or e-mail address became known, or was verified; the value is not in here."""

    kind: ClassVar[str] = "customers.personal_noted"
    data_kind: str
    source: str
    verified: bool
    replaced: bool


@dataclass(frozen=True, kw_only=True)
class CustomerRestrictionChanged(Event):
    """From now on the person's data may only be stored, or may be read again."""

    kind: ClassVar[str] = "customers.restriction_changed"
    restricted: bool


@dataclass(frozen=True, kw_only=True)
class CustomerErased(Event):
    """Names, personal data and identities of the family are gone; the rest may only be stored."""

    kind: ClassVar[str] = "customers.erased"
    family: tuple[UUID, ...]
