"""What other contexts see of staff and organisation: frozen values."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.contexts.access.actors import Actor
from tandem.contexts.access.permissions import permissions_of


@dataclass(frozen=True, slots=True)
class TeamRef:
    id: UUID
    name: str
    business_line_id: UUID
    business_line_name: str


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff. `active` is False after a deactivation."""

    id: UUID
    username: str
    name: str
    roles: tuple[str, ...]
    team: TeamRef | None
    locale: str
    active: bool
    created_at: datetime
    has_password: bool
    last_seen_at: datetime | None = None
    password_given_at: datetime | None = None

    @property
    def must_set_password(self) -> bool:
        """True while the password is one that an administrator gave."""
        return self.password_given_at is not None

    def actor(self) -> Actor:
        """This person as an actor (without a session)."""
        return Actor(
            kind="staff",
            id=self.id,
            name=self.name,
            permissions=permissions_of(self.roles) if self.active else frozenset(),
            team_id=self.team.id if self.team else None,
            business_line_id=self.team.business_line_id if self.team else None,
            roles=self.roles,
            locale=self.locale,
        )


@dataclass(frozen=True, slots=True)
class StaffPage:
    items: list[Staff]
    next: str | None


@dataclass(frozen=True, slots=True)
class Team:
    id: UUID
    name: str
    members: int


@dataclass(frozen=True, slots=True)
class BusinessLine:
    id: UUID
    name: str
    teams: tuple[Team, ...]
