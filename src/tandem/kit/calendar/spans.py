"""Spans of a day, in minutes of local wall time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

MINUTES = 24 * 60
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` to before `end`, minutes after midnight (0..1440). Raises ValueError unless start <
    end."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= MINUTES:
            raise ValueError("a span starts before it ends, within one day")

    @classmethod
    def of(cls, start: str, end: str) -> "Span":
        """From `HH:MM` texts; `24:00` is the end of the day. Raises ValueError."""
        return cls(minute(start), minute(end))

    def __str__(self) -> str:
        return f"{clock_text(self.start)}–{clock_text(self.end)}"


ALL_DAY = Span(0, MINUTES)


@dataclass(frozen=True, slots=True)
class ExceptionalDay:
    """A date with its own spans (none: closed), whatever weekday or holiday it is."""

    date: date
    spans: tuple[Span, ...] = ()
    name: str = ""


def minute(text: str) -> int:
    """`09:30` → 570. Raises ValueError."""
    found = _TIME.fullmatch(text)
    value = int(found[1]) * 60 + int(found[2]) if found else -1
    if not 0 <= value <= MINUTES:
        raise ValueError(f"{text!r} is no time of day (HH:MM)")
    return value


def clock_text(minutes: int) -> str:
    """570 → `09:30`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def overlap(spans: Sequence[Span]) -> bool:
    """True when two spans share a minute. Touching is not overlapping."""
    ordered = sorted(spans)
    return any(a.end > b.start for a, b in pairwise(ordered))


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Sorted, with touching spans made one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and result[-1].end >= span.start:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return tuple(result)
