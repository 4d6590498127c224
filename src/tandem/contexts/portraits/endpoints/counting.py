"""Counting everybody for a screen: exact while they are few; of very many at most twice a minute by a process."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from tandem.contexts.portraits.repository import portraits
from tandem.kit.db import Tx

FEW = 20_000
HELD = timedelta(seconds=30)

T = TypeVar("T")


class Counting(Generic[T]):
    """What `count` says; of more than `FEW` customers it is said again for `HELD` before anybody counts anew."""

    def __init__(self, count: Callable[[Tx], Awaitable[T]]) -> None:
        self._count = count
        self._kept: tuple[datetime, T] | None = None

    async def __call__(self, tx: Tx) -> T:
        if self._kept is not None and tx.now < self._kept[0]:
            return self._kept[1]
        found = await self._count(tx)
        self._kept = (tx.now + HELD, found) if await portraits.about(tx) > FEW else None
        return found
