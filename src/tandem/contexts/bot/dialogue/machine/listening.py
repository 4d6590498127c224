"""Whether a message gives what the flow on top waits for."""

from dataclasses import replace
from datetime import date

from tandem.contexts.bot.dialogue.hearing.clauses import news
from tandem.contexts.bot.dialogue.hearing.understanding import Found, Understood
from tandem.contexts.bot.dialogue.language import compiling as code
from tandem.contexts.bot.dialogue.language.conditions import look_up
from tandem.contexts.bot.dialogue.language.grammar import Slot
from tandem.contexts.bot.dialogue.machine.filling import Value, alone, answer_to, chosen, mentioned
from tandem.contexts.bot.dialogue.machine.running import NO, OPTION, YES, Turn
from tandem.contexts.bot.rules.noise import is_bare_value, says_only


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
    if value is None and turn.frame.options_for == name and not (message.asks or message.chat):
        # 第二个, asked which of the values that were named.
        picked = chosen(message.text, turn.frame.options)
        value = _value_of(slot, picked) if picked is not None else None
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
        return _value_of(asked[1], Value(offered.id, offered.label))
    return _quick(turn, message)


def _value_of(slot: Slot, picked: Value) -> Value:
    """Ids of answers are text; amounts and numbers are not."""
    if slot.kind == "choice":
        return picked
    return Value(int(picked.value) if slot.kind in ("amount", "number") else picked.value)


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
    if message.choice_id == YES or (message.choice_id is None and _agrees(turn, message)):
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


def _agrees(turn: Turn, message: Understood) -> bool:
    """Yes, or yes with a value that the summary has (对，500)."""
    if message.yes:
        return True
    rest = message.text
    for one in reversed(message.found):
        if not any(_says(turn, name, slot, one) for name, slot in turn.filled()):
            return False
        rest = rest[: one.start] + rest[one.end :]
    return bool(message.found) and Understood(rest.replace("还", "")).yes


def _says(turn: Turn, name: str, slot: Slot, one: Found) -> bool:
    """Whether what was found is what the slot holds."""
    if slot.kind == "choice":
        return one.text in turn.frame.shown.get(name, "")
    value = alone(slot, one)
    return value is not None and value == turn.frame.slots[name]


def said_another(turn: Turn, message: Understood) -> bool:
    """五百块, asked for the card: kept, and the card is asked for again. 退款的, asked for what time: that it is about
    refunds."""
    if turn.asked_slot is None or message.asks or message.chat:
        return False
    before = turn.frame.slots
    if is_bare_value(message.text):
        also_said(turn, message, None)
    elif any(says_only(message.text, word) for one in turn.program.presets for word in one.says):
        preset(turn, message, anew=True)
    return turn.frame.slots != before


def preset(turn: Turn, message: Understood, *, anew: bool = False) -> None:
    """Slots known from how the flow was asked for. `anew`: it is under way, and what is said now counts."""
    for one in turn.program.presets:
        kept = turn.frame.slots.get(one.slot)
        said = any(word in message.text for word in one.says)
        if not said or (kept is not None and (not anew or turn.frame.acted or kept == one.value)):
            continue
        labels = {option.id: option.label for option in turn.program.slots[one.slot].options}
        turn.put(one.slot, one.value, labels.get(one.value))
        if kept is not None:
            turn.add("set", one.slot)
            turn.change(at=min(turn.frame.at, turn.program.place_of(one.slot)), waits=None)


def also_said(turn: Turn, message: Understood, answered: str | None) -> None:
    """Other slots that the same message fills without a doubt: one slot of that kind, and one such value."""
    asked_kind = turn.program.slots[answered].kind if answered else None
    open_slots = [(n, s) for n, s in turn.program.slots.items() if turn.frame.slots.get(n) is None]
    for name, slot in open_slots:
        alone = sum(other.kind == slot.kind for other in turn.program.slots.values()) == 1
        if name != answered and alone and slot.kind != asked_kind:
            value = mentioned(slot, message) or mentioned(slot, news(message))
            if value is not None:
                turn.put(name, value.value, value.shown)
