"""What happened to thresholds. The topic wakes every process that decides by them."""

from dataclasses import dataclass
from typing import ClassVar

from tandem.kit.events import Event

TOPIC = "bot.thresholds"


@dataclass(frozen=True, kw_only=True)
class ThresholdsPublished(Event):
    """`number` None: the shipped ones hold again."""

    kind: ClassVar[str] = "bot.thresholds_published"
    number: int | None

    def topics(self) -> tuple[str, ...]:
        return (TOPIC,)
