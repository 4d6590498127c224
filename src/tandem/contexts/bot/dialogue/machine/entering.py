"""Coming into a flow, leaving one for another, and the questions asked about that."""

from tandem.contexts.bot.dialogue.calls.actions import Choice
from tandem.contexts.bot.dialogue.hearing.understanding import Understood
from tandem.contexts.bot.dialogue.language.grammar import Slot
from tandem.contexts.bot.dialogue.machine.filling import Value, mentioned
from tandem.contexts.bot.dialogue.machine.listening import also_said, preset
from tandem.contexts.bot.dialogue.machine.running import NO, PERSON, YES, Turn
from tandem.contexts.bot.dialogue.machine.state import Frame, Mode
from tandem.contexts.bot.rules.noise import is_bare_value, says_only
from tandem.contexts.verification.api import Level


def answer_question(turn: Turn, message: Understood) -> bool:
    """The customer answers whether to switch, to go back, or to sign in."""
    yes = message.choice_id == YES or (message.choice_id is None and message.yes)
    no = message.choice_id == NO or (message.choice_id is None and message.no)
    question, other = turn.question, turn.other
    # 算了, asked whether to do the other matter first, gives up that one.
    no = no or (question == "switch" and message.cancels)
    if message.resumes and question in ("switch", "return"):
        # What was under way goes on: yes to the one question, no to the other.
        yes, no = question == "return", question == "switch"
    if question in ("sign_in", "person"):
        return _answer_sign_in(turn, message, yes and question == "person", no)
    if question == "verify":
        return _answer_verify(turn, message, yes, no)
    if not (yes or no):
        if question == "switch":
            turn.question = turn.other = None
        return False
    turn.question = turn.other = None
    if question == "switch" and yes and other is not None:
        switch(turn, other)
    elif question == "switch" or yes:
        turn.resume()
    else:
        dropped = turn.stack.pop()
        turn.add("end", "cancelled", data={"flow": dropped.flow})
        if turn.stack:
            turn.ask_return()
        else:
            turn.add("reply", "what_else", key="bot.flow.what_else")
    return True


def _answer_verify(turn: Turn, message: Understood, yes: bool, no: bool) -> bool:
    """A proof is waited for: given up, a person wanted instead, or (有吗, 好了) asked for once more. Anything else is
    heard like any message in the middle of a flow."""
    if message.choice_id == PERSON:
        turn.hand_over("not_verified", flow=turn.frame.flow)
    elif no or message.cancels:
        turn.without_proof("declined")
    elif yes:
        turn.question = None
        turn.run()
    else:
        turn.question = None
        return False
    return True


def _answer_sign_in(turn: Turn, message: Understood, person: bool, no: bool) -> bool:
    other, hint = turn.other, turn.hint
    turn.question = turn.other = None
    if turn.facts.level and other is not None and (message.yes or message.choice_id == YES):
        enter(turn, other, Understood(hint))
        return True
    if message.choice_id == PERSON or person:
        turn.hand_over("not_verified", flow=other)
        return True
    if no:
        turn.add("reply", "what_else", key="bot.flow.what_else")
        if turn.stack:
            turn.resume()
        return True
    return False


def switch(turn: Turn, flow: str) -> None:
    """Suspend what is under way; a flow that was suspended before comes back as it was."""
    suspended = next((frame for frame in turn.stack if frame.flow == flow), None)
    if suspended is not None:
        turn.stack.remove(suspended)
        turn.stack.append(suspended)
        turn.resume()
        return
    hint, turn.hint = turn.hint, ""
    enter(turn, flow, Understood(hint), mode="switch")


def told_anew(turn: Turn, message: Understood) -> bool:
    """那下个月15号呢, 那装修分期呢: what was just looked up, once more with another value."""
    last = turn.last
    if last is None or last.flow not in turn.programs or message.chat or message.choice_id:
        return False
    found = {
        name: value
        for name, slot in turn.programs[last.flow].slots.items()
        if (value := _another(slot, last, name, message)) is not None
    }
    for one in turn.programs[last.flow].presets:
        if one.slot not in found and any(says_only(message.text, word) for word in one.says):
            labels = {option.id: option.label for option in turn.programs[last.flow].slots[one.slot].options}
            found[one.slot] = Value(one.value, labels.get(one.value))
    if not found:
        return False
    turn.question = turn.other = None
    turn.start(last.flow, "first")
    turn.change(
        slots=last.slots, shown=last.shown, options=last.options, options_for=last.options_for,
        offered=last.offered,
    )  # fmt: skip
    for name, value in found.items():
        turn.put(name, value.value, value.shown)
    turn.run()
    return True


def _another(slot: Slot, last: Frame, name: str, message: Understood) -> Value | None:
    """A value of the slot, in a message that says nothing else."""
    if slot.kind != "choice":
        return mentioned(slot, message) if is_bare_value(message.text) else None
    offered = last.offered.get(name, ())
    named = [one for one in offered if any(says_only(message.text, w) for w in (one.label, *one.synonyms))]
    return Value(named[0].id, named[0].label) if len(named) == 1 else None


def enter(turn: Turn, flow: str, message: Understood, mode: Mode = "first") -> None:
    """Start a flow with what the customer said already."""
    program = turn.programs[flow]
    if turn.facts.level is Level.PUBLIC and turn.facts.reach < program.level:
        turn.question, turn.other, turn.hint = "sign_in", flow, message.text
        options = (Choice(PERSON, "@bot.flow.person"), Choice(NO, "@bot.flow.decline"))
        turn.add("sign_in", flow, key="bot.flow.sign_in", params={"title": program.title}, options=options)
        return
    turn.start(flow, mode, hint=message.text)
    preset(turn, message)
    also_said(turn, message, None)
    turn.run()
