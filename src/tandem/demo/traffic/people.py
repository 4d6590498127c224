"""Who comes: how patient, how fast at typing, how hard to please. Pure draws from given dice."""

import random
from dataclasses import dataclass

from tandem.demo.traffic.scripts import Mood

SITE = "https://www.hesui.example"


@dataclass(frozen=True, slots=True)
class Person:
    """A customer's temper. Times in seconds of unhurried life; `typing` in characters a second."""

    mood: Mood
    patience: float
    typing: float
    thoroughness: float
    generosity: float

    def reading_time(self, text: str) -> float:
        return min(8.0, 1.0 + len(text) / 25)

    def typing_time(self, text: str) -> float:
        return min(12.0, 0.6 + len(text) / self.typing)


_PATIENCE = {"calm": (90, 240), "worried": (60, 180), "angry": (25, 90)}
_GENEROSITY = {"calm": 0.9, "worried": 0.8, "angry": 0.45}


def draw_person(mood: Mood, dice: random.Random) -> Person:
    low, high = _PATIENCE[mood]
    return Person(
        mood,
        patience=dice.uniform(low, high),
        typing=dice.uniform(2.5, 6.0),
        thoroughness=dice.uniform(0.4, 1.0),
        generosity=min(1.0, max(0.0, dice.gauss(_GENEROSITY[mood], 0.15))),
    )


def draw_rating(person: Person, *, answered: bool, dice: random.Random) -> int:
    """1..5: mostly fives from the content, ones from those who were angry and got no answer."""
    luck = person.generosity + dice.gauss(0.0, 0.12) - (0.0 if answered else 0.4)
    for score, bar in ((5, 0.72), (4, 0.55), (3, 0.4), (2, 0.25)):
        if luck >= bar:
            return score
    return 1


def comment_kind(score: int) -> str:
    return "good" if score >= 4 else "middling" if score == 3 else "bad"
