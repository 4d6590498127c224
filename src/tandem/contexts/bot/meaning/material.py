"""What a reading is made of, and the digests by which it is known whether it was made of that."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from tandem.contexts.bot.meaning.lines import (
    Line,
    LinesRefused,
    lenders_files,
    parsed,
    shipped_bytes,
    together,
)
from tandem.contexts.bot.rules import mandatory
from tandem.contexts.knowledge.api import out_of_scope_texts, searchable

_CODE = (
    ("tandem.contexts.bot.meaning", ("fitting.py", "data/floors.json")),
    ("tandem.contexts.bot.rules.handover", ("meaning.py",)),
)


@dataclass(frozen=True)
class Everyday:
    """Questions that customers ask every day and that need nobody. `fingerprint` is cheap, `texts` may take seconds."""

    fingerprint: Callable[[], bytes]
    texts: Callable[[], Sequence[str]]


@dataclass(frozen=True)
class Material:
    """`refused`: files of the lender's that were left out, and why. `digest`: of everything that is learned from."""

    lines: tuple[Line, ...]
    refused: tuple[str, ...]
    everyday: Everyday
    digest: str

    @classmethod
    def of(cls, everyday: Everyday, folder: Path | None = None) -> "Material":
        """As the files stand now. `folder`: where the lender's are. Blocking, some milliseconds. Raises OSError."""
        own = {path.name: path.read_bytes() for path in lenders_files(folder)} if folder else {}
        read, refused = _read(own)
        shipped = shipped_bytes()
        found = together(_read(shipped)[0], read)
        hashed = (*shipped.items(), *((name, own[name]) for name in own), *_harmless_bytes(everyday))
        return cls(found, tuple(refused), everyday, _digest(hashed))

    def harmless(self) -> list[str]:
        """Everyday questions that no pattern sees, and what no lender answers."""
        return [*(text for text in self.everyday.texts() if mandatory(text) is None), *out_of_scope_texts()]

    def texts(self, harmless: Iterable[str]) -> list[str]:
        """What the encoders are given, in the order of the fit."""
        return [*(line.learned for line in self.lines), *map(searchable, harmless)]


def code_digest() -> str:
    """Of the code and the settings that a reading is made by."""
    files = (
        (name, resources.files(package).joinpath(name).read_bytes())
        for package, names in _CODE
        for name in names
    )
    return _digest(files)


def _read(files: Mapping[str, bytes]) -> tuple[list[Line], list[str]]:
    lines: list[Line] = []
    refused: list[str] = []
    for name, content in files.items():
        try:
            lines += parsed(content, name)
        except LinesRefused as error:
            refused.append(str(error))
    return lines, refused


def _harmless_bytes(everyday: Everyday) -> list[tuple[str, bytes]]:
    return [
        ("everyday", everyday.fingerprint()),
        ("out of scope", "\n".join(out_of_scope_texts()).encode()),
    ]


def _digest(parts: Iterable[tuple[str, bytes]]) -> str:
    found = hashlib.sha256()
    for name, content in parts:
        found.update(f"{name}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()
