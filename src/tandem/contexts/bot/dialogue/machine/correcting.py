"""Correcting something said earlier: 金额改成800, 不对，是尾号3391那张; several things at once, clause by clause."""

import re

from tandem.contexts.bot.dialogue.calls.actions import Choice
from tandem.contexts.bot.dialogue.hearing.clauses import clauses, news
from tandem.contexts.bot.dialogue.hearing.understanding import Understood
from tandem.contexts.bot.dialogue.language.grammar import Slot
from tandem.contexts.bot.dialogue.machine.filling import Value, answer_to, chosen, mentioned
from tandem.contexts.bot.dialogue.machine.running import Turn
from tandem.contexts.bot.rules.noise import is_bare_value, says_only

_SUMS = ("amount", "digits", "plain_number")
_MORE = re.compile(r"(?:再(?:多?[还加付扣交]|多)|多[还加付扣交]|加上|增加|额外|另外|加)$")
_LESS = re.compile(r"(?:(?:再)?少[还付扣交]|减(?:少|掉|去)?|扣掉)$")


def correct(turn: Turn, message: Understood) -> bool:
    """Give an earlier slot its new value and go back to where it was collected: what depends on it is asked, checked
    and worked out again. Nothing can be corrected after an action has changed something."""
    if message.chat or message.asks or turn.frame.acted or message.choice_id:
        return False
    # While a summary is confirmed, a value alone is a correction; within a form, words must say so, or
    # nothing else.
    if not message.corrects and turn.frame.waits != "confirm" and not _says_only_it(turn, message):
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


def _says_only_it(turn: Turn, message: Understood) -> bool:
    """一万五千五, 还是装修吧: what fits no other question than an earlier one."""
    if is_bare_value(message.text):
        return any(message.of(slot.kind) for _, slot in turn.filled())
    earlier = [
        one for name, slot in turn.filled() if slot.kind == "choice" for one in _options(turn, name, slot)
    ]
    return any(says_only(message.text, word) for one in earlier for word in (one.label, *one.synonyms))


def _ask_anew(turn: Turn, name: str, message: Understood) -> None:
    """What was said is wrong, and not what is right (卡选错了)."""
    slots = {key: kept for key, kept in turn.frame.slots.items() if key != name}
    again = None if turn.frame.options_for == name else turn.frame.options_for
    turn.change(slots=slots, at=turn.program.place_of(name), waits=None, tries=0, hint=news(message).text)
    turn.change(options_for=again)


def _by_clauses(turn: Turn, message: Understood) -> dict[str, Value]:
    """New values of slots, each said in a clause of its own: 换成招行的，还600."""
    found: dict[str, Value] = {}
    for clause in clauses(message):
        target = _target(turn, clause)
        if target is not None and target[1] is not None:
            found[target[0]] = target[1]
    return found


def _target(turn: Turn, message: Understood) -> tuple[str, Value | None] | None:
    said = news(message)
    return _named(turn, message, said) or _fitting(turn, said)


def _named(turn: Turn, message: Understood, said: Understood) -> tuple[str, Value | None] | None:
    """The slot that the words name (金额改成800); with no readable value it is asked for again (卡选错了)."""
    if not message.corrects:
        return None
    for name, slot in turn.filled():
        if any(word in message.text for word in (slot.label, *slot.names)):
            return name, _value(turn, name, slot, said)
    return None


def _fitting(turn: Turn, message: Understood) -> tuple[str, Value | None] | None:
    """The one earlier slot that the value fits; a bare number fits an amount only if it fits nothing better."""
    fits = [
        (name, value, slot.kind == "choice" or bool(message.of(slot.kind)))
        for name, slot in turn.filled()
        if (value := _value(turn, name, slot, message)) is not None and value.value != turn.frame.slots[name]
    ]
    best = [one for one in fits if one[2]] or fits
    return best[0][:2] if len(best) == 1 else None


def _value(turn: Turn, name: str, slot: Slot, message: Understood) -> Value | None:
    if slot.kind == "choice":
        return chosen(message.text, _options(turn, name, slot))
    if slot.kind in ("text", "yes_no"):
        return None
    found = answer_to(slot, message, ()) or mentioned(slot, message)
    return _summed(turn, name, message, found) if slot.kind == "amount" and found is not None else found


def _summed(turn: Turn, name: str, message: Understood, found: Value) -> Value | None:
    """再加200, 少还100: as much more or less than what was said before."""
    place = next((one.start for one in message.found if one.kind in _SUMS), 0)
    before, old = message.text[:place].rstrip(), turn.frame.slots[name]
    if _MORE.search(before):
        return Value(old + found.value)
    if _LESS.search(before):
        return Value(old - found.value) if old > found.value else None
    return found


def _options(turn: Turn, name: str, slot: Slot) -> tuple[Choice, ...]:
    if name in turn.frame.offered:
        return turn.frame.offered[name]
    return tuple(Choice(o.id, o.label, tuple(o.synonyms)) for o in slot.options)
