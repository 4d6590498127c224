"""What the silent seat works with."""

from dataclasses import dataclass
from datetime import timedelta

from tandem.contexts.bot.decision import Thresholds
from tandem.contexts.bot.ports import Knowledge


@dataclass(frozen=True)
class SilentSeat:
    """One for each process. `on`: whether this deployment drafts at all. `budget`: how long a draft waits for
    a person before it goes to an agent. `bot_name`: how customers see who answers. `limits` replace fitted
    thresholds."""

    knowledge: Knowledge
    on: bool = False
    budget: timedelta = timedelta(seconds=20)
    bot_name: str = "小穗"
    limits: Thresholds | None = None
