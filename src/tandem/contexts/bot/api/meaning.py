"""The door to hand-over by meaning: the lines, the fit and the reading, for measurements and for wiring.

A module apart from `bot.api`: most who want the bot do not fit anything."""

from tandem.contexts.bot.meaning.fitting import Fit, Names, above, fit, fit_reading, subsets
from tandem.contexts.bot.meaning.lines import NONE
from tandem.contexts.bot.meaning.live import LiveMeaning
from tandem.contexts.bot.meaning.material import Everyday, Material
from tandem.contexts.bot.rules.handover.meaning import REASONS, Floats, Meaning, from_json, to_json

__all__ = [
    "NONE",
    "REASONS",
    "Everyday",
    "Fit",
    "Floats",
    "LiveMeaning",
    "Material",
    "Meaning",
    "Names",
    "above",
    "fit",
    "fit_reading",
    "from_json",
    "subsets",
    "to_json",
]
