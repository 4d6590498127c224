"""Labelled lines: who must reach a person and why, and what only sounds like it.

A line has a reason (or `none`), a tab and a message; lines with # are remarks. Those in `data` ship with the product; a
lender adds files of its own. Messages that figures are asked of (`*_test.tsv` of the tests) never belong here."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from tandem.contexts.bot.rules.handover.meaning import REASONS
from tandem.contexts.knowledge.api import searchable

SHIPPED = ("handover", "handover_unseen", "second_dev", "near", "complaints")
NONE = "none"
MOST_BYTES, MOST_LINES, MOST_CHARS = 1_000_000, 5_000, 500


@dataclass(frozen=True)
class Line:
    reason: str
    text: str

    @property
    def learned(self) -> str:
        """What an encoder is given of it."""
        return searchable(self.text)


class LinesRefused(Exception):
    """A file that cannot be learned from: where and why, in words for the health page."""


def parsed(content: bytes, file: str) -> tuple[Line, ...]:
    """The lines of one file. Raises LinesRefused for the first that is wrong."""
    if len(content) > MOST_BYTES:
        raise LinesRefused(f"{file}: larger than {MOST_BYTES} bytes")
    try:
        rows = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise LinesRefused(f"{file}: not UTF-8") from None
    found = [
        _line(row, f"{file}, line {at}") for at, row in enumerate(rows, 1) if row and not row.startswith("#")
    ]
    if len(found) > MOST_LINES:
        raise LinesRefused(f"{file}: more than {MOST_LINES} lines")
    return tuple(found)


def _line(row: str, where: str) -> Line:
    reason, tab, text = row.partition("\t")
    if not tab:
        raise LinesRefused(f"{where}: no tab after the reason")
    if reason != NONE and reason not in REASONS:
        raise LinesRefused(f"{where}: no such reason: {reason[:40]!r}; known: {', '.join((*REASONS, NONE))}")
    line = Line(reason, text)
    if len(text) > MOST_CHARS or not line.learned:
        raise LinesRefused(f"{where}: a message has 1 to {MOST_CHARS} characters that can be read")
    return line


def shipped_bytes() -> dict[str, bytes]:
    """The product's own files by name, in their order."""
    folder = resources.files(__package__).joinpath("data")
    return {f"{name}.tsv": folder.joinpath(f"{name}.tsv").read_bytes() for name in SHIPPED}


def lenders_files(folder: Path) -> list[Path]:
    """The lender's files, in order of their names; none where there is no such folder."""
    return sorted(folder.glob("*.tsv"))


def together(shipped: Iterable[Line], lenders: Iterable[Line]) -> tuple[Line, ...]:
    """The shipped lines, then the lender's; where both have a text, the lender's word counts."""
    own = tuple(lenders)
    said = {line.learned for line in own}
    return (*(line for line in shipped if line.learned not in said), *own)
