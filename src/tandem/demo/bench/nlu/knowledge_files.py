"""A knowledge base and questions to judge it by, from files: the demo lender's unless others are named."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

import yaml

from tandem.demo.bench.nlu.tables import Column, read_rows
from tandem.demo.replay.reading import UnreadableFile, decode
from tandem.demo.seed.knowledge import documents

Part = Literal["dev", "test", "all"]

NO_ENTRY = "oos"
"""In the place of a key: no entry answers this question."""

_ENTRY = {"key": str, "question": str, "answer": str}
_LISTS = ("phrasings", "related")
_PARTS = 3


@dataclass(frozen=True)
class Asked:
    """`key` of the entry that answers, None where none does."""

    text: str
    key: str | None


def read_knowledge(sources: Sequence[str]) -> list[dict[str, Any]]:
    """Documents as the product imports them, from YAML files or folders of such. Raises UnreadableFile."""
    if not sources:
        return list(documents())
    found = [_document(path) for source in sources for path in _paths(Path(source))]
    keys = [entry["key"] for document in found for entry in document["entries"]]
    if not keys:
        raise UnreadableFile(f"{', '.join(sources)}: no entries")
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise UnreadableFile(f"two entries have the key {twice!r}")
    return found


def read_questions(sources: Sequence[str], keys: set[str], part: Part) -> list[Asked]:
    """Questions of one part, from tables of text and key (lines that begin with # are remarks). Raises UnreadableFile."""
    folder = files("tandem.demo") / "questions"
    named = sources or [str(folder / name) for name in ("in_scope.tsv", "out_of_scope.tsv")]
    columns = (Column(("text", "question", "query"), 0), Column(("key", "entry", "label"), 1))
    found: dict[str, Asked] = {}
    for source in named:
        for text, key in read_rows(source, columns, comments=True):
            if key != NO_ENTRY and key not in keys:
                raise UnreadableFile(f"{source}: no entry has the key {key!r} (asked: {text})")
            known = found.setdefault(text, Asked(text, None if key == NO_ENTRY else key))
            if (known.key or NO_ENTRY) != key:
                raise UnreadableFile(f"{source}: {text!r} stands there with two keys")
    asked = [one for one in found.values() if part in ("all", part_of(one))]
    if not any(one.key for one in asked):
        raise UnreadableFile(f"{', '.join(named)}: no question of the part {part!r} has an entry")
    return asked


def part_of(asked: Asked) -> Part:
    """A third of the entries is dev, with all their questions, and a third of the questions without one; always the
    same, whatever else the file holds."""
    return "dev" if crc32((asked.key or asked.text).encode()) % _PARTS == 0 else "test"


def _paths(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(one for one in path.iterdir() if one.suffix in (".yaml", ".yml"))
    if not found:
        raise UnreadableFile(f"{path} holds no .yaml files")
    return found


def _document(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(decode(path)[0])
    except yaml.YAMLError as error:
        raise UnreadableFile(f"{path}: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("entries"), list):
        raise UnreadableFile(f"{path}: a mapping with category and entries is needed")
    if not isinstance(found.get("category"), str):
        raise UnreadableFile(f"{path}: category is missing")
    for number, entry in enumerate(found["entries"], start=1):
        _check(entry, f"{path}, entry {number}")
    return found


def _check(entry: Any, where: str) -> None:
    if not isinstance(entry, dict):
        raise UnreadableFile(f"{where} is not a mapping")
    for name, kind in _ENTRY.items():
        if not isinstance(entry.get(name), kind) or not entry[name].strip():
            raise UnreadableFile(f"{where}: {name} is missing")
    for name in _LISTS:
        listed = entry.get(name) or []
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise UnreadableFile(f"{where}: {name} is not a list of texts")
