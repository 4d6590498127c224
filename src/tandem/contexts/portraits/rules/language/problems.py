"""What is wrong with a rule, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """`code` has a text in the catalogues under `portraits.rule.<code>`; `at` and `end` are places in the source,
    counted in characters from 0."""

    code: str
    at: int
    end: int
    params: Mapping[str, str] = field(default_factory=dict)


class BadRule(ValueError):
    """A rule that cannot be read, or compares what cannot be compared."""

    def __init__(self, code: str, at: int, end: int | None = None, **params: str) -> None:
        super().__init__(code)
        self.fault = Fault(code, at, at + 1 if end is None else max(end, at + 1), params)
