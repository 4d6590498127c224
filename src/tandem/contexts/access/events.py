"""Facts of this context. Sockets of a person listen on the topic `staff:<id>`."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tandem.kit.events import Event


def staff_topic(staff_id: UUID) -> str:
    """The realtime topic of one person's sockets."""
    return f"staff:{staff_id}"


@dataclass(frozen=True, kw_only=True)
class StaffEvent(Event):
    """Base: `subject_id` is the person."""

    def topics(self) -> tuple[str, ...]:
        return (staff_topic(self.subject_id),) if self.subject_id else ()


@dataclass(frozen=True, kw_only=True)
class StaffCreated(StaffEvent):
    kind: ClassVar[str] = "access.staff_created"


@dataclass(frozen=True, kw_only=True)
class StaffChanged(StaffEvent):
    """Name, roles, team or locale changed: whoever holds an Actor of this person must read it again."""

    kind: ClassVar[str] = "access.staff_changed"
    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class StaffDeactivated(StaffEvent):
    """The person may do nothing from now on; all sessions have ended, sockets must close."""

    kind: ClassVar[str] = "access.staff_deactivated"


@dataclass(frozen=True, kw_only=True)
class StaffReactivated(StaffEvent):
    kind: ClassVar[str] = "access.staff_reactivated"


@dataclass(frozen=True, kw_only=True)
class SessionEnded(StaffEvent):
    """These sessions have ended: sockets whose actor carries one of the ids must close.
    `reason`: signed_out, password_changed, password_reset or deactivated."""

    kind: ClassVar[str] = "access.session_ended"
    session_ids: list[UUID]
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    kind: ClassVar[str] = "access.organisation_changed"

    def topics(self) -> tuple[str, ...]:
        return ("organisation",)
