"""One bound connection to a short message centre."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from tandem.adapters.sms_smpp import pdu
from tandem.adapters.sms_smpp.pdu import Malformed, Pdu
from tandem.adapters.sms_smpp.settings import SmppAccount
from tandem.kit import metrics

log = structlog.get_logger(__name__)
_CONNECT_S, _ANSWER_S = 5.0, 10.0
_MOST_SEQUENCE = 0x7FFFFFFF
_SYSTEM_ERROR, _INVALID_COMMAND = 0x08, 0x03
Deliver = Callable[[bytes], Awaitable[None]]


class Broken(Exception):
    """The connection is gone, or the centre does not answer; the text says which."""


class BindRefused(Exception):
    """The centre does not let us in. `status` is its own."""

    def __init__(self, status: int) -> None:
        super().__init__(f"0x{status:08x}")
        self.status = status


class Session:
    """Requests up to the window at once, each waits for its answer. What the centre delivers is acknowledged after
    `deliver` has kept it, and refused with a system error when that failed: then it comes again."""

    def __init__(self, told: SmppAccount, deliver: Deliver, *, enquire_s: float = 30.0) -> None:
        self._told, self._deliver, self._enquire_s = told, deliver, enquire_s
        self._window = asyncio.Semaphore(told.window)
        self._waiting: dict[int, asyncio.Future[Pdu]] = {}
        self._sequence = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._writer: asyncio.StreamWriter | None = None
        self.closed = True

    async def open(self) -> None:
        """Connect and bind. Raises Broken, BindRefused."""
        told = self._told
        tls = ssl.create_default_context() if told.tls else None
        try:
            async with asyncio.timeout(_CONNECT_S):
                reader, self._writer = await asyncio.open_connection(told.host, told.port, ssl=tls)
        except (OSError, TimeoutError) as error:
            raise Broken(type(error).__name__) from error
        self.closed = False
        self._tasks.append(asyncio.create_task(self._read(reader)))
        answer = await self.request(
            pdu.BIND_TRANSCEIVER, pdu.bind(told.system_id, told.password, told.system_type)
        )
        if answer.status != 0:
            await self.close()
            raise BindRefused(answer.status)
        self._tasks.append(asyncio.create_task(self._enquire()))

    async def request(self, command: int, body: bytes = b"") -> Pdu:
        """Send one unit and wait for its answer. Raises Broken; then nobody knows whether the centre has it."""
        async with self._window:
            if self.closed or self._writer is None:
                raise Broken("closed")
            self._sequence = self._sequence % _MOST_SEQUENCE + 1
            number = self._sequence
            answer: asyncio.Future[Pdu] = asyncio.get_running_loop().create_future()
            self._waiting[number] = answer
            try:
                async with asyncio.timeout(_ANSWER_S):
                    self._writer.write(Pdu(command, number, body=body).wire())
                    await self._writer.drain()
                    return await answer
            except (OSError, TimeoutError) as error:
                self._lose("no answer" if isinstance(error, TimeoutError) else type(error).__name__)
                raise Broken(type(error).__name__) from error
            finally:
                self._waiting.pop(number, None)

    async def close(self) -> None:
        """Unbind as far as that is possible, and end. Twice is once."""
        if not self.closed:
            with suppress(Broken, TimeoutError):
                async with asyncio.timeout(1):
                    await self.request(pdu.UNBIND)
        self._lose("closed")
        others = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)  # whoever closes can still be cancelled

    def _lose(self, why: str) -> None:
        self.closed = True
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(Broken(why))
        if self._writer is not None:
            self._writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Until the connection ends: a unit that is none ends it, too."""
        try:
            while True:
                length, command, status, sequence = pdu.read_head(await reader.readexactly(pdu.HEAD.size))
                body = await reader.readexactly(length)
                await self._take(Pdu(command, sequence, status, body))
        except (OSError, asyncio.IncompleteReadError) as error:
            self._lose(type(error).__name__)
        except Malformed as error:
            metrics.contain("sms", "malformed")
            log.warning("smpp.malformed", system_id=self._told.system_id, why=str(error))
            self._lose("malformed")

    async def _take(self, unit: Pdu) -> None:
        assert self._writer is not None
        if unit.command & pdu.RESPONSE:
            answer = self._waiting.get(unit.sequence)
            if answer is not None and not answer.done():
                answer.set_result(unit)
            return
        body, status = b"", 0
        if unit.command == pdu.DELIVER_SM:
            body, status = b"\x00", await self._kept(unit.body)
        elif unit.command not in (pdu.ENQUIRE_LINK, pdu.UNBIND):
            self._writer.write(Pdu(pdu.GENERIC_NACK, unit.sequence, _INVALID_COMMAND).wire())
            return
        self._writer.write(Pdu(unit.command | pdu.RESPONSE, unit.sequence, status, body).wire())
        await self._writer.drain()
        if unit.command == pdu.UNBIND:
            self._lose("unbound")

    async def _kept(self, body: bytes) -> int:
        try:
            await self._deliver(body)
        except Malformed:
            raise
        except Exception as error:  # whatever kept us from keeping it: the centre brings it again
            log.error("smpp.not_kept", system_id=self._told.system_id, cause=type(error).__name__)
            return _SYSTEM_ERROR
        return 0

    async def _enquire(self) -> None:
        while not self.closed:
            await asyncio.sleep(self._enquire_s)
            with suppress(Broken):
                await self.request(pdu.ENQUIRE_LINK)
