"""Families: a person, the customers who are that person, the merges."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, StringConstraints

from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.merge import Merge
from tandem.contexts.customers.repository.identities import Identity
from tandem.contexts.customers.repository.subjects import IN_CLEAR
from tandem.contexts.customers.rules.merging import REASON_CHARS
from tandem.kit.http import Body


class MergeBody(Body):
    gone_id: UUID
    reason: Annotated[str, StringConstraints(min_length=1, max_length=REASON_CHARS)]


class NotSameBody(Body):
    other_id: UUID


class SplitBody(Body):
    note: Annotated[str, StringConstraints(max_length=REASON_CHARS)] = ""


class IdentityView(BaseModel):
    """`subject` is null where it is personal (numbers, addresses, vendors' ids of persons): it is a blind and says
    nothing to people; `personal` has what may be seen, masked."""

    kind: str
    account: str
    subject: str | None
    proof: str | None
    since: datetime


class MemberView(BaseModel):
    id: UUID
    name: str
    signed: bool
    since: datetime
    identities: list[IdentityView]


class MergeView(BaseModel):
    id: UUID
    kept_id: UUID
    gone_id: UUID
    at: datetime
    by: str
    reason: str
    proof: str | None
    undone_at: datetime | None
    undone_by: str | None
    undone_note: str | None


class FamilyView(BaseModel):
    """The person first."""

    person_id: UUID
    members: list[MemberView]
    merges: list[MergeView]


def merge_view(one: Merge) -> MergeView:
    """The merge as staff see it."""
    return MergeView(
        id=one.id, kept_id=one.kept_id, gone_id=one.gone_id, at=one.at, by=one.by_name, reason=one.reason,
        proof=one.evidence.get("proof"), undone_at=one.undone_at, undone_by=one.undone_by_name,
        undone_note=one.undone_note,
    )  # fmt: skip


def family_view(
    members: Sequence[Customer], identities: Sequence[Identity], merges: Sequence[Merge], locale: str
) -> FamilyView:
    """The family as staff see it."""
    return FamilyView(
        person_id=members[0].id,
        members=[
            MemberView(
                id=one.id, name=one.display_name(locale), signed=one.verified, since=one.created_at,
                identities=[_identity_view(i) for i in identities if i.customer_id == one.id],
            )
            for one in members
        ],
        merges=[merge_view(one) for one in merges],
    )  # fmt: skip


def _identity_view(one: Identity) -> IdentityView:
    subject = one.subject if one.kind in IN_CLEAR else None
    return IdentityView(
        kind=one.kind, account=one.account, subject=subject, proof=one.proof, since=one.created_at
    )
