"""Runs of digits as people write long numbers: with spaces, dashes or dots between groups, or spelled 一三八…"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tandem.contexts.bot.entities.numerals import DIGITS
from tandem.contexts.bot.entities.reading import Reading

_SPELLED = re.compile(r"[零一二三四五六七八九幺两\d](?:[ -]?[零一二三四五六七八九幺两\d]){4,40}x?")
_GROUPS = re.compile(r"(?<![a-z\d.])\+?\d{1,24}x?(?:(?: - |[ .-])\d{1,24}x?){0,23}(?![a-z\d])")
_GROUP = re.compile(r"\d{1,24}x?")
_LENGTHS = range(11, 20)
_PARTS = 6
"""Groups that one number has at most, unless its digits all stand alone."""


@dataclass(frozen=True)
class Run:
    """Digits that may be one number. `maximal`: nothing more of the same run stands beside it. `groups`:
    lengths of its parts."""

    digits: str
    start: int
    end: int
    maximal: bool
    groups: tuple[int, ...]
    plus: bool = False


def runs(reading: Reading) -> Iterator[Run]:
    """Runs of 11 to 19 digits, and stretches of neighbouring groups with as many."""
    text = _numerals(reading.text)
    for match in _GROUPS.finditer(text):
        groups = list(_GROUP.finditer(match.group()))
        for first in range(len(groups)):
            for last in range(first, min(first + _PARTS, len(groups))):
                yield from _run(match, groups, first, last)
        if len(groups) > _PARTS:
            yield from _run(match, groups, 0, len(groups) - 1)


def _run(match: re.Match[str], groups: list[re.Match[str]], first: int, last: int) -> Iterator[Run]:
    part = groups[first : last + 1]
    sizes = tuple(group.end() - group.start() for group in part)
    if sum(sizes) in _LENGTHS:
        yield Run(
            digits="".join(group.group() for group in part).upper(),
            start=match.start() + part[0].start(),
            end=match.start() + part[-1].end(),
            maximal=len(part) == len(groups),
            groups=sizes,
            plus=first == 0 and match.group().startswith("+"),
        )


def _numerals(text: str) -> str:
    """The text with spelled digits as digits, where five or more of them follow each other."""
    pieces, at = [], 0
    for match in _SPELLED.finditer(text):
        pieces.append(text[at : match.start()])
        pieces.append("".join(str(DIGITS[c]) if c in DIGITS else c for c in match.group()))
        at = match.end()
    return "".join([*pieces, text[at:]])
