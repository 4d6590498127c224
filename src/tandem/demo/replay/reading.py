"""Questions from somebody's CSV or TSV file, whatever program wrote it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DELIMITERS = ",\t;|"
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class UnreadableFile(Exception):
    """The file cannot be used; the message says why, in the user's words."""


@dataclass(frozen=True, slots=True)
class Question:
    """One cell of the file; `line` counts its rows from 1, without the header. `expected`: keys of the knowledge entries
    that answer it, empty when none does; None when nobody has said."""

    line: int
    text: str
    expected: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    items: list[Question]
    column: str
    blank: int
    encoding: str
    delimiter: str


def read_questions(
    path: Path, column: str, *, limit: int | None = None, header: bool = True, expect: str | None = None
) -> Questions:
    """The cells of one column, blank ones left out; at most `limit` of them.

    `column` is a name, or a position counted from 1; so is `expect`, the column with the keys of the entries that
    answer the question, parted by blanks. Raises UnreadableFile.
    """
    text, encoding = decode(path)
    if not text.strip():
        raise UnreadableFile(f"{path} is empty")
    delimiter = sniff_delimiter(text, path.suffix)
    quoted = not (delimiter == "\t" and _stray_quotes(text))
    csv.field_size_limit(16 * 1024 * 1024)
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    try:
        return _pick(rows, column, limit, header, encoding, delimiter, expect)
    except csv.Error as error:
        raise UnreadableFile(f"{path}, line {rows.line_num}: {error}") from error


def decode(path: Path) -> tuple[str, str]:
    """(text, encoding): UTF-8, UTF-16 with its mark, or GB18030. Raises UnreadableFile."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"cannot read {path}: {error.strerror}") from error
    candidates = [name for bom, name in _BOMS if raw.startswith(bom)] or ["utf-8", "gb18030"]
    for encoding in candidates:
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"{path} is neither UTF-8, UTF-16 (with its mark) nor GB18030 text")


def sniff_delimiter(text: str, suffix: str = "") -> str:
    """The delimiter the first line is parted by; a file name ending in .tsv decides at once."""
    if suffix.lower() in (".tsv", ".tab"):
        return "\t"
    first = text.lstrip("\r\n").split("\n", 1)[0]
    outside = "".join(first.split('"')[::2])  # what stands in quotes parts nothing
    return max(DELIMITERS, key=outside.count)


def _stray_quotes(text: str) -> bool:
    """Exports with tabs often do not quote at all, and a lone quote in a question would eat the rest."""
    return any(line.count('"') % 2 for line in text.splitlines())


def _pick(
    rows: Iterator[list[str]], column: str, limit: int | None, header: bool, encoding: str, delimiter: str,
    expect: str | None,
) -> Questions:  # fmt: skip
    names = [name.strip() for name in next(rows)] if header else []
    index = _column_index(column, names)
    truth = _column_index(expect, names) if expect is not None else None
    items: list[Question] = []
    blank = 0
    for number, row in enumerate(rows, start=1):
        if limit is not None and len(items) >= limit:
            break
        cell = row[index].strip() if index < len(row) else ""
        if cell:
            items.append(Question(number, cell, _expected(row, truth)))
        else:
            blank += 1
    return Questions(items, names[index] if names else column, blank, encoding, delimiter)


def _expected(row: list[str], index: int | None) -> frozenset[str] | None:
    if index is None:
        return None
    return frozenset(row[index].split()) if index < len(row) else frozenset()


def _column_index(column: str, names: list[str]) -> int:
    if column in names:
        return names.index(column)
    position = int(column) - 1 if column.isascii() and column.isdigit() else None
    if position is not None and position >= 0 and (not names or position < len(names)):
        return position
    if not names:
        raise UnreadableFile(f"without a header, --column is a position counted from 1, not {column!r}")
    known = ", ".join(f"{number} {name!r}" for number, name in enumerate(names, start=1))
    raise UnreadableFile(f"no column {column!r}; the file has: {known}")
