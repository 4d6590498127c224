"""What the simulated people say: scripts by topic, and phrases common to all, from ./scripts/*.yaml."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

Mood = Literal["calm", "worried", "angry"]
Step = tuple[str, ...]
"""Wordings of the same thing; one is picked."""


@dataclass(frozen=True, slots=True)
class Script:
    """One reason to write in. See the head of scripts/repayment.yaml for what each part is."""

    key: str
    title: str
    weight: int
    mood: Mood
    keywords: tuple[str, ...]
    page: str
    asks: tuple[Step, ...]
    wants_person: float
    requests: Step
    says: tuple[Step, ...]
    answers: tuple[Step, ...]
    summary: str
    picture: float = 0.0
    note: str = ""
    transfer: str = ""
    """A word in the name of the queue this belongs to, when the first agent cannot settle it."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """What fits every conversation."""

    greetings: Step
    fillers: Step
    nudges: Step
    closings: Step
    handbacks: Step
    generic: Step
    thanks: Step
    thanks_angry: Step
    impatient: Step
    abandons: Step
    offline: Step
    breaks: Step
    unhelpful_follow_up: Step
    comments: dict[str, Step] = field(default_factory=dict)


@cache
def all_scripts() -> tuple[Script, ...]:
    found: list[Script] = []
    for path in sorted(files(__package__).joinpath("scripts").iterdir(), key=lambda one: one.name):
        if path.name.endswith(".yaml") and path.name != "common.yaml":
            found += [_script(one) for one in yaml.safe_load(path.read_text("utf-8"))]
    return tuple(found)


@cache
def phrases() -> Phrases:
    path = files(__package__).joinpath("scripts", "common.yaml")
    data: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    comments = {name: _step(words) for name, words in data.pop("comments").items()}
    return Phrases(**{name: _step(words) for name, words in data.items()}, comments=comments)


def pick_script(dice: random.Random) -> Script:
    scripts = all_scripts()
    return dice.choices(scripts, weights=[one.weight for one in scripts])[0]


def recognise(texts: Sequence[str]) -> Script | None:
    """The script that a customer's words come from, or else the one whose keywords occur most in them;
    None when none does. So a simulated agent understands anybody, real visitors included.
    """
    said = "\n".join(texts)

    def likeness(script: Script) -> int:
        own = sum(wording in texts for step in (*script.asks, *script.says) for wording in step)
        return 10 * own + sum(said.count(word) for word in script.keywords)

    best = max(all_scripts(), key=likeness)
    return best if likeness(best) else None


def _script(data: dict[str, Any]) -> Script:
    read: dict[str, Any] = {
        **data,
        **{name: tuple(_step(one) for one in data[name]) for name in ("asks", "says", "answers")},
        **{name: _step(data[name]) for name in ("keywords", "requests")},
    }
    return Script(**read)


def _step(words: Sequence[str]) -> Step:
    return tuple(str(word) for word in words)
