"""What happened at the customers' door. `subject_id` is the conversation."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from tandem.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class FeedbackGiven(Event):
    """The customer said whether one of the bot's answers helped."""

    kind: ClassVar[str] = "channels.feedback_given"
    message_id: UUID
    helpful: bool
    customer_id: UUID
