"""All customers' sockets of a process: how many, and one clock that pings and notices the dead."""

import asyncio
from collections import Counter
from time import monotonic
from typing import Protocol
from uuid import UUID

from tandem.contexts.channels.web.options import WebOptions
from tandem.kit import metrics

PING_S = 25.0
SILENCE_S = 75.0
_TICK_S = 1.0
# A storm of returning sockets takes turns at the database; the rest of the process keeps its connections.
_READERS = 6


class Pinged(Protocol):
    customer_id: UUID
    heard_at: float
    pinged_at: float

    def ping(self) -> None: ...

    def abort(self, code: int, reason: str) -> None: ...


class Registry:
    def __init__(self, options: WebOptions) -> None:
        self._options = options
        self._sockets: set[Pinged] = set()
        self._by_customer: Counter[UUID] = Counter()
        self._task: asyncio.Task[None] | None = None
        self.turn = asyncio.Semaphore(_READERS)

    def __len__(self) -> int:
        return len(self._sockets)

    @property
    def full(self) -> bool:
        return len(self._sockets) >= self._options.sockets_per_process

    def has_room(self, customer_id: UUID) -> bool:
        return self._by_customer[customer_id] < self._options.sockets_per_customer

    def add(self, socket: Pinged) -> None:
        self._sockets.add(socket)
        self._by_customer[socket.customer_id] += 1
        metrics.sockets.labels("customer").set(len(self._sockets))
        if self._task is None:
            self._task = asyncio.create_task(self._tick())

    def remove(self, socket: Pinged) -> None:
        if socket not in self._sockets:
            return
        self._sockets.discard(socket)
        self._by_customer[socket.customer_id] -= 1
        if self._by_customer[socket.customer_id] <= 0:
            del self._by_customer[socket.customer_id]
        metrics.sockets.labels("customer").set(len(self._sockets))

    async def _tick(self) -> None:
        try:
            while self._sockets:
                await asyncio.sleep(_TICK_S)
                self.look(monotonic())
        finally:
            self._task = None

    def look(self, now: float) -> None:
        """Ping who is due, end who has been silent for three pings."""
        for socket in list(self._sockets):
            if now - socket.heard_at > SILENCE_S:
                socket.abort(1001, "idle")
            elif now - socket.pinged_at >= PING_S:
                socket.pinged_at = now
                socket.ping()
