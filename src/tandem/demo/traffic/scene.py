"""What is going on in the simulated world: counted here by the people in it, shown by `show`."""

import asyncio
import random
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class AgentState:
    name: str
    state: str = "offline"
    serving: int = 0
    served: int = 0


@dataclass(slots=True)
class Scene:
    """`tempo` stretches every human delay: 1 is life, 0.1 is ten times as fast, 0 is at once."""

    dice: random.Random
    tempo: float = 1.0
    here: dict[str, str] = field(default_factory=dict)
    agents: dict[str, AgentState] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    ratings: list[int] = field(default_factory=list)
    events: deque[str] = field(default_factory=lambda: deque(maxlen=12))
    troubles: deque[str] = field(default_factory=lambda: deque(maxlen=50))

    async def pause(self, low: float, high: float | None = None) -> None:
        """A human delay, in seconds of life."""
        seconds = low if high is None else self.dice.uniform(low, high)
        await asyncio.sleep(seconds * self.tempo)

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def tell(self, line: str) -> None:
        self.events.append(f"{datetime.now().astimezone():%H:%M:%S} {line}")

    def trouble(self, who: str, error: Exception) -> None:
        self.counts["troubles"] += 1
        self.troubles.append(f"{who}: {type(error).__name__}: {error}")

    def states(self) -> Counter[str]:
        """How many customers are where."""
        return Counter(self.here.values())
