"""The NATS transport."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import nats
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.errors import SlowConsumerError

from tandem.kit.ids import new_id
from tandem.kit.notice import Notice

log = structlog.get_logger(__name__)
# Under the server's default limit of 1 MB; larger bodies are read from the event table.
PAYLOAD_LIMIT = 512 * 1024
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0


class NatsTransport:
    """See kit.realtime.Transport. nats-py's own reconnecting is off: it hides gaps that must be reported."""

    def __init__(self, url: str, *, subject: str = "tandem.notices", backlog: int = 20_000) -> None:
        self._url = url
        self._subject = subject
        self._origin = new_id().hex
        self._outbox: asyncio.Queue[bytes] = asyncio.Queue(backlog)
        self._unsent: list[bytes] = []
        self._listening = False

    @property
    def connected(self) -> bool:
        return self._listening

    def publish(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            try:
                self._outbox.put_nowait(notice.encode(self._origin, PAYLOAD_LIMIT))
            except asyncio.QueueFull:
                log.warning("realtime.backlog_full")
                return
            except ValueError as error:
                log.error("realtime.notice_too_large", kind=notice.kind, cause=str(error))

    async def run(
        self, on_notice: Callable[[Notice], None], on_gap: Callable[[], None], *, listen: bool = True
    ) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._stay_connected(on_notice, on_gap, listen)
                pause = _FIRST_PAUSE
            except (NatsError, OSError, TimeoutError) as error:
                log.warning("realtime.nats_lost", cause=repr(error), waiting=self._outbox.qsize())
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _stay_connected(
        self, on_notice: Callable[[Notice], None], on_gap: Callable[[], None], listen: bool
    ) -> None:
        lost = asyncio.Event()
        client = await self._connect(lost, on_gap)
        try:
            if listen:
                await client.subscribe(self._subject, cb=self._receiver(on_notice))
                await client.flush(timeout=5)
                self._listening = True
                on_gap()
            await self._send(client, lost)
        finally:
            self._listening = False
            with suppress(NatsError, OSError, TimeoutError):
                await client.close()

    async def _connect(self, lost: asyncio.Event, on_gap: Callable[[], None]) -> Client:
        async def gone() -> None:
            lost.set()

        async def failed(error: Exception) -> None:
            log.warning("realtime.nats_error", cause=repr(error))
            if isinstance(error, SlowConsumerError):
                on_gap()

        return await nats.connect(
            self._url,
            name="tandem",
            allow_reconnect=False,
            connect_timeout=3,
            no_echo=True,
            ping_interval=5,
            disconnected_cb=gone,
            closed_cb=gone,
            error_cb=failed,
        )

    def _receiver(self, on_notice: Callable[[Notice], None]) -> Callable[[Msg], Awaitable[None]]:
        async def received(message: Msg) -> None:
            try:
                origin, notice = Notice.decode(message.data)
            except (ValueError, KeyError, TypeError):
                log.warning("realtime.foreign_payload")
                return
            if origin != self._origin:
                on_notice(notice)

        return received

    async def _send(self, client: Client, lost: asyncio.Event) -> None:
        """Until the connection is lost. What is unconfirmed then is sent again by the next one."""
        ending = asyncio.create_task(lost.wait())
        try:
            while not lost.is_set():
                if not self._unsent and not await self._fill(ending):
                    return
                for payload in self._unsent:
                    await client.publish(self._subject, payload)
                await client.flush(timeout=5)
                self._unsent = []
        finally:
            ending.cancel()

    async def _fill(self, ending: "asyncio.Task[bool]") -> bool:
        """Move what waits into `_unsent`; False when the connection ended first."""
        first = asyncio.create_task(self._outbox.get())
        try:
            await asyncio.wait({first, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not first.done():
                first.cancel()
        if not first.done() or first.cancelled():
            return False
        self._unsent = [first.result()]
        while len(self._unsent) < 500 and not self._outbox.empty():
            self._unsent.append(self._outbox.get_nowait())
        return True
