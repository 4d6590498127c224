"""The state machine: state + understood message + facts → new state + effects. Pure: it calls and stores nothing.

Order within a flow: a button; giving up; answering what was asked; correcting what was said; another matter; small
talk; a question that the knowledge base answers; and only then "not understood", a few times, before a person."""

from collections.abc import Mapping
from datetime import date

from tandem.contexts.bot.dialogue.calls.actions import Action, Choice
from tandem.contexts.bot.dialogue.hearing.understanding import Understood
from tandem.contexts.bot.dialogue.language.reading import FlowSet
from tandem.contexts.bot.dialogue.machine.choosing import which
from tandem.contexts.bot.dialogue.machine.correcting import correct
from tandem.contexts.bot.dialogue.machine.entering import answer_question, enter, switch, told_anew
from tandem.contexts.bot.dialogue.machine.listening import also_said, answered, preset, said_another
from tandem.contexts.bot.dialogue.machine.results import take_result
from tandem.contexts.bot.dialogue.machine.running import DEEPEST, NO, YES, Facts, Turn
from tandem.contexts.bot.dialogue.machine.state import Outcome, PendingCall, Result, State

_SURE = 0.9
"""Likeness from which a flow is asked for, whatever went before."""


class Engine:
    """One version of the flows."""

    def __init__(self, flows: FlowSet, actions: Mapping[str, Action]) -> None:
        self.flows = flows
        self._actions = actions

    def fresh(self) -> State:
        return State(self.flows.version)

    def step(self, state: State, message: Understood, facts: Facts) -> Outcome:
        """What a message brings about."""
        turn = self._turn(state, facts)
        if turn.question is not None and answer_question(turn, message):
            return _outcome(turn)
        if not turn.stack:
            return self._open(turn, state, message)
        return self._go_on(turn, state, message)

    def begin(self, state: State, flow: str, message: Understood, facts: Facts) -> Outcome:
        """Start a flow that the message asked for in a way of its own."""
        turn = self._turn(state, facts)
        enter(turn, flow, message)
        return _outcome(turn)

    def returned(self, state: State, call: PendingCall, result: Result, facts: Facts) -> Outcome:
        """An action that the state waited for has ended."""
        turn = self._turn(state, facts)
        take_result(turn, call, result)
        return _outcome(turn)

    def proven(self, state: State, facts: Facts) -> Outcome:
        """The customer has shown who they are: what waited for it goes on."""
        turn = self._turn(state, facts)
        if turn.question != "verify" or not turn.stack:
            return Outcome(state, mine=False)
        turn.question = None
        turn.add("reply", "proven", key="bot.flow.proven")
        turn.run()
        return _outcome(turn)

    def unproven(self, state: State, facts: Facts) -> Outcome:
        """They could not show it, and may not try for a while."""
        turn = self._turn(state, facts)
        if turn.question != "verify" or not turn.stack:
            return Outcome(state, mine=False)
        turn.without_proof("locked")
        return _outcome(turn)

    def topic(self, state: State) -> str | None:
        """What a short question would be about: the flow on top; "" where its file does not say, None where none is
        under way."""
        if not state.stack:
            return None
        flow = self.flows[state.stack[-1].flow].flow
        return flow.topic or ""

    def again(self, state: State, facts: Facts) -> Outcome:
        """A button of an earlier question was pressed: it means nothing any more."""
        turn = self._turn(state, facts)
        turn.add("reply", "stale", key="bot.flow.stale")
        if turn.stack:
            if turn.question == "switch":
                turn.question = turn.other = None
            _ask_again(turn)
        return _outcome(turn)

    def expire(self, state: State, facts: Facts) -> Outcome:
        """The customer did not answer in time: everything under way ends."""
        turn = self._turn(state, facts)
        if not turn.stack:
            return Outcome(state, mine=False)
        title = turn.program.title
        while turn.stack:
            ended = turn.stack.pop()
            turn.add("end", "timed_out", data={"flow": ended.flow})
        turn.question = None
        turn.add("reply", "timed_out", key="bot.flow.timed_out", params={"title": title})
        return _outcome(turn)

    def summaries(self, state: State) -> dict[str, dict[str, str]]:
        """What was learned in the flows under way, by title and label: for who takes over."""
        return self._turn(state, Facts(date.min)).summaries()

    def patience_minutes(self, state: State) -> int:
        """How long an answer is waited for."""
        return min((self.flows[frame.flow].flow.timeout_minutes for frame in state.stack), default=30)

    def _turn(self, state: State, facts: Facts) -> Turn:
        return Turn(self.flows.programs, self._actions, state, facts)

    def _open(self, turn: Turn, state: State, message: Understood) -> Outcome:
        """No flow is under way."""
        sure = message.trigger is not None and message.trigger.score >= _SURE
        if not sure and told_anew(turn, message):
            return _outcome(turn)
        if message.trigger is None or message.chat:
            turn.question = turn.other = None
            return Outcome(turn.state(), mine=False)
        enter(turn, message.trigger.flow, message)
        return _outcome(turn)

    def _go_on(self, turn: Turn, state: State, message: Understood) -> Outcome:
        """A flow waits for the customer."""
        if message.cancels and not message.choice_id:
            _cancel(turn)
        elif answered(turn, message):
            turn.question = None
            turn.run()
        elif which(turn, message):
            turn.question = None
        elif correct(turn, message) or said_another(turn, message):
            turn.question = None
            turn.run()
        elif message.trigger is not None and not message.chat:
            _other_matter(turn, message)
        elif message.chat:
            turn.add("chat", message.chat)
            _ask_again(turn)
        elif not message.searched:
            return Outcome(state, needs_search=True)
        elif message.answers:
            for entry in message.answers:
                turn.add("answer", entry)
            _ask_again(turn)
        else:
            _not_understood(turn, message)
        return _outcome(turn)


def _outcome(turn: Turn) -> Outcome:
    return Outcome(turn.state(), tuple(turn.effects), turn.call)


def _cancel(turn: Turn) -> None:
    turn.question = turn.other = None
    turn.add("reply", "cancelled", key="bot.flow.cancelled", params={"title": turn.program.title})
    turn.end("cancelled")


def _other_matter(turn: Turn, message: Understood) -> None:
    """Another flow is asked for: it runs at once if it only informs, or the customer is asked."""
    assert message.trigger is not None
    flow = message.trigger.flow
    program = turn.programs[flow]
    if flow == turn.frame.flow:
        if turn.question == "return":
            turn.resume()
            return
        preset(turn, message, anew=True)
        also_said(turn, message, None)
        turn.run()
    elif program.flow.interrupts and not any(frame.flow == flow for frame in turn.stack):
        turn.question = None
        enter(turn, flow, message, mode="interrupt")
    elif turn.question == "return":
        # The one below was asked about and not answered: it stays where it is.
        turn.question = None
        turn.hint = message.text
        switch(turn, flow)
    elif len(turn.stack) >= DEEPEST:
        turn.add("reply", "too_many", key="bot.flow.too_many", params={"title": turn.program.title})
        _ask_again(turn)
    else:
        turn.question, turn.other, turn.hint = "switch", flow, message.text
        turn.add(
            "switch?", flow, key="bot.flow.switch", params={"title": turn.program.title, "other": program.title},
            options=(Choice(YES, "@bot.flow.switch_yes"), Choice(NO, "@bot.flow.switch_no")),
        )  # fmt: skip


def _ask_again(turn: Turn) -> None:
    if turn.question == "return":
        turn.ask_return()
    else:
        turn.resume()


def _not_understood(turn: Turn, message: Understood) -> None:
    asked = turn.asked_slot
    limit = asked[1].tries if asked else 3
    tries = turn.frame.tries + 1
    if tries >= limit:
        turn.hand_over("form_stuck", slot=asked[0] if asked else "confirm")
        return
    turn.change(tries=tries)
    if asked is not None and asked[1].retry is not None and turn.question is None:
        turn.add("retry", asked[0], text=turn.text(asked[1].retry, f"{asked[0]}.retry"))
    elif turn.frame.waits == "confirm" and message.corrects and turn.filled():
        # 不对: what is not right, and what would be, was not said.
        labels = " / ".join(slot.label for _, slot in turn.filled())
        turn.add("retry", "", key="bot.flow.what_to_change", params={"labels": labels})
    else:
        turn.add("retry", asked[0] if asked else "", key="bot.flow.retry")
    if turn.question == "return":
        turn.ask_return()
    else:
        turn.run()
