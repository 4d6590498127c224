"""What customers did in the demo's account book: lines added to a file, or kept in memory."""

import fcntl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson


@dataclass(frozen=True)
class Line:
    """One thing done. `key` is the caller's: it is done once."""

    key: str
    customer: str
    kind: str
    at: datetime
    details: Mapping[str, Any]

    @property
    def number(self) -> str:
        """A number to quote, the same for the same key."""
        digits = int(sha256(self.key.encode()).hexdigest()[:10], 16) % 1_000_000
        return f"HS{self.at:%Y%m%d}{digits:06}"

    @property
    def on(self) -> date:
        return self.at.date()


class Ledger:
    """`path` None keeps it in memory. Several processes may share a file: writing locks it."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._memory: list[Line] = []

    def of(self, customer: str, kind: str) -> list[Line]:
        """What the customer did of this kind, oldest first."""
        return [line for line in self._all() if line.customer == customer and line.kind == kind]

    def find(self, key: str) -> Line | None:
        """What was done under this key."""
        return next((line for line in self._all() if line.key == key), None)

    def add(self, line: Line) -> Line:
        """Write it down, unless its key was used: then the first line is given."""
        if self._path is None:
            return self.find(line.key) or self._keep(line)
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            known = self.find(line.key)
            if known is not None:
                return known
            # Behind a line that was cut short, a new one begins.
            torn = file.tell() > 0 and not self._path.read_bytes().endswith(b"\n")
            file.write(b"\n" * torn + orjson.dumps(vars(line)) + b"\n")
            file.flush()
        return line

    def _keep(self, line: Line) -> Line:
        self._memory.append(line)
        return line

    def _all(self) -> list[Line]:
        if self._path is None:
            return self._memory
        try:
            rows = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        # A line cut short by a power cut was never confirmed to anybody.
        return [line for row in rows if (line := _read(row)) is not None]


def _read(row: bytes) -> Line | None:
    try:
        data = orjson.loads(row)
        return Line(**{**data, "at": datetime.fromisoformat(data["at"])})
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None
