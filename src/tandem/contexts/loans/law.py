"""What law sets, as the data of its keepers says it: with its source, and whether anybody has read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class LawRule:
    """`held`: the product acts by it; else `why` not. `verified`: somebody of the project has read the text itself, in
    `read_in`; else `because` says why not. `looked_on`: when that was (tried)."""

    key: str
    says: str
    source: str
    article: str
    effective_from: date
    effective_to: date | None
    held: bool
    verified: bool
    looked_on: date
    why: str | None = None
    read_in: str | None = None
    because: str | None = None

    def __post_init__(self) -> None:
        if self.verified != (self.read_in is not None) or self.verified == (self.because is not None):
            raise ValueError(f"{self.key}: verified goes with read_in, not verified with because")
        if self.held == (self.why is not None):
            raise ValueError(f"{self.key}: why goes with what is not held")

    @classmethod
    def of(cls, data: Mapping[str, Any], *, held: bool) -> "LawRule":
        """From a data file's entry; what else it holds is its keeper's."""
        return cls(**{name: data[name] for name in cls.__dataclass_fields__ if name in data}, held=held)
