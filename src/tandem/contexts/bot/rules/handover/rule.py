"""A rule of hand-over: what it sees, and what excuses it."""

import re
from dataclasses import dataclass

HOW = (
    r"(?:怎么|怎样|如何|咋|哪里|哪儿|在哪|去哪|哪个|什么|多少|多久|几天|几点|几个|何时|啥|"
    r"是不是|能不能|可不可以|可以)"
)
COMPLAIN = r"(?:投诉|举报|曝光|维权|起诉|告(?!诉|知)|上访)"


@dataclass(frozen=True)
class Rule:
    """Fires on a clause with `says`, unless `spares` is in it too. `across`: on the whole message instead, for what
    people tell in several clauses."""

    reason: str
    urgency: int
    says: re.Pattern[str]
    spares: re.Pattern[str] | None = None
    across: bool = False

    def seen_in(self, text: str) -> str | None:
        """The words that make the rule fire on this text."""
        found = self.says.search(text)
        return None if found is None or (self.spares and self.spares.search(text)) else found.group().strip()


def any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))
