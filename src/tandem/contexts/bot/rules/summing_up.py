"""A summary without a model: what was asked, what the bot said, what was named. Extracts, it invents nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from tandem.contexts.bot.entities import PERSONAL, Kind, extract
from tandem.contexts.bot.rules.noise import is_noise

_ASKED, _SAID, _FACTS = 4, 3, 8
_CHARS = 120
_SHORT_CHARS = 60
_NAMED: frozenset[Kind] = frozenset(
    {"amount", "date", "period", "instalment", "rate", "reference", "mobile", "bank_card"}
)


@dataclass(frozen=True)
class Line:
    """One message. `title`: of the entry that an answer of the bot's came from."""

    role: Literal["customer", "bot", "agent"]
    text: str
    title: str | None = None


@dataclass(frozen=True)
class Summary:
    """`asked`: the customer's words, oldest first. `said`: what the bot answered with. `facts`: (kind, words) that the
    customer named, personal numbers by their last four digits."""

    asked: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()

    def plain(self) -> dict[str, Any]:
        return {
            "asked": list(self.asked),
            "said": list(self.said),
            "facts": [{"kind": kind, "text": text} for kind, text in self.facts],
        }


def sum_up(lines: Sequence[Line], now: datetime) -> Summary:
    """What an agent should know before reading `lines` (oldest first). `now` says which day 明天 is."""
    questions = [one.text for one in lines if one.role == "customer" and _says_something(one.text)]
    answers = [one.title or _first(one.text) for one in lines if one.role == "bot" and one.text.strip()]
    return Summary(
        tuple(_short(text, _CHARS) for text in _last(questions, _ASKED)),
        tuple(_short(text, _SHORT_CHARS) for text in _last(answers, _SAID)),
        tuple(_last([fact for text in questions for fact in _facts(text, now)], _FACTS)),
    )


def _says_something(text: str) -> bool:
    return len(text.strip()) > 1 and not is_noise(text)


def _facts(text: str, now: datetime) -> list[tuple[str, str]]:
    found = [one for one in extract(text, now) if one.kind in _NAMED]
    return [(one.kind, _veiled(one.text) if one.kind in PERSONAL else one.text) for one in found]


def _veiled(text: str) -> str:
    return f"…{text[-4:]}"


def _first(text: str) -> str:
    """The first sentence."""
    line = text.strip().splitlines()[0]
    ends = [at for at, char in enumerate(line, 1) if char in "。！？!?"]
    return line[: ends[0]] if ends else line


def _last(found: Sequence[Any], count: int) -> list[Any]:
    """The last ones, each once, in their order."""
    return list(dict.fromkeys(reversed(found)))[:count][::-1]


def _short(text: str, most: int) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= most else f"{one_line[: most - 1]}…"


def title_of(payload: Mapping[str, Any]) -> str | None:
    """The title of the first source of an answer."""
    sources = payload.get("sources")
    if not isinstance(sources, list) or not sources or not isinstance(sources[0], dict):
        return None
    title = sources[0].get("title")
    return title if isinstance(title, str) else None
