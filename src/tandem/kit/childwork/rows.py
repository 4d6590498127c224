"""What a context keeps of such work: one row for each piece, known by its number."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from tandem.kit.db import Tx


class Open(Protocol):
    """A row, as far as this concerns it. `open`: it waits, or a child has it."""

    @property
    def open(self) -> bool: ...

    @property
    def attempts(self) -> int: ...

    @property
    def started_at(self) -> datetime | None: ...

    @property
    def stop_asked_at(self) -> datetime | None: ...

    @property
    def step(self) -> str | None: ...

    @property
    def done(self) -> int: ...


class Rows(Protocol):
    """Where the rows are: a module of a context's `repository`."""

    async def find(self, tx: Tx, number: int, *, lock: bool = False) -> Open | None:
        """The row; `lock`: nobody else changes it until commit. None when there is none."""
        ...

    async def change(self, tx: Tx, number: int, values: Mapping[str, Any]) -> bool:
        """Change a row that is open; False when it is not. Columns here: state, attempts, started_at, finished_at,
        reason, step, done, total."""
        ...
