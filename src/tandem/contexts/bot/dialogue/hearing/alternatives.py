"""Two values of which one is meant (500或者600, 七八百, 5号还是6号): neither is taken, the customer is asked which."""

import re
from collections.abc import Iterator, Sequence

from tandem.contexts.bot.dialogue.hearing.understanding import Found

EITHER = "either"
"""Kind of what leaves it open: its value lists the kinds and values."""
_JOINTS = re.compile(r"\s*(?:或者?|或是|还是|要么|要不|[、/~～到至-])\s*(?:就?还|就|是)?\s*")
# 三百 五十: where one is said to be money, the other goes with it, and nobody knows how.
_APART = re.compile(r"\s+")
_VALUES = frozenset({"amount", "date", "number", "digits", "plain_number"})


def left_open(text: str, found: Sequence[Found]) -> list[Found]:
    """`found` with such pairs put together. `found` is in order of place."""
    made: list[Found] = []
    for one in found:
        last = made[-1] if made else None
        if last is not None and _either(text, last, one):
            made[-1] = _together(text, last, one)
        else:
            made.append(one)
    return made


def values_of(one: Found) -> Iterator[Found]:
    """What is left open, each as if it had been said alone."""
    for kind, value in one.value:
        yield Found(kind, value, one.start, one.end, one.text)


def _either(text: str, first: Found, second: Found) -> bool:
    if first.kind not in (*_VALUES, EITHER) or second.kind not in _VALUES:
        return False
    between = text[first.end : second.start]
    if _JOINTS.fullmatch(between):
        return True
    return "amount" in (first.kind, second.kind) and _APART.fullmatch(between) is not None


def _together(text: str, first: Found, second: Found) -> Found:
    kept = first.value if first.kind == EITHER else [[first.kind, first.value]]
    value = [*kept, [second.kind, second.value]]
    return Found(EITHER, value, first.start, second.end, text[first.start : second.end])
