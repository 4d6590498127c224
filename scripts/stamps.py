"""Remembers what was done for which inputs, so that nothing is done twice. Standard library only."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

_SKIPPED = {"node_modules", "dist", "__pycache__", ".vite", "test-results"}


class Stamp:
    """One step's memory: a file with the hash of all it depended on."""

    def __init__(self, folder: Path, name: str, inputs: Iterable[Path], extra: str = "") -> None:
        self._file = folder / name
        self._hash = _hash_of(inputs, extra)

    def is_fresh(self) -> bool:
        """Whether the step was done for just these inputs."""
        return self._file.is_file() and self._file.read_text() == self._hash

    def set(self) -> None:
        """Remember that it is done."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(self._hash)


def _hash_of(inputs: Iterable[Path], extra: str) -> str:
    digest = hashlib.sha256(extra.encode())
    for path in sorted(file for one in inputs for file in _files(one)):
        digest.update(str(path).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        for inner in path.iterdir():
            if inner.name not in _SKIPPED:
                yield from _files(inner)
