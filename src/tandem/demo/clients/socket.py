"""A WebSocket that comes back by itself, with the back-off the contract asks of browsers."""

import asyncio
import random
from collections.abc import Callable
from time import perf_counter
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tandem.demo.clients.calling import Tally

Frame = dict[str, Any]
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
FATAL_CLOSES = (4401, 4413)
"""Closes that trying again cannot mend: a bad token, a frame too large."""


class SocketRefused(Exception):
    """The server closed the socket for good."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code


class ResumingSocket:
    """Keeps one socket open: says hello, hands frames on, and after a drop resumes.

    `hello` is asked for its frame at every connection, so that it can name the last sequence number
    seen. `on_frame(frame, at)` gets every frame but pings, with its arrival in perf_counter seconds.
    """

    def __init__(
        self,
        url: str,
        *,
        hello: Callable[[], Frame],
        on_frame: Callable[[Frame, float], None],
        on_ready: Callable[[Frame], list[Frame]] | None = None,
        headers: Callable[[], dict[str, str]] = dict,
        origin: str | None = None,
        tally: Tally | None = None,
        first_pause: float = FIRST_PAUSE,
    ) -> None:
        self._url, self._hello, self._on_frame, self._on_ready = url, hello, on_frame, on_ready
        self._headers, self._origin, self._tally = headers, origin, tally or Tally()
        self._first_pause = first_pause
        self._connection: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._closing = False
        self.connections = 0
        self.ready_at = 0.0
        self.refused: SocketRefused | None = None

    @property
    def is_ready(self) -> bool:
        return self._ready.is_set()

    async def open(self, timeout: float = 30.0) -> None:
        """Connect and wait for `ready`. Raises SocketRefused or TimeoutError."""
        if self._task is None:
            self._closing = False
            self._task = asyncio.create_task(self._keep())
        ready = asyncio.create_task(self._ready.wait())
        try:
            await asyncio.wait({ready, self._task}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
        if self.refused is not None:
            raise self.refused
        if not self._ready.is_set():
            raise TimeoutError(f"the socket was not ready within {timeout:g} s")

    async def send(self, frame: Frame) -> bool:
        """Send a frame; False if the socket is away just now (frames are hints, the API is the door)."""
        if self._connection is None or not self._ready.is_set():
            return False
        try:
            await self._connection.send(orjson.dumps(frame).decode())
        except ConnectionClosed:
            return False
        return True

    def drop(self) -> None:
        """Cut the line without a goodbye, as a lost network would; the socket then comes back."""
        if self._connection is not None:
            self._ready.clear()
            self._connection.transport.abort()

    async def close(self) -> None:
        self._closing = True
        self._ready.clear()
        task, self._task = self._task, None
        if self._connection is not None:
            await self._connection.close()
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _keep(self) -> None:
        pause = self._first_pause
        while True:
            try:
                await self._run_once()
                pause = self._first_pause
            except ConnectionClosed as error:
                code = error.rcvd.code if error.rcvd else 1006
                if code in FATAL_CLOSES:
                    self.refused = SocketRefused(code, error.rcvd.reason if error.rcvd else "")
                    return
                pause = self._first_pause if self._ready.is_set() else pause
            except (OSError, InvalidHandshake, TimeoutError):
                pass
            finally:
                self._ready.clear()
                self._connection = None
            if self._closing:
                return
            self._tally.socket_drops += 1
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _run_once(self) -> None:
        async with connect(
            self._url,
            origin=self._origin,  # type: ignore[arg-type]
            additional_headers=self._headers(),
            ping_interval=None,  # the server's own pings keep the line, as in a browser
            max_size=2**22,
            open_timeout=60,  # browsers are patient, too: giving up early feeds a storm
            close_timeout=2,
            max_queue=None,
            proxy=None,
        ) as connection:
            self._connection = connection
            self.connections += 1
            await connection.send(orjson.dumps(self._hello()).decode())
            while True:
                await self._handle(connection, await connection.recv(decode=False))

    async def _handle(self, connection: ClientConnection, raw: bytes) -> None:
        at = perf_counter()
        frame: Frame = orjson.loads(raw)
        match frame.get("type"):
            case "ping":
                await connection.send('{"type":"pong"}')
                return
            case "ready":
                self.ready_at = at
                self._ready.set()
                for follow in self._on_ready(frame) if self._on_ready else ():
                    await connection.send(orjson.dumps(follow).decode())
        self._on_frame(frame, at)
