"""The verdict on what a model wrote."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from tandem.contexts.bot.rules.grounding.contacts import unsourced_contact
from tandem.contexts.bot.rules.grounding.facts import facts, known, marked, shapes
from tandem.contexts.bot.rules.grounding.phrases import (
    unsourced_measure,
    unsourced_negation,
    unsourced_outcome,
    unsourced_promise,
)
from tandem.contexts.bot.rules.grounding.placing import misplaced_fact
from tandem.contexts.bot.rules.grounding.support import (
    LEAST_SUPPORT,
    LONGEST_ALONE,
    odd_character,
    other_language,
    support,
    tokens,
    weakest_clause,
)
from tandem.contexts.bot.rules.grounding.turning import turned_word

MAX_CHARS = 400
MAX_SENTENCES = 8
_MAX_SUMMARY = 600
_PART = re.compile(r"[^。！？!?\n]+[。！？!?\n]*|[。！？!?\n]+")


@dataclass(frozen=True)
class Source:
    """A published entry as the model was given it; `n` is how sentences cite it."""

    n: int
    entry_id: str
    key: str
    version: int
    question: str
    answer: str

    @property
    def text(self) -> str:
        return f"{self.question}\n{self.answer}"

    def cited(self) -> dict[str, object]:
        """How answers name it."""
        return {
            "entry_id": self.entry_id, "key": self.key, "title": self.question, "version": self.version,
        }  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True)
class Verdict:
    """`code` is "ok" or why not; `detail` the words that are in no source, `sentence` where they stand."""

    code: str = "ok"
    detail: str = field(default="", repr=False)
    sentence: str = field(default="", repr=False)

    @property
    def ok(self) -> bool:
        return self.code == "ok"


def check(
    sentences: Sequence[Sentence], sources: Sequence[Source], now: datetime, own: Sequence[str] = ()
) -> Verdict:
    """Whether these sentences may be said. `own`: the customer's data from the loan book, in words. Codes:
    empty, too_long, uncited, unknown_source, other_language, odd_characters, contact, number, promise, denial,
    misplaced, reversed, measure, unsupported."""
    if not without_titles(sentences, sources):
        return Verdict("empty")
    if len(sentences) > MAX_SENTENCES or sum(len(one.text) for one in sentences) > MAX_CHARS:
        return Verdict("too_long")
    by_n = {one.n: one for one in sources}
    verdicts = (_judge(one, by_n, now, own) for one in sentences)
    return next((one for one in verdicts if not one.ok), Verdict())


def check_summary(text: str, transcript: str, now: datetime) -> Verdict:
    """Whether a summary for agents says no number, contact or promise that was not said in the conversation."""
    if not text.strip():
        return Verdict("empty")
    if len(text) > _MAX_SUMMARY:
        return Verdict("too_long")
    contact = unsourced_contact(marked(text, now), marked(transcript, now))
    faults = [
        ("number", _unsourced_fact(text, [transcript], now)),
        ("contact", contact),
        ("promise", unsourced_outcome(text, transcript)),
        ("other_language", "-" if other_language(text, transcript) else None),
    ]
    return _first(iter(faults), text)


def without_titles(sentences: Sequence[Sentence], sources: Sequence[Source]) -> tuple[Sentence, ...]:
    """What they say beside the titles of the sources: a small model repeats the question before it answers, or leaves
    it at that. A sentence of which nothing is left is left out."""
    asked = {"".join(tokens(one.question)) for one in sources if one.question.rstrip().endswith(("?", "？"))}
    bare = (replace(one, text=_bare(one.text, asked)) for one in sentences)
    return tuple(one for one in bare if one.text)


def _bare(text: str, asked: Collection[str]) -> str:
    parts = [part for part in _PART.findall(text) if "".join(tokens(part)) not in asked]
    return "".join(parts).strip() if any(tokens(part) for part in parts) else ""


def _judge(sentence: Sentence, by_n: Mapping[int, Source], now: datetime, own: Sequence[str]) -> Verdict:
    if not sentence.cites:
        return Verdict("uncited", sentence=sentence.text)
    if not set(sentence.cites) <= by_n.keys():
        return Verdict("unknown_source", sentence=sentence.text)
    cited = [by_n[n] for n in dict.fromkeys(sentence.cites)]
    return _first(_faults(sentence.text, cited, own, now), sentence.text)


def _faults(
    text: str, cited: Sequence[Source], own: Sequence[str], now: datetime
) -> Iterator[tuple[str, str | None]]:
    """(code, what is wrong or None), cheap ones first."""
    texts = [one.text for one in cited]
    every = "\n".join([*texts, *own])
    yield "odd_characters", odd_character(text, every)
    words, there = marked(text, now), marked(every, now)
    yield "number", _unsourced_fact(text, [*texts, *own], now)
    yield "contact", unsourced_contact(words, there)
    yield "other_language", "-" if other_language(text, every) else None
    # Promises and denials are the lender's: the customer's own data makes none.
    published = "\n".join(texts)
    yield "promise", unsourced_promise(text, published)
    yield "denial", unsourced_negation(text, published)
    share, alone = support(words, there)
    placed = [*((one.question, one.text) for one in cited), *(("", line) for line in own)]
    yield "misplaced", misplaced_fact(text, placed, now)
    yield "reversed", turned_word(text, every)
    yield "measure", unsourced_measure(text, every)
    yield "unsupported", f"{share:.2f}, {alone}" if share < LEAST_SUPPORT or alone > LONGEST_ALONE else None
    yield "unsupported", weakest_clause(words, there)


def _unsourced_fact(text: str, sources: Sequence[str], now: datetime) -> str | None:
    there = known(sources, now)
    said = (*facts(text, now), *shapes(text, now))
    return next((words for fact, words in said if fact not in there), None)


def _first(faults: Iterator[tuple[str, str | None]], text: str) -> Verdict:
    return next((Verdict(code, found, text) for code, found in faults if found is not None), Verdict())
