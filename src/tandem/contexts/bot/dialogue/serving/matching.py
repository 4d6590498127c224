"""Which flow a message asks for: as a whole, by how it sounds, or in one of its clauses."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from tandem.contexts.bot.dialogue.hearing.clauses import clauses
from tandem.contexts.bot.dialogue.hearing.understanding import Extractor, Found, Hit, Understood
from tandem.contexts.bot.dialogue.language.compiling import Program
from tandem.contexts.bot.dialogue.language.reading import FlowSet

PutRight = Callable[[str], str]

_MOST_CLAUSES = 5
_LIKE = 0.75
"""Likeness from which one clause asks for a flow."""
_UNSURE = 0.8
"""What is left of it: the rest of the message may mean something else, so the ladder is heard first."""
_POINTS = ("那笔", "这笔", "那张", "这张", "那个", "这个")
_COURTESY = ("谢谢", "麻烦", "辛苦", "拜托", "你好", "您好", "请问", "在吗", "好的", "嗯")


def asked_for(
    flows: FlowSet,
    text: str,
    found: tuple[Found, ...],
    now: datetime,
    extractor: Extractor,
    put_right: PutRight | None,
) -> Hit | None:
    """The flow, or None. `put_right`: see Turns."""
    hit = _best(flows, text, found) or _in_clauses(flows, Understood(text, found))
    if hit is not None or put_right is None:
        return hit
    meant = put_right(text)
    return _best(flows, meant, extractor.find(meant, now)) if meant != text else None


def _best(flows: FlowSet, text: str, found: Sequence[Found]) -> Hit | None:
    """With what was recognised as such, or in the words as they stand: 这个月 is a date, and part of a trigger."""
    hits = [flows.triggers.best(text, found), flows.triggers.best(text)]
    return max((hit for hit in hits if hit is not None), key=lambda hit: hit.score, default=None)


def _in_clauses(flows: FlowSet, message: Understood) -> Hit | None:
    """帮我还一下本期的，用招行卡，还2000，谢谢: one clause asks for it, the others only say more of it."""
    parts = clauses(message)
    if not 1 < len(parts) <= _MOST_CLAUSES or message.asks:
        return None
    hits = [_best(flows, part.text, part.found) for part in parts]
    sure = [hit for hit in hits if hit is not None and hit.score >= _LIKE]
    if len({hit.flow for hit in sure}) != 1:
        return None
    best = max(sure, key=lambda hit: hit.score)
    rest = [part for part, hit in zip(parts, hits, strict=True) if hit is None or hit.flow != best.flow]
    if not all(_says_more(flows[best.flow], part) for part in rest):
        return None
    return replace(best, score=round(best.score * _UNSURE, 4))


def _says_more(program: Program, part: Understood) -> bool:
    """A value, a word of one of its slots, something pointed at, or a courtesy."""
    if part.found or any(word in part.text for word in (*_COURTESY, *_POINTS)):
        return True
    return any(
        word in part.text
        for slot in program.slots.values()
        for word in (slot.label, *slot.names, *(w for o in slot.options for w in (o.label, *o.synonyms)))
    )
