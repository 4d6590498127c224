"""Hearing that there are jobs: PgQueuer's table calls after every change, several times for one message."""

import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
from pgqueuer import AsyncpgPoolDriver
from pgqueuer.ports.driver import NotifyCallback

_CHANGED = '"table_changed_event"'
_DELETED = '"delete"'


class Kept(asyncpg.Connection):  # type: ignore[misc]  # asyncpg ships no types
    """A connection that is not tidied up after every statement: nothing here leaves anything behind, and each tidying
    is one more question to the database."""

    async def reset(self, *, timeout: float | None = None) -> None:
        if self._listeners:
            await super().reset(timeout=timeout)


class Bell(AsyncpgPoolDriver):
    """Passes on that jobs have come in, at most once in `gather_s` seconds; not that jobs are done. `crowded`: there is
    no room for more, somebody rings when there is."""

    def __init__(self, pool: asyncpg.Pool, gather_s: float = 0.0) -> None:
        super().__init__(pool)
        self.crowded = False
        self.heard = True
        """Something may have come in since this was last set to False."""
        self._gather_s = gather_s
        self.gathers = timedelta(seconds=gather_s)
        self._due: asyncio.TimerHandle | None = None
        self._listens = asyncio.Event()
        self._passed_on: NotifyCallback | None = None
        self._example: str | bytes | bytearray | None = None

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        """See Driver.add_listener."""
        self._passed_on = callback
        self._example = orjson.dumps(
            {
                "channel": channel,
                "operation": "insert",
                "sent_at": "2000-01-01T00:00:00Z",
                "table": "pgqueuer",
                "type": "table_changed_event",
            }
        )
        await super().add_listener(channel, self._hear)
        self._listens.set()

    async def notify(self, channel: str, payload: str) -> None:
        """See Driver.notify. Whoever calls wants to be heard: PgQueuer asks at its start whether it hears itself, on a
        busy machine before it listens, and then begins again ten seconds later."""
        await self._listens.wait()
        await super().notify(channel, payload)

    def ring(self) -> None:
        """Wake who sleeps, now."""
        self._due = None
        self.heard = True
        if self._passed_on is not None and self._example is not None:
            self._passed_on(self._example)

    def _hear(self, payload: Any) -> None:
        if _CHANGED not in payload and self._passed_on is not None:
            self._passed_on(payload)
            return
        if _DELETED in payload:
            return
        self.heard = True
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(self._gather_s, self.ring)
