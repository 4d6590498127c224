"""Restrictions, copies, erasures."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, StringConstraints

from tandem.contexts.customers.privacy import PrivacyRequest
from tandem.contexts.customers.restriction import Restriction
from tandem.contexts.customers.rules.privacy import NOTE_CHARS
from tandem.kit.http import Body


class RestrictionBody(Body):
    """`until` null: until somebody lifts it."""

    reason: Literal["request", "dispute", "law", "other"]
    until: AwareDatetime | None = None
    note: Annotated[str, StringConstraints(max_length=NOTE_CHARS)] = ""


class RestrictionView(BaseModel):
    id: UUID
    reason: str
    note: str
    at: datetime
    until: datetime | None
    by: str
    lifted_at: datetime | None
    lifted_by: str | None
    standing: bool


def restriction_view(one: Restriction, now: datetime) -> RestrictionView:
    """The restriction as staff see it."""
    return RestrictionView(
        id=one.id, reason=one.reason, note=one.note, at=one.at, until=one.until, by=one.by_name,
        lifted_at=one.lifted_at, lifted_by=one.lifted_by_name, standing=one.stands(now),
    )  # fmt: skip


class PrivacyBody(Body):
    kind: Literal["export", "erase"]
    reason: Annotated[str, StringConstraints(min_length=1, max_length=NOTE_CHARS)]


class PrivacyView(BaseModel):
    """`state`: waiting, done, failed (`failure` says why), expired."""

    id: UUID
    kind: str
    reason: str
    asked_at: datetime
    by: str
    state: str
    finished_at: datetime | None
    failure: str | None
    expires_at: datetime | None


def privacy_view(one: PrivacyRequest) -> PrivacyView:
    """The request as staff see it."""
    return PrivacyView(
        id=one.id, kind=one.kind, reason=one.reason, asked_at=one.asked_at, by=one.by_name, state=one.state,
        finished_at=one.finished_at, failure=one.failure, expires_at=one.expires_at,
    )  # fmt: skip
