"""Personal data, masked or for a reason in full; customers found."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from tandem.contexts.customers.actions.searching import Found
from tandem.contexts.customers.personal import Personal
from tandem.contexts.customers.rules.personal import PersonalKind
from tandem.kit.http import Body

UnmaskReason = Literal["call_back", "verification", "complaint", "dispute", "legal"]


class PersonalView(BaseModel):
    """`can_unmask`: whether the reader may ask for the value in full."""

    id: UUID
    kind: PersonalKind
    masked: str
    source: str
    verified_at: datetime | None
    since: datetime
    can_unmask: bool


class UnmaskBody(Body):
    """`personal_id` names one of several; without it the best of the kind is meant."""

    kind: PersonalKind
    reason: UnmaskReason
    personal_id: UUID | None = None


class UnmaskedView(BaseModel):
    kind: PersonalKind
    value: str


class FoundCustomer(BaseModel):
    """`by`: phone, id_number, card, email, borrower, contract, name. `masked`: kind → masked value."""

    id: UUID
    name: str
    named: bool
    verified: bool
    borrowers: list[str]
    masked: dict[str, str]
    by: list[str]


def personal_view(one: Personal, *, can_unmask: bool) -> PersonalView:
    """The piece of data as staff see it."""
    return PersonalView(
        id=one.id, kind=one.kind, masked=one.masked, source=one.source, verified_at=one.verified_at,
        since=one.created_at, can_unmask=can_unmask,
    )  # fmt: skip


def found_view(found: Found, locale: str) -> FoundCustomer:
    """The person as a list shows them."""
    one = found.customer
    return FoundCustomer(
        id=one.id, name=one.display_name(locale), named=one.name is not None,
        verified=one.verified or bool(found.borrowers), borrowers=list(found.borrowers), masked=found.masked,
        by=list(found.by),
    )  # fmt: skip
