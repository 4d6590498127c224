"""The text as the finders read it: one character for each of the customer's, so that offsets hold."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from tandem.contexts.bot.entities.entity import Entity, Kind
from tandem.kit.chinese.hanzi import TO_SIMPLIFIED

_FORMAL = dict(
    zip("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟圆圓角", "一二二三三四五六六七八九十百千元元角", strict=True)
)
_SAME = {
    "：": ":",
    "，": ",",
    "。": "。",
    "～": "~",
    "—": "-",
    "–": "-",
    "−": "-",
    "〇": "零",
    "幺": "幺",
    "￥": "¥",
}
_FOLDS = {**TO_SIMPLIFIED, **{ord(c): to for c, to in (_FORMAL | _SAME).items()}}


@dataclass(frozen=True)
class Reading:
    """`original`: what the customer wrote. `text`: folded, equally long. `today`: the day in the lender's
    zone. `asked`: kinds that the bot has just asked for, so that a bare number may be one of them."""

    original: str
    text: str
    today: date
    asked: frozenset[Kind] = frozenset()

    def entity(self, kind: Kind, start: int, end: int, value: object, **more: object) -> Entity:
        """An entity of this text. Spaces at its ends are not part of it."""
        while start < end and self.original[start].isspace():
            start += 1
        while end > start and self.original[end - 1].isspace():
            end -= 1
        return Entity(kind, start, end, self.original[start:end], value, **more)  # type: ignore[arg-type]


class Finder(Protocol):
    """Finds entities of one subject. Never raises, whatever the text; may return overlapping ones."""

    def __call__(self, reading: Reading) -> list[Entity]: ...


def fold(text: str) -> str:
    """Half width, lower case, simplified, plain numerals; every character stays one character."""
    if text.isascii():
        return text.lower()
    return "".join(map(_folded, text))


def _folded(char: str) -> str:
    if char in _KEEP:
        return char
    found = _FOLDS.get(ord(char))
    if found is None:
        found = unicodedata.normalize("NFKC", char).lower()
        found = _FOLDS.get(ord(found), found) if len(found) == 1 else char
    return found if len(found) == 1 else char


_KEEP = frozenset("，。")  # full-width, they end a clause; half-width they may stand in a number
