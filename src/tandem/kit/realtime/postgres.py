"""NOTIFY as transport: one LISTEN connection and one publishing connection per process.

Publishing happens outside the writers' transactions (inside, NOTIFY serialises commits) and in batches."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

import asyncpg
import structlog

from tandem.kit.ids import new_id
from tandem.kit.notice import Notice

log = structlog.get_logger(__name__)
CHANNEL = "tandem"
# pg_notify refuses payloads of 8000 bytes and more.
PAYLOAD_LIMIT = 7900
_NOTIFY = "SELECT pg_notify($1, p) FROM unnest($2::text[]) AS p"


class PostgresTransport:
    def __init__(self, dsn: str, *, backlog: int = 20_000) -> None:
        self._dsn = dsn
        self._origin = new_id().hex
        self._outbox: asyncio.Queue[bytes] = asyncio.Queue(backlog)
        self._listening = False

    @property
    def connected(self) -> bool:
        return self._listening

    def publish(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            try:
                self._outbox.put_nowait(notice.encode(self._origin, PAYLOAD_LIMIT))
            except asyncio.QueueFull:
                # The sweep of the event table delivers what is dropped here.
                log.warning("realtime.backlog_full")
                return
            except ValueError as error:
                log.error("realtime.notice_too_large", kind=notice.kind, cause=str(error))

    async def run(
        self, on_notice: Callable[[Notice], None], on_gap: Callable[[], None], *, listen: bool = True
    ) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._send_forever())
            if listen:
                group.create_task(self._listen_forever(on_notice, on_gap))

    async def _send_forever(self) -> None:
        batch: list[str] = []
        while True:
            connection: asyncpg.Connection | None = None
            try:
                connection = await asyncpg.connect(self._dsn, timeout=5)
                while True:
                    batch = batch or await self._next_batch()
                    await connection.execute(_NOTIFY, CHANNEL, batch, timeout=10)
                    batch = []
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("realtime.publish_failed", cause=repr(error), waiting=len(batch))
            finally:
                if connection is not None:
                    connection.terminate()
            await asyncio.sleep(0.3)

    async def _next_batch(self) -> list[str]:
        batch = [await self._outbox.get()]
        while len(batch) < 500 and not self._outbox.empty():
            batch.append(self._outbox.get_nowait())
        return [item.decode() for item in batch]

    async def _listen_forever(self, on_notice: Callable[[Notice], None], on_gap: Callable[[], None]) -> None:
        delay = 0.1

        def received(_connection: object, _pid: object, _channel: object, payload: object) -> None:
            try:
                origin, notice = Notice.decode(str(payload))
            except (ValueError, KeyError, TypeError):
                log.warning("realtime.foreign_payload")
                return
            if origin != self._origin:
                on_notice(notice)

        while True:
            connection: asyncpg.Connection | None = None
            try:
                connection = await asyncpg.connect(self._dsn, timeout=5)
                await connection.add_listener(CHANNEL, received)
                self._listening = True
                delay = 0.1
                on_gap()
                while not connection.is_closed():
                    # A half-open connection shows itself only when used.
                    await asyncio.sleep(1)
                    await connection.execute("SELECT 1", timeout=5)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("realtime.listen_lost", cause=repr(error))
            finally:
                self._listening = False
                if connection is not None:
                    with suppress(OSError):
                        connection.terminate()
            await asyncio.sleep(delay)
            delay = min(delay * 2, 2.0)
