"""What the bot decides on, and what a decision is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Action = Literal["answer", "clarify", "handoff", "smalltalk", "flow", "draft"]

NONE_OF_THESE = "none"
"""The id of the last button of a clarifying question: none of these, a person please."""


@dataclass(frozen=True)
class Past:
    """An earlier turn of the bot in this stretch of the conversation (since it was last handed over).

    `asked` is the customer's normalised text; `helpful` what the customer said of an answer, if anything; `unseen`: the
    message to decide on was written before this turn was over, it does not react to it."""

    action: Action
    reason: str
    asked: str = ""
    entry_ids: tuple[str, ...] = ()
    option_ids: tuple[str, ...] = ()
    helpful: bool | None = None
    unseen: bool = False


@dataclass(frozen=True)
class Turn:
    """The customer's message. `choice_id`: the button pressed, if one was. `past`: oldest first. `topic`: what a short
    question would be about; "" in a flow that does not say, None outside flows."""

    text: str
    kind: str = "text"
    choice_id: str | None = None
    past: tuple[Past, ...] = ()
    topic: str | None = None

    @property
    def last(self) -> Past | None:
        return self.past[-1] if self.past else None


@dataclass(frozen=True)
class ChatHit:
    """The message is nothing but small talk, and this entry answers it."""

    entry_id: str
    key: str


class Candidate(Protocol):
    """What a decision reads of `knowledge.api.Candidate`: rules know no other context."""

    @property
    def entry_id(self) -> str: ...

    @property
    def question(self) -> str: ...

    @property
    def confidence(self) -> float: ...


class Ranking(Protocol):
    """What a decision reads of `knowledge.api.Ranking`."""

    @property
    def candidates(self) -> Sequence[Candidate]: ...

    @property
    def confidence(self) -> float: ...

    @property
    def scope(self) -> float: ...

    @property
    def exact(self) -> bool: ...

    @property
    def tau_answer(self) -> float: ...

    @property
    def tau_clarify(self) -> float: ...

    @property
    def tau_draft(self) -> float: ...

    @property
    def degraded(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Option:
    id: str
    label: str


@dataclass(frozen=True)
class Thresholds:
    """From `answer` up the bot answers; from `clarify` up it asks back; below it hands over. From `draft` up
    somebody at the silent seat looks at the answer first (None: the fitted threshold)."""

    answer: float
    clarify: float
    draft: float | None = None


@dataclass(frozen=True)
class Decision:
    """`policy` let it out, `reason` is a code people and statistics read, `say` the catalogue key of what the
    bot says besides an entry's answer, `evidence` what the rule saw. `urgency` (0–3) raises the
    conversation's priority."""

    action: Action
    policy: str
    reason: str
    confidence: float = 0.0
    entry_ids: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    say: str | None = None
    urgency: int = 0
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class IntentLimits:
    """From `auto` up an intent is acted on, from `draft` up its entry is put before a person."""

    auto: float
    draft: float


@dataclass(frozen=True)
class Guess:
    """An intent, and how probable it is that the customer means it."""

    intent: str
    name: str
    probability: float


@dataclass(frozen=True)
class Target:
    """Where an intent leads: `id` is the published entry's id, the flow's, or the queue's key."""

    kind: Literal["entry", "flow", "hand_over"]
    id: str


@dataclass(frozen=True)
class Understanding:
    """What the published intent model makes of a text: the likeliest intents first. `target` of the first, None when
    it leads nowhere now; `limits` of the first. `scope`: how probable it is that the text is any of ours."""

    version: int
    guesses: tuple[Guess, ...]
    target: Target | None
    limits: IntentLimits
    degraded: tuple[str, ...] = ()
    scope: float = 1.0

    @property
    def probability(self) -> float:
        """Of the likeliest intent."""
        return self.guesses[0].probability if self.guesses else 0.0


@dataclass(frozen=True)
class DecidedPart:
    """One of several questions in a message, and what the bot would do with it alone. `asks`: it is a question, not a
    request or a remark; `added`: it says itself that it is another matter. `best`: the entry that search found best.
    `auto`, `draft`: the thresholds that it was judged by. `fits`: what it means alone may be meant here, too: what
    stands before it does not make another matter of it."""

    text: str
    decision: Decision
    asks: bool = True
    added: bool = False
    best: str | None = None
    scope: float = 0.0
    auto: float = 1.0
    draft: float = 1.0
    fits: bool = True

    @property
    def sure(self) -> str | None:
        """The entry that surely answers it."""
        found = self.decision.entry_ids
        return found[0] if self.decision.action == "answer" and found and self.fits else None
