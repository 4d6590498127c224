"""Texts with {slot} and {result.field} in them, and how values look to people."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tandem.kit.chinese.writing import day, money

_HOLE = re.compile(r"\{([^{}]*)\}")
_PATH = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*")
_TAIL = 4


def holes(text: str) -> list[tuple[str, int]]:
    """The paths named in a text, with their places."""
    return [(found[1].strip(), found.start()) for found in _HOLE.finditer(text)]


def is_path(text: str) -> bool:
    return _PATH.fullmatch(text) is not None


def filled(text: str, shown: Mapping[str, str]) -> str:
    """The text with every hole filled. A hole without a value is an em dash: never an invention."""
    return _HOLE.sub(lambda found: shown.get(found[1].strip(), "—"), text)


def show(value: Any, kind: str) -> str:
    """A value as people write it. Amounts are whole fen; phones show their ends only."""
    if value is None:
        return "—"
    match kind:
        case "amount":
            return money(int(value))
        case "date":
            return day(value if isinstance(value, date) else date.fromisoformat(value[:10]))
        case "phone":
            text = str(value)
            return f"{text[:3]}****{text[-_TAIL:]}"
        case "yes_no":
            return "是" if value else "否"
    return str(value)


def variant(texts: str | Sequence[str], turn: int) -> str:
    """The texts take turns."""
    return texts if isinstance(texts, str) else texts[turn % len(texts)]
