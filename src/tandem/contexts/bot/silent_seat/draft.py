"""What a draft is, and what can become of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

State = Literal[
    "waiting", "approved", "edited", "replaced", "taken_over", "handed_over", "expired", "withdrawn"
]
SAID = ("approved", "edited", "replaced")
"""The states in which the customer got an answer by the draft."""


@dataclass(frozen=True)
class Person:
    id: UUID
    name: str


@dataclass(frozen=True)
class Basis:
    """What a draft of the language model rests on. `sources`: entries cited, the first one leading; `sentences`:
    (text, numbers of its sources), `numbers` which entry a number is; `own_data`: it says figures of the
    customer's own; `open`: questions in the message that it does not answer."""

    text: str
    model: str
    sources: tuple[dict[str, Any], ...]
    sentences: tuple[tuple[str, tuple[int, ...]], ...]
    numbers: Mapping[int, str]
    own_data: bool = False
    open: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As the draft's row keeps it and screens show it."""
        return {
            "model": self.model,
            "sources": list(self.sources),
            "sentences": [
                {"text": text, "entry_ids": [self.numbers[n] for n in cites]}
                for text, cites in self.sentences
            ],
            "own_data": self.own_data,
            "open": list(self.open),
        }


@dataclass(frozen=True)
class Draft:
    """`entry_id`: the knowledge entry that `text` comes from, the first of `candidates`. `decided_why` says
    more of withdrawals (what took the conversation away). `said_id`: the message that the customer got.
    `composed`: the model and the cited sources, when the language model wrote `text`; `entry_id` leads them. Candidates
    with `in_text`: the text says these entries' answers, one after the other."""

    id: UUID
    conversation_id: UUID
    message_id: UUID
    seq: int
    question: str
    text: str
    entry_id: UUID
    confidence: float
    policy: str
    reason: str
    thresholds: Mapping[str, float]
    candidates: Sequence[Mapping[str, Any]]
    composed: Mapping[str, Any] | None
    opened_at: datetime
    due_at: datetime
    extended_at: datetime | None
    held_by: UUID | None
    held_by_name: str | None
    held_until: datetime | None
    state: State
    decided_at: datetime | None
    decided_by: str | None
    decided_by_id: UUID | None
    decided_by_name: str | None
    decided_why: str | None
    client_id: str | None
    said_id: UUID | None
    said_entry_id: UUID | None

    @property
    def rests_on(self) -> Sequence[Mapping[str, Any]]:
        """The entries that `text` comes from, each with `entry_id` and `version`, the leading one among them."""
        if self.composed:
            sources: Sequence[Mapping[str, Any]] = self.composed["sources"]
            return sources
        return [one for one in self.candidates if one.get("in_text")] or self.candidates[:1]

    @property
    def of_several(self) -> bool:
        """Whether `text` is more than its leading entry's own words."""
        return self.composed is not None or len(self.rests_on) > 1

    @property
    def of_one_question(self) -> bool:
        """Whether `text` answers one question, out of however many entries."""
        return len(self.rests_on) == 1 or bool(self.composed and not self.composed.get("several"))

    @property
    def waiting(self) -> bool:
        return self.state == "waiting"

    def holder(self, now: datetime) -> Person | None:
        """Who looks at it now."""
        if self.held_by is None or self.held_until is None or self.held_until <= now:
            return None
        return Person(self.held_by, self.held_by_name or "")

    def evidence(self) -> dict[str, Any]:
        """What goes into the history when the conversation is handed over: the agent sees it as a
        suggestion."""
        own = self.candidates[0]
        return {
            "draft": {
                "id": str(self.id), "text": self.text, "entry_id": str(self.entry_id),
                "key": own["key"], "title": own["question"], "version": own["version"],
                "confidence": round(self.confidence, 3),
            }
        }  # fmt: skip
