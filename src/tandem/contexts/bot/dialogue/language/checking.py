"""What a schema cannot say: names that exist, kinds that fit, confirmation before acting, identity before money."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tandem.contexts.bot.dialogue.calls.actions import OPTIONS, Action, Actions
from tandem.contexts.bot.dialogue.language import grammar
from tandem.contexts.bot.dialogue.language.compiling import required
from tandem.contexts.bot.dialogue.language.conditions import BadExpression, parse
from tandem.contexts.bot.dialogue.language.documents import Document, Path
from tandem.contexts.bot.dialogue.language.grammar import Flow, Slot
from tandem.contexts.bot.dialogue.language.problems import Problem, unknown
from tandem.contexts.bot.dialogue.language.templates import holes, is_path
from tandem.contexts.verification.api import Level

_ALWAYS = {"today": "date", "me.name": "text"}


@dataclass
class _Known:
    """What is certain at a place: names with kinds, and whether the customer has confirmed."""

    kinds: dict[str, str]
    confirmed: bool = False

    def copy(self) -> "_Known":
        return _Known(dict(self.kinds), self.confirmed)


@dataclass
class FlowCheck:
    """Checks one flow; `kinds` holds what its texts may name afterwards."""

    document: Document
    key: str
    flow: Flow
    actions: Actions
    kinds: dict[str, str] = field(default_factory=dict)
    _collected: set[str] = field(default_factory=set)
    # Results of actions that do not exist: their fields are no second problem.
    _doubtful: set[str] = field(default_factory=set)

    def problems(self) -> list[Problem]:
        self.kinds = {**_ALWAYS, **{name: slot.kind for name, slot in self.flow.slots.items()}}
        return [*self._steps_from(), *self._slots(), *self._presets(), *self._unused()]

    @property
    def _at(self) -> Path:
        return ("flows", self.key)

    # Slots --------------------------------------------------------------------------------------------

    def _slots(self) -> Iterator[Problem]:
        for name, slot in self.flow.slots.items():
            path = (*self._at, "slots", name)
            yield from self._slot(name, slot, path)
            for part in ("ask", "retry", "none_left"):
                # Results of calls may be named: a slot may be collected after them.
                yield from self._text(getattr(slot, part), (*path, part), self._all_kinds())
            for i, button in enumerate(slot.buttons):
                if button.id not in self._all_kinds():
                    reason = unknown("value", button.id, self._all_kinds())
                    yield self.document.problem((*path, "buttons", i, "id"), reason)
            for i, check in enumerate(slot.checks):
                yield from self._expression(check.must, (*path, "checks", i, "must"), self._all_kinds())
                yield from self._text(check.say, (*path, "checks", i, "say"), self._all_kinds())

    def _slot(self, name: str, slot: Slot, path: Path) -> Iterator[Problem]:
        if name in ("today", "me"):
            yield self.document.problem(
                path, f"{name!r} has a meaning of its own; another name please", on_key=True
            )
        if slot.kind == "choice":
            if bool(slot.options) == (slot.options_from is not None):
                yield self.document.problem(path, "a choice has either options or options_from")
        elif slot.options or slot.options_from:
            yield self.document.problem(path, f"options belong to a choice, and this is a {slot.kind}")
        if slot.length and slot.kind != "digits":
            yield self.document.problem((*path, "length"), "length belongs to digits")
        if slot.options_from is not None:
            action = self.actions.get(slot.options_from)
            at = (*path, "options_from")
            if action is None:
                yield self.document.problem(at, unknown("action", slot.options_from, self._list_actions()))
            elif OPTIONS not in action.gives:
                yield self.document.problem(at, f"{slot.options_from!r} gives no list of answers")
            else:
                yield from self._permitted(action, at)

    def _list_actions(self) -> list[str]:
        return [name for name, action in self.actions.items() if OPTIONS in action.gives]

    def _presets(self) -> Iterator[Problem]:
        for i, preset in enumerate(self.flow.sets):
            path = (*self._at, "sets", i)
            slot = self.flow.slots.get(preset.slot)
            if slot is None:
                yield self.document.problem((*path, "slot"), unknown("slot", preset.slot, self.flow.slots))
            elif slot.options and preset.value not in {option.id for option in slot.options}:
                ids = [option.id for option in slot.options]
                yield self.document.problem((*path, "value"), unknown("option", preset.value, ids))

    # Steps --------------------------------------------------------------------------------------------

    def _steps_from(self) -> Iterator[Problem]:
        known = _Known({**_ALWAYS, **{name: slot.kind for name, slot in self.flow.slots.items()}})
        yield from self._steps(self.flow.steps, (*self._at, "steps"), known)
        self.kinds.update(known.kinds)

    def _steps(self, steps: Sequence[grammar.Step], at: Path, known: _Known) -> Iterator[Problem]:
        for i, step in enumerate(steps):
            path = (*at, i)
            match step:
                case grammar.Collect():
                    self._collected.add(step.collect)
                    if step.collect not in self.flow.slots:
                        yield self.document.problem(
                            (*path, "collect"), unknown("slot", step.collect, self.flow.slots)
                        )
                case grammar.Call():
                    yield from self._call(step, path, known)
                case grammar.Say():
                    yield from self._text(step.say, (*path, "say"), known.kinds)
                case grammar.Confirm():
                    yield from self._text(step.confirm, (*path, "confirm"), known.kinds)
                    yield from self._text(step.declined, (*path, "declined"), known.kinds)
                    if self.flow.interrupts:
                        yield self.document.problem(
                            path, "a flow that interrupts others asks for no confirmation"
                        )
                    known.confirmed = True
                case grammar.HandOver():
                    yield from self._text(step.say, (*path, "say"), known.kinds)
                case grammar.If():
                    yield from self._if(step, path, known)

    def _if(self, step: grammar.If, path: Path, known: _Known) -> Iterator[Problem]:
        yield from self._expression(step.when, (*path, "if"), known.kinds)
        then, otherwise = known.copy(), known.copy()
        yield from self._steps(step.then, (*path, "then"), then)
        yield from self._steps(step.otherwise, (*path, "else"), otherwise)
        # What only one way made known may be missing afterwards, and reads as "not known" then.
        known.kinds.update({**then.kinds, **otherwise.kinds})
        known.confirmed = then.confirmed and otherwise.confirmed

    def _call(self, step: grammar.Call, path: Path, known: _Known) -> Iterator[Problem]:
        action = self.actions.get(step.call)
        if action is None:
            yield self.document.problem((*path, "call"), unknown("action", step.call, self.actions))
            self._doubtful.add(step.into or "")
            return
        yield from self._permitted(action, (*path, "call"), step.requires)
        if action.changes and not known.confirmed:
            yield self.document.problem(
                (*path, "call"), f"{step.call!r} changes something: a confirm step must come before it"
            )
        for name, text in step.given.items():
            if name not in action.takes:
                yield self.document.problem(
                    (*path, "given", name), unknown("parameter", name, action.takes), on_key=True
                )
                continue
            yield from self._expression(text, (*path, "given", name), known.kinds, action.takes[name])
        for name in action.takes.keys() - step.given.keys():
            yield self.document.problem((*path, "call"), f"{step.call!r} needs {name!r} under given")
        for code in step.refused:
            if code != "other" and code not in action.refuses:
                yield self.document.problem(
                    (*path, "refused", code), unknown("reason to refuse", code, action.refuses), on_key=True
                )
        if step.into is not None:
            if step.into in self.flow.slots or step.into in ("today", "me"):
                yield self.document.problem((*path, "into"), f"{step.into!r} is a slot already")
            known.kinds.update({f"{step.into}.{name}": kind for name, kind in action.gives.items()})

    def _permitted(self, action: Action, path: Path, word: str | None = None) -> Iterator[Problem]:
        flow = self.flow.requires
        if (action.personal or action.changes) and required(flow) < Level.BOUND:
            yield self.document.problem(
                path, f"{action.name!r} is about the customer's own data: the flow must say `requires: bound`"
            )
        elif flow != "verified" and max(required(flow), required(word)) < action.level:
            yield self.document.problem(
                path, f"{action.name!r} wants a fresh code: this step or the flow must say `requires: fresh`"
            )

    # Texts and expressions ----------------------------------------------------------------------------

    def _text(self, text: object, path: Path, known: dict[str, str]) -> Iterator[Problem]:
        if text is None:
            return
        many = list(text) if isinstance(text, list) else [text]
        for i, one in enumerate(many):
            for name, offset in holes(str(one)):
                if name.partition(".")[0] in self._doubtful:
                    continue
                if not is_path(name) or name not in known:
                    yield self.document.problem(
                        (*path, i) if isinstance(text, list) else path,
                        unknown("name in braces", name, known), offset=offset,
                    )  # fmt: skip

    def _expression(
        self, text: str, path: Path, known: dict[str, str], wanted: str | None = None
    ) -> Iterator[Problem]:
        try:
            expression = parse(text)
        except BadExpression as error:
            yield self.document.problem(path, error.reason, offset=error.at)
            return
        for name in expression.names:
            if name not in known and name.partition(".")[0] not in self._doubtful:
                yield self.document.problem(path, unknown("name", name, known), offset=text.find(name))
        if wanted is not None and expression.names == (text.strip(),):
            kind = known.get(text.strip(), wanted)
            if kind != wanted and not (wanted == "text" or kind == "text"):
                yield self.document.problem(path, f"{text!r} is a {kind}, and a {wanted} is needed")

    def _all_kinds(self) -> dict[str, str]:
        kinds = dict(self.kinds)
        for call in _calls(self.flow.steps):
            action = self.actions.get(call.call)
            if action is not None and call.into:
                kinds.update({f"{call.into}.{name}": kind for name, kind in action.gives.items()})
        return kinds

    def _unused(self) -> Iterator[Problem]:
        for name in self.flow.slots:
            if name not in self._collected:
                yield self.document.problem(
                    (*self._at, "slots", name), f"slot {name!r} is never collected", on_key=True
                )


def _calls(steps: Sequence[grammar.Step]) -> Iterator[grammar.Call]:
    for step in steps:
        if isinstance(step, grammar.Call):
            yield step
        elif isinstance(step, grammar.If):
            yield from _calls(step.then)
            yield from _calls(step.otherwise)
