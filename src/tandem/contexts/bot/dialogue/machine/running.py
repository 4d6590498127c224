"""Running a flow's program until it needs the customer or an action: one turn under construction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tandem.contexts.bot.dialogue.calls.actions import Action, Choice
from tandem.contexts.bot.dialogue.language import compiling as code
from tandem.contexts.bot.dialogue.language.compiling import Program, Texts
from tandem.contexts.bot.dialogue.language.conditions import look_up
from tandem.contexts.bot.dialogue.language.grammar import Slot
from tandem.contexts.bot.dialogue.language.templates import filled, show, variant
from tandem.contexts.bot.dialogue.machine.filling import chosen
from tandem.contexts.bot.dialogue.machine.state import Effect, Frame, PendingCall, State
from tandem.contexts.verification.api import Level

MOST_STEPS = 60
"""Instructions in one turn; more means that a flow goes round in a circle."""
DEEPEST = 4
"""Flows under way at once."""
YES, NO, PERSON = "flow:yes", "flow:no", "flow:person"
OPTION = "flow:option:"
"""Ids of buttons; an option's own id follows the last."""


def everybody(_: str) -> bool:
    """Where numbers are not asked about (stories, trials)."""
    return True


@dataclass(frozen=True)
class Facts:
    """What is known besides the message. `today` is the customer's. `level`: what they have proven; `reach`: what they
    could prove where they write from; `holds`: whether they have just shown that a telephone number is in their
    hands."""

    today: date
    level: Level = Level.PUBLIC
    name: str = ""
    reach: Level = Level.PUBLIC
    holds: Callable[[str], bool] = everybody


class Turn:
    """Works on a stack of frames and collects effects; `state()` freezes it."""

    def __init__(
        self, programs: Mapping[str, Program], actions: Mapping[str, Action], state: State, facts: Facts
    ) -> None:
        self.programs, self.actions, self.facts = programs, actions, facts
        self.version, self.serial = state.version, state.serial
        self.stack = list(state.stack)
        self.question, self.other, self.hint = state.question, state.other, state.hint
        self.said, self.last = dict(state.said), state.last
        self.effects: list[Effect] = []
        self.call: PendingCall | None = None
        self._steps = 0

    def state(self) -> State:
        if not self.stack and self.question is None:
            return State(self.version, said=self.said, serial=self.serial, last=self.last)
        return State(
            self.version, tuple(self.stack), self.question, self.other, self.hint, self.said, self.serial,
            self.last,
        )  # fmt: skip

    # The frame on top ---------------------------------------------------------------------------------

    @property
    def frame(self) -> Frame:
        return self.stack[-1]

    @property
    def program(self) -> Program:
        return self.programs[self.frame.flow]

    @property
    def asked_slot(self) -> tuple[str, Slot] | None:
        """The slot that the frame on top waits for."""
        if not self.stack or self.frame.waits != "slot":
            return None
        step = self.program.code[self.frame.at]
        return (step.slot, self.program.slots[step.slot]) if isinstance(step, code.Collect) else None

    def filled(self) -> list[tuple[str, Slot]]:
        """Slots asked for before this place, with a value."""
        frame = self.frame
        before = {step.slot for step in self.program.code[: frame.at] if isinstance(step, code.Collect)}
        known = [(name, slot) for name, slot in self.program.slots.items() if name in before]
        return [(name, slot) for name, slot in known if frame.slots.get(name) is not None]

    def change(self, **values: Any) -> None:
        self.stack[-1] = replace(self.frame, **values)

    def scope(self) -> dict[str, Any]:
        frame = self.frame
        return {**frame.results, **frame.slots, "today": self.facts.today, "me": {"name": self.facts.name}}

    def put(self, slot: str, value: Any, shown: str | None) -> None:
        """Fill a slot of the frame on top. Its checks run when the program passes by."""
        frame = self.frame
        looks = {**frame.shown, slot: shown} if shown is not None else frame.shown
        self.change(slots={**frame.slots, slot: value}, shown=looks, tries=0)

    def add(self, kind: Any, arg: str = "", **values: Any) -> None:
        self.effects.append(Effect(kind, arg, **values))

    # Flows --------------------------------------------------------------------------------------------

    def start(self, flow: str, mode: Any, hint: str = "") -> None:
        self.stack.append(Frame(flow, mode, hint=hint))
        self.add("start", flow)

    def end(self, outcome: str) -> None:
        """End the flow on top; the one below goes on at once, or the customer is asked whether it should."""
        ended = self.stack.pop()
        told = outcome == "done" and not ended.acted and bool(ended.slots)
        self.last = replace(ended, results={}, hint="", waits=None) if told else None
        self.add("end", outcome, data={"flow": ended.flow, "slots": self._summary(ended)})
        if not self.stack:
            return
        if ended.mode == "interrupt":
            self.resume()
        else:
            self.ask_return()

    def resume(self) -> None:
        """Go on with the flow on top, where it stood."""
        self.question = self.other = None
        self.add("resume", self.frame.flow, key="bot.flow.resume", params={"title": self.program.title})
        self.run()

    def ask_return(self) -> None:
        self.question = "return"
        self.add(
            "return?", self.frame.flow, key="bot.flow.return", params={"title": self.program.title},
            options=_YES_NO,
        )  # fmt: skip

    def ask_proof(self, level: Level) -> None:
        """Wait until the customer has proven who they are; `engine.proven` goes on."""
        self.change(waits=None)
        self.question, self.other = "verify", None
        self.add(
            "verify", level.word, key=f"bot.flow.verify.{level.word}", params={"title": self.program.title},
            options=_NO_PROOF,
        )  # fmt: skip

    def ask_number(self, phone: str) -> None:
        """Wait until the customer has shown that this number is in their hands; `engine.proven` goes on."""
        self.change(waits=None)
        self.question, self.other = "verify", None
        ends = show(phone, "phone")
        self.add(
            "verify", "number", key="bot.flow.verify.number", params={"phone": ends}, options=_NO_PROOF,
            data={"number": ends},
        )  # fmt: skip

    def without_proof(self, why: str) -> None:
        """The flow on top cannot go on: declined, locked, impossible. A person can help."""
        self.question = self.other = None
        key, params = f"bot.flow.unproven.{why}", {"title": self.program.title}
        if len(self.stack) > 1:
            self.add("reply", "unproven", key=key, params=params)
            self.end("not_verified")
            return
        self.end("not_verified")
        self.question = "person"
        self.add("reply", "unproven", key=key, params=params, options=_PERSON)

    def hand_over(self, reason: str, text: str | None = None, **data: Any) -> None:
        """Give it to a person: every flow under way ends."""
        flows = self.summaries()
        self.stack = []
        self.question = self.other = None
        self.add("handoff", reason, text=text, data={"flows": flows, **data})

    def summaries(self) -> dict[str, dict[str, str]]:
        """What was learned in the flows under way, by title and label."""
        return {self.programs[frame.flow].title: self._summary(frame) for frame in self.stack}

    def _summary(self, frame: Frame) -> dict[str, str]:
        """What was learned, by label, as people read it."""
        program = self.programs[frame.flow]
        return {
            program.slots[name].label: frame.shown.get(name) or show(value, program.slots[name].kind)
            for name, value in frame.slots.items()
            if value is not None
        }

    # The program --------------------------------------------------------------------------------------

    def run(self) -> None:
        """Carry out instructions until the customer or an action is waited for, or everything has ended."""
        depth = len(self.stack)
        while self.stack and len(self.stack) == depth and self.call is None and self.question is None:
            self._steps += 1
            if self._steps > MOST_STEPS:
                self.hand_over("flow_too_long")
                return
            if not self._one():
                return

    def _one(self) -> bool:
        """One instruction; False when it waits or has gone on elsewhere."""
        step = self.program.code[self.frame.at]
        if (wanted := self._wanted(step)) > self.facts.level:
            if self.facts.reach >= wanted:
                self.ask_proof(wanted)
            else:
                self.without_proof("impossible")
            return False
        match step:
            case code.Collect():
                return self._collect(step.slot)
            case code.Say():
                self.add("say", text=self.text(step.text, f"{self.frame.at}"))
            case code.Confirm():
                self.change(waits="confirm")
                self.add(
                    "confirm",
                    self.frame.flow,
                    text=self.text(step.text, f"{self.frame.at}"),
                    options=_CONFIRM,
                )
                return False
            case code.Call():
                scope = self.scope()
                args = {name: _plain(value.evaluate(scope)) for name, value in step.given.items()}
                self._call(step.action, args)
                return False
            case code.Branch():
                if not step.condition.holds(self.scope()):
                    self.change(at=step.to)
                    return True
            case code.Jump():
                self.change(at=step.to)
                return True
            case code.HandOver():
                text = self.text(step.say, f"{self.frame.at}") if step.say is not None else None
                self.hand_over(step.reason, text)
                return False
            case code.End():
                self.end(step.outcome)
                return False
        self.change(at=self.frame.at + 1)
        return True

    def _call(self, name: str, args: dict[str, Any]) -> None:
        action = self.actions.get(name)
        held = args.get(action.holds) if action is not None and action.holds else None
        if held is None or self.facts.holds(str(held)):
            self.call = PendingCall(name, args)
        elif self.facts.reach >= Level.FRESH:
            self.ask_number(str(held))
        else:
            self.without_proof("impossible")

    def _wanted(self, step: code.Instruction) -> Level:
        """What must be proven before this instruction."""
        if not isinstance(step, code.Call):
            return self.program.level
        action = self.actions.get(step.action)
        return max(self.program.level, step.level, action.level if action else Level.PUBLIC)

    def _collect(self, name: str) -> bool:
        slot = self.program.slots[name]
        if self.frame.slots.get(name) is None:
            return self._want(name, slot)
        wrong = next((c for c in self.program.checks[name] if self._fails(c)), None)
        if wrong is not None:
            self.add("retry", name, text=self.text(wrong.say, f"{name}.check"))
            slots = {key: value for key, value in self.frame.slots.items() if key != name}
            self.change(slots=slots, tries=self.frame.tries + 1)
            if self.frame.tries >= slot.tries:
                self.hand_over("form_stuck", slot=name)
                return False
            return self._want(name, slot)
        self.change(at=self.frame.at + 1, waits=None)
        return True

    def _fails(self, check: code.SlotChecks) -> bool:
        """A check about something not known yet waits until it is."""
        scope = self.scope()
        known = all(look_up(scope, path) is not None for path in check.must.names)
        return known and not check.must.holds(scope)

    def _want(self, name: str, slot: Slot) -> bool:
        """Ask for a slot, after finding out what may be answered."""
        if slot.options_from is not None and self.frame.options_for != name:
            self.call = PendingCall(slot.options_from, {}, slot=name)
            return False
        if slot.options and self.frame.options_for != name:
            self.offer(name, [Choice(o.id, o.label, tuple(o.synonyms)) for o in slot.options])
            if self.frame.slots.get(name) is not None:
                return True
        self.change(waits="slot")
        offered: Sequence[Choice] = self.frame.options if slot.kind == "choice" else ()
        if slot.kind == "yes_no":
            offered = _YES_NO
        elif slot.buttons:
            offered = [Choice(o.id, o.label, tuple(o.synonyms)) for o in slot.buttons]
        self.add("ask", name, text=self.text(slot.ask, f"{name}.ask"), options=buttons(offered))
        return False

    def offer(self, name: str, options: Sequence[Choice]) -> None:
        """Answers for a choice are known: take the one that was named already, or the only one there is."""
        kept = {**self.frame.offered, name: tuple(options)}
        self.change(options=tuple(options), options_for=name, offered=kept)
        value = chosen(self.frame.hint, options) if self.frame.hint else None
        if value is not None:
            self.put(name, value.value, value.shown)
        elif len(options) == 1:
            self.put(name, options[0].id, options[0].label)

    # Texts --------------------------------------------------------------------------------------------

    def text(self, texts: Texts, place: str) -> str:
        """The next variant, filled in."""
        key = f"{self.frame.flow}.{place}"
        turn = self.said.get(key, 0)
        if not isinstance(texts, str):
            self.said[key] = turn + 1
        return filled(variant(texts, turn), self.shown())

    def shown(self) -> dict[str, str]:
        """Every name that a text may use, as people read it."""
        frame, kinds = self.frame, self.program.kinds
        shown = {"today": show(self.facts.today, "date"), "me.name": self.facts.name}
        for name, value in frame.slots.items():
            shown[name] = frame.shown.get(name) or show(value, kinds.get(name, "text"))
        for result, fields in frame.results.items():
            for name, value in fields.items():
                shown[f"{result}.{name}"] = show(value, kinds.get(f"{result}.{name}", "text"))
        return shown


_YES_NO = (Choice(YES, "@bot.flow.yes"), Choice(NO, "@bot.flow.no"))
_PERSON = (Choice(PERSON, "@bot.flow.person"),)
_NO_PROOF = (Choice(NO, "@bot.flow.no_proof"), *_PERSON)
_CONFIRM = (Choice(YES, "@bot.flow.confirm"), Choice(NO, "@bot.flow.decline"))


def buttons(options: Sequence[Choice]) -> tuple[Choice, ...]:
    return tuple(
        one if one.id.startswith("flow:") else Choice(OPTION + one.id, one.label, one.synonyms)
        for one in options
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
