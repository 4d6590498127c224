"""Whether a number stands where the sources have it: 500元 as the least sum to repay is no fee of 500元."""

import re
from collections.abc import Sequence
from datetime import datetime

from tandem.contexts.bot.rules.grounding.facts import facts, mark_of, marked
from tandem.contexts.bot.rules.grounding.support import pairs, support, tokens

_ENDS = re.compile(r"[，；;。！？!?\n]|,(?!\d)")
# Beside a number they change what it says: 逾期90天以内, 最高500元, 3天多.
_BEFORE = frozenset("前后最高低多少到超满近约仅第大小至")
_AFTER = frozenset("前后内外上下起止封多余半来左右")
_MARK = re.compile("fact[a-p]{8}")
_PASSAGE = re.compile(r"[^。！？!?\n]+")

LEAST_PLACED = 0.4
"""Share of a clause's word pairs that one passage with all its numbers has (its entry's question included)."""


def misplaced_fact(sentence: str, sources: Sequence[tuple[str, str]], now: datetime) -> str | None:
    """The first clause with a number for which no passage of a source has the same numbers beside a word of the
    same, and enough of the other words. `sources`: (question or name, text)."""
    passages = [(title, part) for title, text in sources for part in _PASSAGE.findall(text)]
    for clause in _ENDS.split(sentence):
        said = {mark_of(fact) for fact, _ in facts(clause, now)}
        if said and not any(_placed(clause, said, title, part, now) for title, part in passages):
            return clause
    return None


def _placed(clause: str, said: set[str], title: str, passage: str, now: datetime) -> bool:
    words, there = marked(clause, now), marked(passage, now)
    known = pairs(there)
    beside = {mark for pair in pairs(words) & known for mark in pair}
    alone = len(words.split()) == 1 and all(mark in there for mark in said)
    return (
        (said <= beside or alone)
        and _compares_as(words, there)
        and support(words, f"{title}\n{there}")[0] >= LEAST_PLACED
    )


def _compares_as(clause: str, passage: str) -> bool:
    """Whether what stands beside the numbers and limits them stands beside them in the passage."""
    said, there = tokens(clause), tokens(passage)
    known = {tuple(there[at : at + size]) for size in (2, 3) for at in range(len(there) - size + 1)}
    for at, word in enumerate(said):
        if not _MARK.fullmatch(word):
            continue
        after, before = said[at + 1 : at + 3], said[max(0, at - 2) : at]
        if _limits(after, _AFTER) and (word, *after[: _reach(after, _AFTER)]) not in known:
            return False
        if _limits(before, _BEFORE) and (*before[-_reach(before[::-1], _BEFORE) :], word) not in known:
            return False
    return True


def _limits(words: list[str], which: frozenset[str]) -> bool:
    return any(word in which for word in words)


def _reach(words: list[str], which: frozenset[str]) -> int:
    """How many of these, the nearest first, up to the last that limits."""
    return max(at for at, word in enumerate(words, 1) if word in which)
