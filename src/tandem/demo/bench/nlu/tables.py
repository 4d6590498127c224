"""Labelled examples from somebody's files: CSV or TSV with or without a header, a JSON object of splits
(`data.json#train,val`), a folder with `seq.in` and `label`."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tandem.demo.replay.reading import UnreadableFile, decode, sniff_delimiter

_MANY = 16 * 1024 * 1024


@dataclass(frozen=True)
class Column:
    """One column asked for: by `wanted` (a name, or a place from 1), else by the first of `known` names that the
    header has, else by `place` (from 0)."""

    known: tuple[str, ...]
    place: int
    wanted: str | None = None


def read_rows(source: str, columns: Sequence[Column], *, comments: bool = False) -> list[tuple[str, ...]]:
    """The cells of `columns`, row by row, stripped. Rows in which one of them is missing or blank are refused
    with their line. `comments`: lines of a table that begin with # say something about it. Raises UnreadableFile."""
    name, _, part = (source, "", "") if Path(source).exists() else source.rpartition("#")
    path = Path(name or part)
    if path.is_dir():
        return _folder(path)
    if path.suffix.lower() == ".json":
        return _splits(path, part)
    return list(_table(path, columns, comments))


def _table(path: Path, columns: Sequence[Column], comments: bool) -> Iterator[tuple[str, ...]]:
    text, _ = decode(path)
    if comments:  # blank lines are passed over, and the others keep their number
        text = "\n".join("" if line.startswith("#") else line for line in text.split("\n"))
    lines = _lines(text, sniff_delimiter(text, path.suffix) if path.suffix.lower() != ".txt" else "\t")
    csv.field_size_limit(_MANY)
    try:
        rows = [(number, row) for number, row in enumerate(lines, start=1) if any(map(str.strip, row))]
    except csv.Error as error:
        raise UnreadableFile(f"{path}: {error}") from error
    if not rows:
        raise UnreadableFile(f"{path} is empty")
    places, header = _places(path, [cell.strip() for cell in rows[0][1]], columns)
    for number, row in rows[1:] if header else rows:
        cells = tuple(row[place].strip() if place < len(row) else "" for place in places)
        if not all(cells):
            raise UnreadableFile(
                f"{path}, row {number}: column {cells.index('') + 1} of {len(cells)} is empty"
            )
        yield cells


def _lines(text: str, delimiter: str) -> Iterator[list[str]]:
    if delimiter == "\t":  # exports with tabs do not quote
        return (line.rstrip("\r").split("\t") for line in text.split("\n"))
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _places(path: Path, first: list[str], columns: Sequence[Column]) -> tuple[list[int], bool]:
    """(where the columns stand, whether the first row is a header)."""
    lower = [cell.lower() for cell in first]
    found: list[int | None] = [_place(path, first, lower, column) for column in columns]
    header = any(
        place is not None and not (column.wanted or "").isdigit()
        for place, column in zip(found, columns, strict=True)
    )
    placed = [column.place if place is None else place for place, column in zip(found, columns, strict=True)]
    if max(placed) >= len(first):
        raise UnreadableFile(f"{path} has {len(first)} columns; {max(placed) + 1} are needed")
    return placed, header or any(name in lower for column in columns for name in column.known)


def _place(path: Path, first: list[str], lower: list[str], column: Column) -> int | None:
    if column.wanted is not None:
        if column.wanted.isascii() and column.wanted.isdigit() and int(column.wanted) > 0:
            return int(column.wanted) - 1
        if column.wanted.lower() not in lower:
            raise UnreadableFile(f"{path} has no column {column.wanted!r}; it has: {', '.join(first)}")
        return lower.index(column.wanted.lower())
    return next((lower.index(name) for name in column.known if name in lower), None)


def _splits(path: Path, part: str) -> list[tuple[str, ...]]:
    try:
        data: Any = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise UnreadableFile(f"cannot read {path}: {error}") from error
    rows: list[tuple[str, ...]] = []
    for name in part.split(",") if part else [""]:
        listed = data.get(name) if isinstance(data, dict) else data
        if not isinstance(listed, list):
            known = ", ".join(data) if isinstance(data, dict) else "a list"
            raise UnreadableFile(f"{path} has no split {name!r}; it has: {known}. Write FILE.json#SPLIT")
        for number, row in enumerate(listed, start=1):
            if not isinstance(row, list) or not all(isinstance(cell, str) and cell.strip() for cell in row):
                raise UnreadableFile(f"{path}#{name}, item {number} is not a list of texts")
            rows.append(tuple(cell.strip() for cell in row))
    return rows


def _folder(path: Path) -> list[tuple[str, ...]]:
    sides = [decode(path / name)[0].splitlines() for name in ("seq.in", "label")]
    if len(sides[0]) != len(sides[1]):
        raise UnreadableFile(f"{path}: seq.in has {len(sides[0])} lines, label {len(sides[1])}")
    return [(text.strip(), label.strip()) for text, label in zip(*sides, strict=True)]
