"""The port behind which names of persons and places are found. Optional: no model, no names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from tandem.contexts.bot.entities.entity import Entity


class NamesUnavailable(Exception):
    """The model is not on this machine, is not the file the manifest names, or does not work."""


@dataclass(frozen=True)
class Named:
    """A name in a text, from `start` to `end`."""

    kind: Literal["person", "place"]
    start: int
    end: int


class NameFinder(Protocol):
    """Names in Chinese text. Blocking: call it off the event loop."""

    @property
    def version(self) -> str:
        """The model's version, for traces."""
        ...

    def names(self, text: str) -> list[Named]:
        """In the order of the text, none overlapping. Never raises for any text."""
        ...


def with_names(text: str, found: Sequence[Entity], names: Sequence[Named]) -> list[Entity]:
    """What `extract` found in `text` and the names in it, in the text's order; a name gives way to what rules found."""
    taken = [(entity.start, entity.end) for entity in found]
    free = [one for one in names if all(one.end <= start or end <= one.start for start, end in taken)]
    more = [
        Entity(one.kind, one.start, one.end, text[one.start : one.end], text[one.start : one.end])
        for one in free
    ]
    return sorted([*found, *more], key=lambda one: one.start)
