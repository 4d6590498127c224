"""The fitted reading on disk: one file in the lender's home, with what it was made of and the sha256 of itself."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tandem.contexts.bot.rules.handover.meaning import Meaning, from_json, to_json
from tandem.kit.folders import sync_folder


class ArtefactRefused(Exception):
    """The file is damaged, or was made by other code."""


@dataclass(frozen=True)
class Artefact:
    """`data`, `code`: digests of what it was made of and by (`material`)."""

    meaning: Meaning
    data: str
    code: str

    def serves(self, code: str, versions: Mapping[str, str]) -> bool:
        """Whether vectors of these encoders mean what they meant when it was made."""
        made = self.meaning.versions
        return self.code == code and all(versions.get(name) == version for name, version in made.items())


def save(path: Path, artefact: Artefact) -> None:
    """Whole or not at all, also when the power goes. Blocking. Raises OSError."""
    body = {"data": artefact.data, "code": artefact.code, "meaning": to_json(artefact.meaning)}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(_packed({"sha256": _sha256(body), **body}) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def load(path: Path) -> Artefact | None:
    """None where there is no file. Blocking. Raises ArtefactRefused, OSError."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        document = json.loads(raw)
        said = document.pop("sha256")
        if said != _sha256(document):
            raise ArtefactRefused(f"{path.name}: its sha256 is another")
        return Artefact(from_json(document["meaning"]), document["data"], document["code"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArtefactRefused(f"{path.name}: {error!r}") from error


def _sha256(body: Mapping[str, object]) -> str:
    return hashlib.sha256(_packed(body)).hexdigest()


def _packed(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, separators=(",", ":"), sort_keys=True).encode()
