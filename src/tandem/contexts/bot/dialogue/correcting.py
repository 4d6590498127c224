"""Correcting something said earlier: 金额改成800, 不对，是尾号3391那张; several things at once, clause by clause."""

import re
from dataclasses import replace

from tandem.contexts.bot.dialogue import compiling as code
from tandem.contexts.bot.dialogue.calls import Choice
from tandem.contexts.bot.dialogue.filling import Value, answer_to, chosen, mentioned
from tandem.contexts.bot.dialogue.language import Slot
from tandem.contexts.bot.dialogue.running import Turn
from tandem.contexts.bot.dialogue.understanding import Understood

_CLAUSE_END = re.compile(r"[，；;。！!\n]|(?<!\d),|,(?!\d)")
_TO = re.compile(r"改成|改为|改到|换成|换到|应该是|应该选|我是说|而是|(?<=[，, 。])是")


def correct(turn: Turn, message: Understood) -> bool:
    """Give an earlier slot its new value and go back to where it was collected: what depends on it is asked, checked
    and worked out again. Nothing can be corrected after an action has changed something."""
    if message.chat or message.asks or turn.frame.acted or message.choice_id:
        return False
    # While a summary is confirmed, a value alone is a correction; within a form, words must say so.
    if not message.corrects and turn.frame.waits != "confirm":
        return False
    several = _by_clauses(turn, message)
    one = None if len(several) > 1 else _target(turn, message)
    if one is not None and one[1] is None:
        _ask_anew(turn, one[0], message)
        return True
    values = several if one is None or one[1] is None else {one[0]: one[1]}
    for name, value in values.items():
        turn.put(name, value.value, value.shown)
        turn.add("set", name)
    if values:
        turn.change(at=min(turn.program.place_of(name) for name in values), waits=None, hint="")
    return bool(values)


def _ask_anew(turn: Turn, name: str, message: Understood) -> None:
    """What was said is wrong, and not what is right (卡选错了)."""
    slots = {key: kept for key, kept in turn.frame.slots.items() if key != name}
    again = None if turn.frame.options_for == name else turn.frame.options_for
    turn.change(slots=slots, at=turn.program.place_of(name), waits=None, tries=0, hint=_news(message).text)
    turn.change(options_for=again)


def _by_clauses(turn: Turn, message: Understood) -> dict[str, Value]:
    """New values of slots, each said in a clause of its own: 换成招行的，还600."""
    found: dict[str, Value] = {}
    for clause in _clauses(message):
        target = _target(turn, clause)
        if target is not None and target[1] is not None:
            found[target[0]] = target[1]
    return found


def _clauses(message: Understood) -> list[Understood]:
    ends = list(_CLAUSE_END.finditer(message.text))
    starts = [0, *(hit.end() for hit in ends)]
    spans = zip(starts, [*(hit.start() for hit in ends), len(message.text)], strict=True)
    return [_part(message, start, end) for start, end in spans if message.text[start:end].strip()]


def _part(message: Understood, start: int, end: int) -> Understood:
    found = tuple(
        replace(one, start=one.start - start, end=one.end - start)
        for one in message.found
        if start <= one.start and one.end <= end
    )
    return replace(message, text=message.text[start:end], found=found)


def _target(turn: Turn, message: Understood) -> tuple[str, Value | None] | None:
    said = _news(message)
    return _named(turn, message, said) or _fitting(turn, said)


def _news(message: Understood) -> Understood:
    """The part that says what is right: of 不是尾号6217，是尾号3391 the end."""
    ends = [hit.end() for hit in _TO.finditer(message.text)]
    if not ends or not message.text[ends[-1] :].strip():
        return message
    return _part(message, ends[-1], len(message.text))


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
