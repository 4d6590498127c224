"""Whether a message gives what the flow on top waits for."""

from dataclasses import replace
from datetime import date

from tandem.contexts.bot.dialogue import compiling as code
from tandem.contexts.bot.dialogue.conditions import look_up
from tandem.contexts.bot.dialogue.filling import Value, answer_to, mentioned
from tandem.contexts.bot.dialogue.running import NO, OPTION, YES, Turn
from tandem.contexts.bot.dialogue.understanding import Understood


def answered(turn: Turn, message: Understood) -> bool:
    """Whether the message gives what the flow waits for."""
    if turn.frame.waits == "confirm":
        return _confirmed(turn, message)
    asked = turn.asked_slot
    if asked is None:
        return False
    name, slot = asked
    if slot.kind == "text" and message.trigger is not None and message.trigger.flow == turn.frame.flow:
        # What it is about, told in its own words again.
        message = replace(message, trigger=None)
    value = _pressed(turn, message) if message.choice_id else answer_to(slot, message, turn.frame.options)
    if value is None and slot.buttons and not message.asks:
        value = _quick(turn, message)
    if value is None:
        return False
    turn.put(name, value.value, value.shown)
    if message.choice_id is None:
        also_said(turn, _without(message, value.shown), name)
    return True


def _without(message: Understood, label: str | None) -> Understood:
    """Numbers in the label of what was chosen (随心借12000元) are no values of other slots."""
    if label is None:
        return message
    return replace(message, found=tuple(one for one in message.found if one.text not in label))


def _pressed(turn: Turn, message: Understood) -> Value | None:
    choice, asked = message.choice_id or "", turn.asked_slot
    if asked is None:
        return None
    if choice in (YES, NO):
        return Value(choice == YES) if asked[1].kind == "yes_no" else None
    offered = next((one for one in turn.frame.options if OPTION + one.id == choice), None)
    if offered is not None:
        return Value(offered.id, offered.label)
    return _quick(turn, message)


def _quick(turn: Turn, message: Understood) -> Value | None:
    """A quick answer, by its button or its words. Its id may name a result: {bill.due}."""
    asked = turn.asked_slot
    for option in asked[1].buttons if asked else ():
        words = (option.label, *option.synonyms)
        if message.choice_id == OPTION + option.id or (
            not message.choice_id and message.text.strip() in words
        ):
            value = look_up(turn.scope(), option.id)
            return (
                Value(value.isoformat() if isinstance(value, date) else value) if value is not None else None
            )
    return None


def _confirmed(turn: Turn, message: Understood) -> bool:
    if message.choice_id == YES or (message.choice_id is None and message.yes):
        turn.change(at=turn.frame.at + 1, waits=None, tries=0)
        return True
    if message.choice_id == NO or (message.no and not message.corrects):
        step = turn.program.code[turn.frame.at]
        declined = step.declined if isinstance(step, code.Confirm) else None
        if declined is not None:
            turn.add("say", text=turn.text(declined, "declined"))
        else:
            turn.add("reply", "declined", key="bot.flow.declined", params={"title": turn.program.title})
        turn.end("cancelled")
        return True
    return False


def also_said(turn: Turn, message: Understood, answered: str | None) -> None:
    """Other slots that the same message fills without a doubt: one slot of that kind, and one such value."""
    asked_kind = turn.program.slots[answered].kind if answered else None
    open_slots = [(n, s) for n, s in turn.program.slots.items() if turn.frame.slots.get(n) is None]
    for name, slot in open_slots:
        alone = sum(other.kind == slot.kind for other in turn.program.slots.values()) == 1
        if name != answered and alone and slot.kind != asked_kind:
            value = mentioned(slot, message)
            if value is not None:
                turn.put(name, value.value, value.shown)
