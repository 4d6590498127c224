"""The port behind which names of persons and places are found. Optional: no model, no names."""

from dataclasses import dataclass
from typing import Literal, Protocol


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
