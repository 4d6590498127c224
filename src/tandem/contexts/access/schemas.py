"""JSON bodies of the staff doors."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from pydantic import AfterValidator, BaseModel, Field, SecretStr

from tandem.contexts.access.permissions import Role, permissions_of
from tandem.contexts.access.repository.sessions import LiveSession
from tandem.contexts.access.staff import BusinessLine, Staff
from tandem.kit.http import Body


def _printable(text: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise ValueError("control characters are not allowed")
    return text


def _storable(value: dict[str, Any]) -> dict[str, Any]:
    """What PostgreSQL's jsonb can hold: no NUL, no broken surrogates, numbers of 64 bits."""
    try:
        encoded = orjson.dumps(value)
    except (TypeError, ValueError) as error:
        raise ValueError("cannot be stored") from error
    if b"\\u0000" in encoded:
        raise ValueError("NUL characters are not allowed")
    return value


Line = Annotated[str, AfterValidator(_printable)]
Locale = Literal["zh-CN", "en"]
Json = Annotated[dict[str, Any], AfterValidator(_storable)]
Password = Annotated[SecretStr, Field(min_length=1, max_length=1024)]


class Ref(BaseModel):
    id: UUID
    name: str


class Credentials(Body):
    username: Annotated[Line, Field(min_length=1, max_length=128)]
    password: Password


class Me(BaseModel):
    id: UUID
    username: str
    name: str
    roles: list[str]
    permissions: list[str]
    team: Ref | None
    business_line: Ref | None
    locale: str
    preferences: dict[str, Any]
    must_set_password: bool = Field(description="Nothing else is answered until one's own password is set.")


class LogInOut(BaseModel):
    """One of one's own log-ins; `current` is the one that asks."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    user_agent: str | None
    current: bool


class SessionOut(BaseModel):
    csrf_token: str
    staff: Me
    expires_at: datetime


class MeChange(Body):
    preferences: Json | None = None
    locale: Locale | None = None


class PasswordChange(Body):
    old: Password
    new: Password


class PasswordReset(Body):
    password: Password | None = None


class NewPassword(BaseModel):
    password: str


class StaffOut(BaseModel):
    id: UUID
    username: str
    name: str
    roles: list[str]
    team: Ref | None
    business_line: Ref | None
    locale: str
    active: bool
    has_password: bool
    created_at: datetime
    last_seen_at: datetime | None = None


class StaffCreated(StaffOut):
    password: str | None = Field(None, description="The generated one, shown this once; null when given.")


class StaffIn(Body):
    username: Annotated[Line, Field(min_length=2, max_length=64)]
    name: Annotated[Line, Field(min_length=1, max_length=64)]
    roles: list[Role] = Field(["agent"], max_length=16)
    team_id: UUID | None = None
    locale: Locale = "zh-CN"
    password: Password | None = Field(None, description="Left out: one is generated and returned once.")


class StaffChange(Body):
    name: Annotated[Line, Field(min_length=1, max_length=64)] | None = None
    roles: list[Role] | None = Field(None, max_length=16)
    team_id: UUID | None = Field(None, description="null takes the person out of the team.")
    locale: Locale | None = None
    active: bool | None = None
    password: Password | None = None


class OrganisationNode(BaseModel):
    id: UUID
    name: str
    kind: Literal["business_line", "team", "agent"]
    parent_id: UUID | None
    children: list["OrganisationNode"] = []


class OrganisationOut(BaseModel):
    items: list[OrganisationNode]


class BusinessLineIn(Body):
    name: Annotated[Line, Field(min_length=1, max_length=64)]


class TeamIn(BusinessLineIn):
    business_line_id: UUID


class TeamChange(Body):
    name: Annotated[Line, Field(min_length=1, max_length=64)] | None = None
    business_line_id: UUID | None = None


class AuditEntryOut(BaseModel):
    seq: int
    at: datetime
    actor: Ref | str
    action: str
    subject: str
    data: dict[str, Any]
    hash: str


def me_out(session: LiveSession) -> Me:
    base = staff_out(session.staff)
    return Me(
        **base.model_dump(include={"id", "username", "name", "roles", "team", "business_line", "locale"}),
        permissions=sorted(permissions_of(session.staff.roles)),
        preferences=session.preferences,
        must_set_password=session.staff.must_set_password,
    )


def staff_out(staff: Staff) -> StaffOut:
    team = staff.team
    return StaffOut(
        id=staff.id,
        username=staff.username,
        name=staff.name,
        roles=list(staff.roles),
        team=Ref(id=team.id, name=team.name) if team else None,
        business_line=Ref(id=team.business_line_id, name=team.business_line_name) if team else None,
        locale=staff.locale,
        active=staff.active,
        has_password=staff.has_password,
        created_at=staff.created_at,
        last_seen_at=staff.last_seen_at,
    )


def organisation_out(lines: list[BusinessLine], members: dict[UUID, list[Staff]]) -> OrganisationOut:
    def team_node(line: BusinessLine, team_id: UUID, name: str) -> OrganisationNode:
        people = [
            OrganisationNode(id=p.id, name=p.name, kind="agent", parent_id=team_id)
            for p in members.get(team_id, [])
        ]
        return OrganisationNode(id=team_id, name=name, kind="team", parent_id=line.id, children=people)

    return OrganisationOut(
        items=[
            OrganisationNode(
                id=line.id,
                name=line.name,
                kind="business_line",
                parent_id=None,
                children=[team_node(line, team.id, team.name) for team in line.teams],
            )
            for line in lines
        ]
    )
