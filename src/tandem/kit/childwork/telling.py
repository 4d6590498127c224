"""The child's side: how far it is, and whether anybody wants it still."""

from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from tandem.kit.childwork.rows import Rows
from tandem.kit.db import Database


class Stopped(Exception):
    """Somebody has asked to stop, or the row is over."""


@dataclass
class Telling:
    """Of one row, by its number; its progress every `every_s` seconds at most."""

    db: Database
    rows: Rows
    number: int
    every_s: float = 0.3
    _told: float = field(default=float("-inf"))

    async def tell(self, step: str, done: int, total: int) -> None:
        """How far it is, not too often; the begin and the end of a step always. Raises Stopped."""
        if monotonic() - self._told < self.every_s and 0 < done < total:
            return
        self._told = monotonic()
        await self.change(step=step, done=done, total=total)

    async def change(self, **values: Any) -> None:
        """Write these columns. Raises Stopped."""
        async with self.db.transaction() as tx:
            changed = await self.rows.change(tx, self.number, values)
            found = await self.rows.find(tx, self.number)
        if not changed or found is None or (found.open and found.stop_asked_at is not None):
            raise Stopped

    async def fail(self, code: str, params: dict[str, Any]) -> None:
        """It is over, for this reason: a code of errors and what fills its text. Raises Stopped."""
        await self.change(state="failed", reason=code, reason_params=params, finished_at=self.db.clock.now())
