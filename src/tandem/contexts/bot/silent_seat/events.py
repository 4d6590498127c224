"""What happened at the silent seat. The topic `drafts` reaches everybody who may decide drafts: these events
carry ids and names of staff, nothing that a customer wrote."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tandem.kit.events import Event

TOPIC = "drafts"


@dataclass(frozen=True, kw_only=True)
class DraftEvent(Event):
    """`subject_id` is the conversation."""

    draft_id: UUID

    def topics(self) -> tuple[str, ...]:
        return (TOPIC,)


@dataclass(frozen=True, kw_only=True)
class DraftOpened(DraftEvent):
    kind: ClassVar[str] = "bot.draft_opened"
    message_id: UUID
    due_at: str


@dataclass(frozen=True, kw_only=True)
class DraftDecided(DraftEvent):
    """`state` as in `Draft`; `by` the name of the person who decided, None for time and customers."""

    kind: ClassVar[str] = "bot.draft_decided"
    state: str
    by: str | None
    by_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class SilentSeatChanged(Event):
    """`subject_id` is the person, who came or went."""

    kind: ClassVar[str] = "bot.silent_seat_changed"
    present: bool
    name: str
    reason: str | None = None

    def topics(self) -> tuple[str, ...]:
        return (TOPIC, f"agent:{self.subject_id}")
