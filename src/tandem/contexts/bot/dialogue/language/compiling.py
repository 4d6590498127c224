"""From steps within steps to a straight program with jumps, which a state can point into with one number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tandem.contexts.bot.dialogue.language import grammar
from tandem.contexts.bot.dialogue.language.conditions import Expression, parse
from tandem.contexts.bot.dialogue.language.grammar import Flow, Preset, Slot
from tandem.contexts.verification.api import Level

Texts = str | Sequence[str]


@dataclass(frozen=True)
class Collect:
    slot: str


@dataclass(frozen=True)
class Call:
    action: str
    given: Mapping[str, Expression]
    into: str | None
    refused: Mapping[str, Texts]
    level: Level = Level.PUBLIC


@dataclass(frozen=True)
class Say:
    text: Texts


@dataclass(frozen=True)
class Confirm:
    text: Texts
    declined: Texts | None


@dataclass(frozen=True)
class Branch:
    """Go on at the next instruction if it holds, else at `to`."""

    condition: Expression
    to: int


@dataclass(frozen=True)
class Jump:
    to: int


@dataclass(frozen=True)
class HandOver:
    reason: str
    say: Texts | None


@dataclass(frozen=True)
class End:
    outcome: str


Instruction = Collect | Call | Say | Confirm | Branch | Jump | HandOver | End


@dataclass(frozen=True)
class SlotChecks:
    must: Expression
    say: Texts


@dataclass(frozen=True)
class Program:
    """A flow ready to run. `kinds` maps every path that texts may name to its kind."""

    key: str
    flow: Flow
    code: tuple[Instruction, ...]
    checks: Mapping[str, tuple[SlotChecks, ...]]
    kinds: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.flow.title

    @property
    def level(self) -> Level:
        """What every step of it wants proven."""
        return required(self.flow.requires)

    @property
    def slots(self) -> Mapping[str, Slot]:
        return self.flow.slots

    @property
    def presets(self) -> Sequence[Preset]:
        return self.flow.sets

    def place_of(self, slot: str) -> int:
        """Where the slot is collected."""
        return next(i for i, one in enumerate(self.code) if isinstance(one, Collect) and one.slot == slot)


def required(word: str | None) -> Level:
    """The level that `requires` names."""
    return {"bound": Level.BOUND, "verified": Level.BOUND, "fresh": Level.FRESH}.get(word or "", Level.PUBLIC)


def compile_flow(key: str, flow: Flow, kinds: Mapping[str, str]) -> Program:
    """The expressions have been checked: parsing them cannot fail here."""
    code: list[Instruction] = []
    _add(flow.steps, code)
    code.append(End("done"))
    checks = {
        name: tuple(SlotChecks(parse(check.must), check.say) for check in slot.checks)
        for name, slot in flow.slots.items()
    }
    return Program(key, flow, tuple(code), checks, kinds)


def _add(steps: Sequence[grammar.Step], code: list[Instruction]) -> None:
    for step in steps:
        match step:
            case grammar.Collect():
                code.append(Collect(step.collect))
            case grammar.Call():
                given = {name: parse(text) for name, text in step.given.items()}
                code.append(Call(step.call, given, step.into, step.refused, required(step.requires)))
            case grammar.Say():
                code.append(Say(step.say))
            case grammar.Confirm():
                code.append(Confirm(step.confirm, step.declined))
            case grammar.HandOver():
                code.append(HandOver(step.hand_over, step.say))
            case grammar.End():
                code.append(End(step.end))
            case grammar.If():
                _add_if(step, code)


def _add_if(step: grammar.If, code: list[Instruction]) -> None:
    branch = len(code)
    code.append(Jump(0))  # replaced below, when the length of `then` is known
    _add(step.then, code)
    if step.otherwise:
        leave = len(code)
        code.append(Jump(0))
        code[branch] = Branch(parse(step.when), len(code))
        _add(step.otherwise, code)
        code[leave] = Jump(len(code))
    else:
        code[branch] = Branch(parse(step.when), len(code))
