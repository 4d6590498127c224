"""What happened in conversations. `topics` decide who hears of it at once:
conversation:<id> (open threads, the customer), agent:<id>, queue:<id>, desk (all who may see everything)."""

from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from tandem.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class ConversationEvent(Event):
    """Base: `queue_id` and `agent_ids` address the desks that must refresh the row."""

    queue_id: UUID
    agent_ids: list[UUID] = field(default_factory=list)

    def topics(self) -> tuple[str, ...]:
        own = (f"conversation:{self.subject_id}", f"queue:{self.queue_id}", "desk")
        return own + tuple(f"agent:{agent_id}" for agent_id in self.agent_ids)


@dataclass(frozen=True, kw_only=True)
class ConversationOpened(ConversationEvent):
    kind: ClassVar[str] = "conversations.opened"
    customer_id: UUID
    channel: str


@dataclass(frozen=True, kw_only=True)
class MessageReceived(ConversationEvent):
    """A customer wrote. `message` is the message as the API shows it; `controller` who must react."""

    kind: ClassVar[str] = "conversations.message_received"
    message: dict[str, Any]
    controller: str
    customer_id: UUID


@dataclass(frozen=True, kw_only=True)
class MessageQueued(ConversationEvent):
    """Something for the customer was appended: by an agent, the bot or the system. Channels deliver it."""

    kind: ClassVar[str] = "conversations.message_queued"
    message: dict[str, Any]
    channel: str
    # Of `channel`, where the conversation went on elsewhere.
    leg_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class StaffLineAdded(ConversationEvent):
    """A private note, or a system line for staff only."""

    kind: ClassVar[str] = "conversations.staff_line_added"
    message: dict[str, Any]
    mentions: list[UUID] = field(default_factory=list)

    def topics(self) -> tuple[str, ...]:
        return super().topics() + tuple(f"agent:{agent_id}" for agent_id in self.mentions)


@dataclass(frozen=True, kw_only=True)
class ControllerChanged(ConversationEvent):
    kind: ClassVar[str] = "conversations.controller_changed"
    from_controller: str | None
    from_queue_id: UUID
    from_agent_id: UUID | None
    to_controller: str
    reason: str
    evidence: dict[str, Any]

    def topics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*super().topics(), f"queue:{self.from_queue_id}")))


@dataclass(frozen=True, kw_only=True)
class SilentSeatLeft(Event):
    """The silent seat has the conversation no more; `reason` as in `ControllerChanged`, which tells screens."""

    kind: ClassVar[str] = "conversations.silent_seat_left"
    to_controller: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Enqueued(ConversationEvent):
    """The conversation waits for an agent: routing looks for one."""

    kind: ClassVar[str] = "conversations.enqueued"
    entry_id: UUID


@dataclass(frozen=True, kw_only=True)
class OfferMade(ConversationEvent):
    kind: ClassVar[str] = "conversations.offer_made"
    offer_id: UUID
    agent_id: UUID
    expires_at: str


@dataclass(frozen=True, kw_only=True)
class OfferEnded(ConversationEvent):
    kind: ClassVar[str] = "conversations.offer_ended"
    offer_id: UUID
    agent_id: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Changed(ConversationEvent):
    """The row changed otherwise; `what` is priority, labels, snoozed, woken, resolved, reopened, rated, clock
    or customer (their name, that they are verified or blocked)."""

    kind: ClassVar[str] = "conversations.changed"
    what: str
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class WentOn(ConversationEvent):
    """The conversation is in another channel from now on: `how` is asked, link or preferred (a new leg), or returned
    (the customer wrote where it had been before), or parted (who wrote there is somebody else). `leg_id` None: where it
    began."""

    kind: ClassVar[str] = "conversations.went_on"
    customer_id: UUID
    from_channel: str
    to_channel: str
    from_leg_id: UUID | None
    leg_id: UUID | None
    how: str


@dataclass(frozen=True, kw_only=True)
class LegParted(ConversationEvent):
    """Who writes from this leg turned out to be another person: nothing of the conversation goes there any more."""

    kind: ClassVar[str] = "conversations.leg_parted"
    leg_id: UUID


@dataclass(frozen=True, kw_only=True)
class PresenceChanged(Event):
    """`subject_id` is the agent."""

    kind: ClassVar[str] = "conversations.presence_changed"
    state: str
    reason: str | None
    queue_ids: list[UUID]

    def topics(self) -> tuple[str, ...]:
        return (f"agent:{self.subject_id}", "desk", *(f"queue:{queue_id}" for queue_id in self.queue_ids))


@dataclass(frozen=True, kw_only=True)
class SeatChanged(Event):
    """`subject_id` is the agent. Name, team, queues, skills or capacity changed: whoever keeps a reader's
    rights or shows agents must read them again."""

    kind: ClassVar[str] = "conversations.seat_changed"

    def topics(self) -> tuple[str, ...]:
        return (f"agent:{self.subject_id}", "desk")
