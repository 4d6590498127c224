"""Documents and requests with the documents they need, from somebody's files."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from tandem.contexts.knowledge.api import Document
from tandem.demo.bench.nlu.tables import Column, read_rows
from tandem.demo.replay.reading import UnreadableFile, decode

_ID = ("id", "doc_id", "document_id", "_id")
_TITLE = ("title", "name", "question")
_TEXT = ("content", "text", "body", "answer")
_REQUEST = ("query", "question", "request", "text", "user_scenario.instructions")
_NEEDED = ("required_documents", "documents", "doc_ids", "relevant", "document", "doc_id")


@dataclass(frozen=True)
class Request:
    """`needed`: ids of documents, at least one."""

    text: str
    needed: tuple[str, ...]


def read_documents(source: str) -> list[Document]:
    """A folder of .json, .md or .txt files, one document each, or one file of many. Raises UnreadableFile."""
    path = Path(source)
    if path.is_dir():
        files = [one for one in sorted(path.iterdir()) if one.suffix.lower() in (".json", ".md", ".txt")]
        found = [document for one in files for document in _of_file(one)]
    else:
        found = list(_of_file(path))
    if not found:
        raise UnreadableFile(f"{source} holds no documents (.json, .md, .txt)")
    ids = [document.id for document in found]
    if len(set(ids)) < len(ids):
        twice = next(one for one in ids if ids.count(one) > 1)
        raise UnreadableFile(f"{source}: two documents are called {twice!r}")
    return found


def read_requests(source: str, request_key: str | None, needed_key: str | None) -> list[Request]:
    """JSON, JSON lines, CSV or TSV; keys with dots reach into objects. Several ids in one cell are parted by spaces,
    commas or bars. Raises UnreadableFile."""
    path = Path(source)
    if path.suffix.lower() in (".json", ".jsonl"):
        found = [
            Request(
                str(_value(one, _wanted(request_key, _REQUEST), f"{source}, item {number}")),
                _ids(_value(one, _wanted(needed_key, _NEEDED), f"{source}, item {number}")),
            )
            for number, one in enumerate(_objects(path), start=1)
        ]
    else:
        columns = (Column(_REQUEST, 0, request_key), Column(_NEEDED, 1, needed_key))
        found = [Request(text, _ids(needed)) for text, needed in read_rows(source, columns)]
    if not found or not all(one.needed for one in found):
        raise UnreadableFile(f"{source}: every request must name the documents that it needs")
    return found


def _of_file(path: Path) -> Iterator[Document]:
    if path.suffix.lower() in (".json", ".jsonl"):
        for number, one in enumerate(_objects(path), start=1):
            where = f"{path}, item {number}"
            title = _value(one, _TITLE, where, needed=False) or ""
            yield Document(str(_value(one, _ID, where)), str(title), str(_value(one, _TEXT, where)))
    elif path.suffix.lower() in (".csv", ".tsv"):
        for id_, text in read_rows(str(path), (Column(_ID, 0), Column(_TEXT, 1))):
            yield Document(id_, "", text)
    else:
        text = decode(path)[0]
        yield Document(path.stem, text.strip().split("\n", 1)[0].lstrip("# ").strip(), text)


def _objects(path: Path) -> list[dict[str, Any]]:
    try:
        raw = path.read_bytes()
        if path.suffix.lower() == ".jsonl":
            found = [orjson.loads(line) for line in raw.splitlines() if line.strip()]
        else:
            loaded = orjson.loads(raw)
            found = loaded if isinstance(loaded, list) else [loaded]
    except (OSError, orjson.JSONDecodeError) as error:
        raise UnreadableFile(f"cannot read {path}: {error}") from error
    if not all(isinstance(one, dict) for one in found):
        raise UnreadableFile(f"{path}: every item must be an object")
    return found


def _wanted(key: str | None, known: tuple[str, ...]) -> tuple[str, ...]:
    return (key,) if key else known


def _value(one: dict[str, Any], keys: tuple[str, ...], where: str, *, needed: bool = True) -> Any:
    for key in keys:
        found: Any = one
        for part in key.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        if found:
            return found
    if needed:
        raise UnreadableFile(f"{where} has none of: {', '.join(keys)}")
    return None


def _ids(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    return tuple(str(value).replace(",", " ").replace("|", " ").replace(";", " ").split())
