"""A trained model in one file: a line with the hash, then arrays and a JSON document as .npz. Nothing in it is
code, nothing is unpickled, and a file whose hash differs is refused before it is read."""

import hashlib
import io
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from tandem.contexts.bot.understanding.errors import ModelFileRefused

_MAGIC = b"tandem-model 1 "
_HEAD = "document"
DIGITS = 12
"""Of the sha256, in a version's name."""

_DIGEST_CHARS = 64


@dataclass(frozen=True)
class Artefact:
    """`kind` says which model reads it (intents, pairs); `document` is plain JSON, `arrays` are numbers."""

    kind: str
    document: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]


def pack(artefact: Artefact) -> tuple[bytes, str]:
    """(the file's content, its sha256). The same model gives the same bytes."""
    head = orjson.dumps({"kind": artefact.kind, "document": artefact.document}, option=orjson.OPT_SORT_KEYS)
    body = io.BytesIO()
    arrays = {name: artefact.arrays[name] for name in sorted(artefact.arrays)}
    np.savez(body, allow_pickle=False, **{_HEAD: np.frombuffer(head, dtype=np.uint8)}, **arrays)
    content = body.getvalue()
    digest = hashlib.sha256(content).hexdigest()
    return _MAGIC + digest.encode() + b"\n" + content, digest


def save(artefact: Artefact, path: Path) -> str:
    """Writes the file whole or not at all; gives its sha256."""
    content, digest = pack(artefact)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
    return digest


def load(path: Path, *, kind: str, sha256: str | None = None) -> Artefact:
    """The model in the file. `sha256`: what it must be, where that is known from elsewhere (the database).
    Raises ModelFileRefused, FileNotFoundError."""
    return unpack(path.read_bytes(), kind=kind, sha256=sha256)


def unpack(content: bytes, *, kind: str, sha256: str | None = None) -> Artefact:
    """See `load`."""
    start = len(_MAGIC) + _DIGEST_CHARS + 1
    if not content.startswith(_MAGIC) or len(content) < start:
        raise ModelFileRefused("model_file_unknown")
    said = content[len(_MAGIC) : start - 1].decode("ascii", "replace")
    found = hashlib.sha256(memoryview(content)[start:]).hexdigest()
    if found != said or (sha256 is not None and found != sha256):
        raise ModelFileRefused("model_file_damaged", params={"expected": sha256 or said, "found": found})
    try:
        with np.load(io.BytesIO(content[start:]), allow_pickle=False) as packed:
            head = orjson.loads(packed[_HEAD].tobytes())
            arrays = {name: packed[name] for name in packed.files if name != _HEAD}
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelFileRefused("model_file_unknown", detail=str(error)) from error
    if head["kind"] != kind:
        raise ModelFileRefused("model_file_unknown", params={"expected": kind, "found": head["kind"]})
    return Artefact(kind, head["document"], arrays)
