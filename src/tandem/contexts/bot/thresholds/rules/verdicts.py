"""Which judgements of the bot were right, read off what people said and did afterwards.

Of what was said about one turn the surest counts: a trainer's label, then what somebody at the silent seat made of
the draft, then the button the customer pressed, then 有帮助 / 没帮助."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tandem.contexts.bot.thresholds.rules.curve import Outcome

Judge = Literal["retrieval", "intent"]
JUDGES: tuple[Judge, ...] = ("retrieval", "intent")

NOTHING = "out_of_scope"
"""The truth of a text that belongs to no intent."""
_NO_BUTTON = "none"


@dataclass(frozen=True)
class Drafted:
    """What somebody at the silent seat did with a draft from an entry; `said`: the entry whose answer went out."""

    state: str
    entry: str
    said: str | None


@dataclass(frozen=True)
class Heard:
    """A turn of the bot's and what was said of it. `entry`, `confidence`: search's best; `intent`, `probability`: the
    model's likeliest; None where that judge was not asked. `answered`: the entry whose answer the customer got.
    `label`: an intent's key or NOTHING. `offered`, `chosen`: buttons of a clarifying question and which was pressed."""

    entry: str | None = None
    confidence: float = 0.0
    intent: str | None = None
    probability: float = 0.0
    answered: str | None = None
    label: str | None = None
    draft: Drafted | None = None
    offered: tuple[str, ...] = ()
    chosen: str | None = None
    helpful: bool | None = None

    @property
    def entries(self) -> set[str]:
        """Ids of every knowledge entry that it speaks of."""
        drafted = (self.draft.entry, self.draft.said) if self.draft else ()
        found = {self.entry, self.answered, self.chosen, *drafted, *self.offered}
        return {one for one in found if one is not None and one != _NO_BUTTON}


@dataclass(frozen=True)
class Book:
    """What intents and entries lead to. `keys`: knowledge entries' keys by id; `merged`: intents that became others;
    `targets`: what each intent leads to (`entry:<key>`, `flow:<id>` …); `stands_for`: the flow that answers an entry's
    question better."""

    keys: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    stands_for: Mapping[str, str] = field(default_factory=dict)

    def intent(self, key: str) -> str:
        """The intent that counts in place of a merged one."""
        return self.merged.get(key, key)

    def target(self, key: str) -> str:
        """What an intent leads to. One that leads nowhere is told apart by its own key."""
        counts = self.intent(key)
        return self._led(self.targets.get(counts, counts))

    def of_entry(self, entry_id: str) -> str | None:
        """What answering from an entry leads to; None when the entry is gone."""
        key = self.keys.get(entry_id)
        return self.target(f"entry:{key}") if key is not None else None

    def _led(self, target: str) -> str:
        flow = self.stands_for.get(target.removeprefix("entry:")) if target.startswith("entry:") else None
        return f"flow:{flow}" if flow is not None else target


@dataclass(frozen=True)
class Known:
    """`truth`: what the customer wanted, if somebody said; else what they did not want."""

    truth: str | None = None
    ruled_out: frozenset[str] = frozenset()

    def says(self, target: str | None) -> bool | None:
        """Whether a judgement for `target` is right; None when nobody can tell."""
        if target is None:
            return None
        if self.truth is not None:
            return target == self.truth
        return False if target in self.ruled_out else None


def known(turn: Heard, book: Book) -> Known:
    """What is known of a turn's meaning, by the surest source."""
    for found in (_labelled(turn, book), _drafted(turn, book), _pressed(turn, book), _rated(turn, book)):
        if found is not None:
            return found
    return Known()


def outcomes(turns: Iterable[Heard], book: Book) -> dict[Judge, list[Outcome]]:
    """The outcomes of both judges; turns of which nothing is known are left out."""
    found: dict[Judge, list[Outcome]] = {"retrieval": [], "intent": []}
    for turn in turns:
        truth = known(turn, book)
        if turn.entry is not None and (key := book.keys.get(turn.entry)) is not None:
            right = truth.says(book.of_entry(turn.entry))
            if right is not None:
                found["retrieval"].append(Outcome(f"entry:{key}", turn.confidence, right))
        if turn.intent is not None:
            right = truth.says(book.target(turn.intent))
            if right is not None:
                found["intent"].append(Outcome(book.intent(turn.intent), turn.probability, right))
    return found


def _labelled(turn: Heard, book: Book) -> Known | None:
    if turn.label is None:
        return None
    return Known(NOTHING if turn.label == NOTHING else book.target(turn.label))


def _drafted(turn: Heard, book: Book) -> Known | None:
    draft = turn.draft
    if draft is None:
        return None
    own = book.of_entry(draft.entry)
    if draft.state in ("approved", "edited", "replaced"):
        said = book.of_entry(draft.said) if draft.said else None
        return Known(said) if said is not None else None
    if draft.state in ("taken_over", "handed_over") and own is not None:
        return Known(ruled_out=frozenset({own}))
    return None  # time ran out, or the customer wrote on: nobody judged it


def _pressed(turn: Heard, book: Book) -> Known | None:
    if turn.chosen is None or turn.chosen not in turn.offered:
        return None
    if turn.chosen == _NO_BUTTON:
        offered = (book.of_entry(one) for one in turn.offered if one != _NO_BUTTON)
        return Known(ruled_out=frozenset(one for one in offered if one is not None))
    chosen = book.of_entry(turn.chosen)
    return Known(chosen) if chosen is not None else None


def _rated(turn: Heard, book: Book) -> Known | None:
    answered = book.of_entry(turn.answered) if turn.answered else None
    if turn.helpful is None or answered is None:
        return None
    return Known(answered) if turn.helpful else Known(ruled_out=frozenset({answered}))
