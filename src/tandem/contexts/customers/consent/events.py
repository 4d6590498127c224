"""What customers said about the use of their data. `subject_id` is the customer."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tandem.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class ConsentChanged(Event):
    """A consent was given, given to a newer text, or withdrawn."""

    kind: ClassVar[str] = "customers.consent_changed"
    consent_id: UUID
    purpose: str
    given: bool
    text_version: int | None
    channel: str


@dataclass(frozen=True, kw_only=True)
class PreferencesChanged(Event):
    """The customer wants to be reached in another way: the names of what changed."""

    kind: ClassVar[str] = "customers.preferences_changed"
    changed: list[str]
