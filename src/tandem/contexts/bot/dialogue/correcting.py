"""Correcting something said earlier: 金额改成800, 不对，是尾号3391那张."""

import re
from dataclasses import replace

from tandem.contexts.bot.dialogue import compiling as code
from tandem.contexts.bot.dialogue.calls import Choice
from tandem.contexts.bot.dialogue.filling import Value, answer_to, chosen, mentioned
from tandem.contexts.bot.dialogue.language import Slot
from tandem.contexts.bot.dialogue.running import Turn
from tandem.contexts.bot.dialogue.understanding import Understood

_TO = re.compile(r"改成|改为|改到|换成|换到|应该是|应该选|我是说|而是|(?<=[，, 。])是")


def correct(turn: Turn, message: Understood) -> bool:
    """Give an earlier slot its new value and go back to where it was collected: what depends on it is asked, checked
    and worked out again. Nothing can be corrected after an action has changed something."""
    if message.chat or message.asks or turn.frame.acted or message.choice_id:
        return False
    # While a summary is confirmed, a value alone is a correction; within a form, words must say so.
    if not message.corrects and turn.frame.waits != "confirm":
        return False
    said = _news(message)
    target = _named(turn, message, said) or _fitting(turn, said)
    if target is None:
        return False
    name, value = target
    if value is None:
        slots = {key: kept for key, kept in turn.frame.slots.items() if key != name}
        again = None if turn.frame.options_for == name else turn.frame.options_for
        turn.change(slots=slots, at=turn.program.place_of(name), waits=None, tries=0, hint=said.text)
        turn.change(options_for=again)
    else:
        turn.put(name, value.value, value.shown)
        turn.change(at=turn.program.place_of(name), waits=None, hint="")
        turn.add("set", name)
    return True


def _news(message: Understood) -> Understood:
    """The part that says what is right: of 不是尾号6217，是尾号3391 the end."""
    ends = [hit.end() for hit in _TO.finditer(message.text)]
    if not ends or not message.text[ends[-1] :].strip():
        return message
    at = ends[-1]
    found = tuple(
        replace(one, start=one.start - at, end=one.end - at) for one in message.found if one.start >= at
    )
    return replace(message, text=message.text[at:], found=found)


def _named(turn: Turn, message: Understood, said: Understood) -> tuple[str, Value | None] | None:
    """The slot that the words name (金额改成800); with no readable value it is asked for again (卡选错了)."""
    if not message.corrects:
        return None
    for name, slot in _filled(turn):
        if any(word in message.text for word in (slot.label, *slot.names)):
            return name, _value(turn, name, slot, said)
    return None


def _fitting(turn: Turn, message: Understood) -> tuple[str, Value | None] | None:
    """The one earlier slot that the value fits; a bare number fits an amount only if it fits nothing better."""
    fits = [
        (name, value, slot.kind == "choice" or bool(message.of(slot.kind)))
        for name, slot in _filled(turn)
        if (value := _value(turn, name, slot, message)) is not None and value.value != turn.frame.slots[name]
    ]
    best = [one for one in fits if one[2]] or fits
    return best[0][:2] if len(best) == 1 else None


def _filled(turn: Turn) -> list[tuple[str, Slot]]:
    before = {step.slot for step in turn.program.code[: turn.frame.at] if isinstance(step, code.Collect)}
    return [
        (n, s) for n, s in turn.program.slots.items() if n in before and turn.frame.slots.get(n) is not None
    ]


def _value(turn: Turn, name: str, slot: Slot, message: Understood) -> Value | None:
    if slot.kind == "choice":
        return chosen(message.text, _options(turn, name, slot))
    if slot.kind in ("text", "yes_no"):
        return None
    return answer_to(slot, message, ()) or mentioned(slot, message)


def _options(turn: Turn, name: str, slot: Slot) -> tuple[Choice, ...]:
    if turn.frame.options_for == name:
        return turn.frame.options
    return tuple(Choice(o.id, o.label, tuple(o.synonyms)) for o in slot.options)
