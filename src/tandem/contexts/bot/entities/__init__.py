"""Finding amounts, dates, card numbers and the like in what a customer wrote. Pure: `now` is given.

`extract(text, now)` → entities in the order of the text, none overlapping. `mask(text, now)` → the text
without what must not be logged.
"""

from tandem.contexts.bot.entities.entity import (
    DateSpan,
    Doubt,
    Entity,
    Kind,
    Period,
    Rate,
    Unit,
    Value,
)
from tandem.contexts.bot.entities.extracting import MAX_CHARS, SHANGHAI, extract
from tandem.contexts.bot.entities.masking import PERSONAL, mask
from tandem.contexts.bot.entities.named import Named, NameFinder, NamesUnavailable, with_names

__all__ = [
    "MAX_CHARS",
    "PERSONAL",
    "SHANGHAI",
    "DateSpan",
    "Doubt",
    "Entity",
    "Kind",
    "NameFinder",
    "Named",
    "NamesUnavailable",
    "Period",
    "Rate",
    "Unit",
    "Value",
    "extract",
    "mask",
    "with_names",
]
