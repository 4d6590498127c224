"""What happened to messages on their way. `subject_id` is the conversation."""

from dataclasses import dataclass
from typing import ClassVar

from tandem.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Event):
    """A message did not reach the customer and will not by itself: a dead letter."""

    kind: ClassVar[str] = "channels.delivery_failed"
    seq: int
    code: str

    def topics(self) -> tuple[str, ...]:
        return (f"conversation:{self.subject_id}",)
