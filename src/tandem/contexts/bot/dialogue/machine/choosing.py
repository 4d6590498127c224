"""Asking which of several values is meant, before any of them counts."""

from tandem.contexts.bot.dialogue.calls.actions import Choice
from tandem.contexts.bot.dialogue.hearing.understanding import Understood
from tandem.contexts.bot.dialogue.language.templates import show
from tandem.contexts.bot.dialogue.machine.filling import undecided
from tandem.contexts.bot.dialogue.machine.running import Turn, buttons

_MOST_NAMED = 3


def which(turn: Turn, message: Understood) -> bool:
    """500或者600: none of them is taken, the customer is asked which. False where nothing is left open."""
    asked = turn.asked_slot
    slots = [asked] if asked is not None else turn.filled() if turn.frame.waits == "confirm" else []
    found = [(name, slot, values) for name, slot in slots if (values := undecided(slot, message))]
    if len(found) != 1 or turn.frame.acted:
        return False
    name, slot, values = found[0]
    options = tuple(Choice(str(value), show(value, slot.kind)) for value in values[:_MOST_NAMED])
    left = {key: kept for key, kept in turn.frame.slots.items() if key != name}
    turn.change(
        slots=left, at=turn.program.place_of(name), waits="slot", options=options, options_for=name,
        tries=turn.frame.tries + 1,
    )  # fmt: skip
    if turn.frame.tries >= slot.tries:
        turn.hand_over("form_stuck", slot=name)
        return True
    named = " / ".join(one.label for one in options)
    turn.add("ask", name, key="bot.flow.which", params={"values": named}, options=buttons(options))
    return True
