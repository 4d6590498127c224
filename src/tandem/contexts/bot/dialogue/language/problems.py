"""What is wrong with flow and story files: where, why, and what was probably meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """`line` and `column` count from 1."""

    file: str
    line: int
    column: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.reason}"


class FlowsRefused(Exception):
    """At least one problem; nothing of the files is used."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


def unknown(what: str, name: object, known: Iterable[str]) -> str:
    """`unknown slot 'amonut'; did you mean 'amount'?`"""
    names = sorted(known)
    close = get_close_matches(str(name), names, n=1, cutoff=0.5)
    if close:
        return f"unknown {what} {name!r}; did you mean {close[0]!r}?"
    listed = ", ".join(names[:12])
    return f"unknown {what} {name!r}" + (f"; known: {listed}" if listed else "")
