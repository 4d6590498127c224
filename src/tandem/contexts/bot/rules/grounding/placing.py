"""Whether a number stands where the sources have it: 500元 as the least sum to repay is no fee of 500元."""

import re
from collections.abc import Sequence
from datetime import datetime

from tandem.contexts.bot.rules.grounding.facts import facts, mark_of, marked
from tandem.contexts.bot.rules.grounding.support import pairs, support

_ENDS = re.compile(r"[，；;。！？!?\n]|,(?!\d)")
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
    return (said <= beside or alone) and support(words, f"{title}\n{there}")[0] >= LEAST_PLACED
