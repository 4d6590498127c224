"""Where a conversation stands in its flows, and what a turn brings about. Plain data, kept as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from tandem.contexts.bot.dialogue.calls.actions import Choice

Waits = Literal["slot", "confirm"]
Mode = Literal["first", "interrupt", "switch"]
Question = Literal["switch", "return", "sign_in", "verify", "person"]


@dataclass(frozen=True)
class Frame:
    """A flow under way. `at` points into its program; `shown` holds how chosen values look; `options` the answers
    last offered, for the slot `options_for`, `offered` those of every slot; `hint` what the customer wrote when asking
    for it; `acted` is set when an action changed something: then nothing can be corrected any more."""

    flow: str
    mode: Mode = "first"
    at: int = 0
    waits: Waits | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    options: tuple[Choice, ...] = ()
    options_for: str | None = None
    offered: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    hint: str = ""
    tries: int = 0
    acted: bool = False


@dataclass(frozen=True)
class State:
    """`stack`: flows under way, the present one last; those before it are suspended. `question`: what was asked about
    the flows themselves (`other` names the flow asked about, `hint` the words that asked for it), or what the flow on
    top waits for before it goes on (verify). `said` counts what was said, for variants; `serial` counts turns, so that
    a button of an earlier question is known as such. `last`: the flow that ended last, if it only told something:
    那15号呢 asks it again."""

    version: str
    stack: tuple[Frame, ...] = ()
    question: Question | None = None
    other: str | None = None
    hint: str = ""
    said: Mapping[str, int] = field(default_factory=dict)
    serial: int = 0
    last: Frame | None = None

    @property
    def idle(self) -> bool:
        return not self.stack and self.question is None

    @property
    def top(self) -> Frame | None:
        return self.stack[-1] if self.stack else None

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "State":
        """Back from JSON."""
        last = data.get("last")
        frames = tuple(_frame(frame) for frame in data["stack"])
        return cls(**{**data, "stack": frames, "last": _frame(last) if last else None})


def _frame(data: Mapping[str, Any]) -> Frame:
    offered = {slot: tuple(map(_choice, kept)) for slot, kept in data.get("offered", {}).items()}
    return Frame(**{**data, "options": tuple(map(_choice, data["options"])), "offered": offered})


def _choice(data: Mapping[str, Any]) -> Choice:
    return Choice(data["id"], data["label"], tuple(data["synonyms"]))


EffectKind = Literal[
    "start", "resume", "end", "ask", "retry", "say", "confirm", "call", "answer", "chat", "handoff", "switch?",
    "return?", "sign_in", "verify", "set", "reply",
]  # fmt: skip


@dataclass(frozen=True)
class Effect:
    """One thing that happens. `arg` names it (the slot asked for, the flow started, the action called, the reason of a
    hand-over). What the customer reads is `text`, or the catalogue's text for `key` with `params`; `options` are
    buttons. `data`: what an action was given, and how it ended."""

    kind: EffectKind
    arg: str = ""
    text: str | None = None
    key: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Choice, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PendingCall:
    """An action that the engine waits for. `slot`: it is asked for the answers of this choice."""

    action: str
    args: Mapping[str, Any]
    slot: str | None = None


@dataclass(frozen=True)
class Result:
    """How a call ended: `value`, or `refused` with a code, or `failed`."""

    value: Mapping[str, Any] | Sequence[Choice] | None = None
    refused: str | None = None
    failed: bool = False


@dataclass(frozen=True)
class Outcome:
    """The new state and what happens. `call`: its result is needed before it goes on. `mine` False: no flow has to do
    with the message. `needs_search`: the knowledge base must be asked first; nothing has happened yet."""

    state: State
    effects: tuple[Effect, ...] = ()
    call: PendingCall | None = None
    mine: bool = True
    needs_search: bool = False
