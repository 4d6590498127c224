"""Strategies: which cell of the matrix segment × intent serves a customer, and what it does to a hand-over.

The customer's segments are tried in the order of `layers`, each with the intent first and then with any; last come the
cells for everybody. One cell decides: they are not mixed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ANY = "*"
MANDATED = frozenset({"complaint", "regulator", "fraud", "self_harm", "minor"})
"""Reasons whose queue a rule of the bot's sets: a strategy may raise their priority, never lead them elsewhere."""


@dataclass(frozen=True)
class Cell:
    """`segment`: "stage:overdue" or "*"; `intent`: an intent, a reason of a hand-over, or "*". `queue` None and
    `priority` None leave what there is."""

    segment: str
    intent: str
    queue: str | None = None
    priority: int | None = None
    script: str = ""
    offer: str = ""


@dataclass(frozen=True)
class Matrix:
    """A version of the strategies. `layers`: which layer counts first."""

    version: int
    layers: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Strategy:
    """What is to be done with a customer who wants this: `queue` (its key) and `priority` of a hand-over, `script` and
    `offer` for the agent. `segment` and `intent` say which cell it is, `version` of which edition."""

    version: int
    segment: str
    intent: str
    queue: str | None
    priority: int | None
    script: str
    offer: str

    @property
    def evidence(self) -> dict[str, Any]:
        """What a hand-over keeps of it."""
        return {"version": self.version, "segment": self.segment, "intent": self.intent}


@dataclass(frozen=True)
class Routed:
    """Where a hand-over goes. `strategy`: what decided, if anything did."""

    queue: str | None
    priority: int | None
    strategy: Strategy | None = None

    def evidence(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """`told` and which strategy decided."""
        return {**told, "strategy": self.strategy.evidence} if self.strategy else dict(told)


def matrix_of(version: int, content: Mapping[str, Any]) -> Matrix:
    """A stored version's content."""
    cells = [Cell(**one) for one in content["cells"]]
    return Matrix(version, tuple(content["layers"]), {(one.segment, one.intent): one for one in cells})


def choose(matrix: Matrix, segments: Mapping[str, str], intents: Sequence[str]) -> Strategy | None:
    """`segments`: the customer's by layer. `intents`: what they want, the surest first."""
    rows = [f"{layer}:{segments[layer]}" for layer in matrix.layers if layer in segments]
    for row in (*rows, ANY):
        for intent in (*intents, ANY):
            cell = matrix.cells.get((row, intent))
            if cell is not None:
                return Strategy(
                    matrix.version, row, intent, cell.queue, cell.priority, cell.script, cell.offer
                )
    return None


def routed(strategy: Strategy | None, reason: str, queue: str | None, priority: int | None) -> Routed:
    """A hand-over that would go to `queue` (None: the conversation's own) with `priority`, as the strategy has it.
    Priority is only ever raised; mandated reasons keep their queue."""
    if strategy is None:
        return Routed(queue, priority)
    there = queue if reason in MANDATED or strategy.queue is None else strategy.queue
    raised = [one for one in (priority, strategy.priority) if one is not None]
    return Routed(there, max(raised, default=None), strategy)
