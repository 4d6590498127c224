"""Parts of a message: its clauses, and the part that says what is right."""

import re
from dataclasses import replace

from tandem.contexts.bot.dialogue.hearing.understanding import Understood

_CLAUSE_END = re.compile(r"[，；;。！!？?\n]|(?<!\d),|,(?!\d)")
_TO = re.compile(r"改成|改为|改到|换成|换到|应该是|应该选|我是说|而是|(?<=[，, 。])是")


def clauses(message: Understood) -> list[Understood]:
    """What stands between commas and full stops, each with what was found in it."""
    ends = list(_CLAUSE_END.finditer(message.text))
    starts = [0, *(hit.end() for hit in ends)]
    spans = zip(starts, [*(hit.start() for hit in ends), len(message.text)], strict=True)
    return [_part(message, start, end) for start, end in spans if message.text[start:end].strip()]


def news(message: Understood) -> Understood:
    """The part that says what is right: of 不是尾号6217，是尾号3391 the end."""
    ends = [hit.end() for hit in _TO.finditer(message.text)]
    if not ends or not message.text[ends[-1] :].strip():
        return message
    return _part(message, ends[-1], len(message.text))


def _part(message: Understood, start: int, end: int) -> Understood:
    found = tuple(
        replace(one, start=one.start - start, end=one.end - start)
        for one in message.found
        if start <= one.start and one.end <= end
    )
    return replace(message, text=message.text[start:end], found=found)
