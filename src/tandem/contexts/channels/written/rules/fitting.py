"""Fitting what the product says to what a channel can carry."""

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.contexts.channels.written.capabilities import Capabilities, TextUnit
from tandem.contexts.channels.written.messages import Option

# Where a text is best cut, best first: between paragraphs, lines, sentences, clauses, words.
_SEAMS = ("\n\n", "\n", "。！？!?；;", "，,、：:", " ")
# A seam further ahead than this share of the room is not worth a short piece.
_LEAST = 0.4


@dataclass(frozen=True)
class Part:
    """One message as the channel carries it."""

    kind: str
    text: str = ""
    options: tuple[Option, ...] = ()


def fit(kind: str, text: str, options: Sequence[Option], caps: Capabilities) -> list[Part]:
    """The parts in which a message goes out, in order. `kind`: text, choice, or a kind with a file (image, file,
    voice), whose text, if any, goes after it. Nothing of the text is left out; choices that the channel cannot show
    as buttons become numbered lines under the text. A file kind that the channel cannot carry becomes no part:
    the caller says it by a link in `text`."""
    if kind == "choice" and options:
        return _choice(text, options, caps)
    parts = [Part(kind)] if kind in caps.files else []
    return parts + [Part("text", piece) for piece in split(text, caps.text_limit, caps.text_unit)]


def _choice(text: str, options: Sequence[Option], caps: Capabilities) -> list[Part]:
    if len(options) <= caps.buttons:
        *before, last = split(text, caps.text_limit, caps.text_unit) or [""]
        return [*(Part("text", piece) for piece in before), Part("choice", last, tuple(options))]
    lines = "\n".join(f"{number}. {option.label}" for number, option in enumerate(options, 1))
    whole = f"{text}\n{lines}" if text else lines
    return [Part("text", piece) for piece in split(whole, caps.text_limit, caps.text_unit)]


def split(text: str, limit: int, unit: TextUnit = "characters") -> list[str]:
    """`text` in pieces of at most `limit`, cut where it hurts least; none for a blank text. Joined without blanks they
    are the text; no character is cut apart."""
    rest, pieces = text.strip(), []
    while rest:
        room = _fitting(rest, limit, unit)
        cut = len(rest) if room >= len(rest) else _seam(rest, room)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return pieces


def _fitting(text: str, limit: int, unit: TextUnit) -> int:
    """How many characters of `text` fit, at least one."""
    if unit == "characters":
        return max(1, limit)
    used = 0
    for count, character in enumerate(text):
        used += len(character.encode())
        if used > limit:
            return max(1, count)
    return len(text)


def _seam(text: str, room: int) -> int:
    """Where to cut so that at most `room` characters stand before: after the last good seam, else in the middle,
    but not between a character and what joins it (an emoji's modifiers, a combining accent)."""
    least = int(room * _LEAST)
    for marks in _SEAMS:
        if marks.startswith("\n"):
            at = text.rfind(marks, 0, room) + len(marks) if marks in text[:room] else 0
        else:
            at = max((text.rfind(mark, 0, room) + 1 for mark in marks), default=0)
        if at > least:
            return min(at, room)
    at = room
    while at > 1 and _joins(text[at]):
        at -= 1
    return at if at > least or at > 1 else room


def _joins(character: str) -> bool:
    """Whether it belongs to the character before it: joiners, variation selectors, skin tones, combining marks."""
    point = ord(character)
    return (
        point == 0x200D
        or 0xFE00 <= point <= 0xFE0F
        or 0x1F3FB <= point <= 0x1F3FF
        or 0x0300 <= point <= 0x036F
    )
