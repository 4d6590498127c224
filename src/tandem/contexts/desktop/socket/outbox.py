"""What waits to be sent on one socket: a bounded queue, its writer, and the end of the connection."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

from tandem.kit import metrics
from tandem.kit.errors import Unavailable

_QUEUE = 2000
_AGAIN_S = 0.5
_FAREWELL_S = 2.0
Work = Callable[[], Awaitable[None]]
Item = dict[str, Any] | str | Work


class Outbox:
    """`put` never waits and may be called from anywhere in the loop."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._queue: asyncio.Queue[Item] = asyncio.Queue(_QUEUE)
        self.ended: asyncio.Future[tuple[int, str]] = asyncio.get_running_loop().create_future()

    def put(self, item: Item) -> None:
        """Queue a frame, a frame as JSON (a row), or work for the writer."""
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            # Too slow to follow: close; the screen comes back and resumes from what it has.
            self.end(1013, "too_slow")

    def end(self, code: int, reason: str) -> None:
        """The connection has to end with this code; what is queued is not sent any more."""
        if not self.ended.done():
            metrics.socket_closes.labels("staff", reason).inc()
            self.ended.set_result((code, reason))

    async def write(self) -> None:
        """Send what is queued, in order, for ever."""
        while True:
            item = await self._queue.get()
            try:
                if callable(item):
                    await item()
                else:
                    await self.send(item)
            except Unavailable:
                # The database is away: the same again a little later, whatever else comes first.
                asyncio.get_running_loop().call_later(_AGAIN_S, self.put, item)

    async def send(self, frame: dict[str, Any] | str) -> None:
        """Send at once; only the writer and what it runs may."""
        kind = "row" if isinstance(frame, str) else frame["type"]
        text = frame if isinstance(frame, str) else orjson.dumps(frame).decode()
        metrics.socket_frames.labels("staff", kind).inc()
        await self._socket.send_text(text)

    async def say_goodbye(self) -> None:
        """Close the socket with the code given to `end`, if any; a client that does not read cannot delay it."""
        if self.ended.done():
            with suppress(TimeoutError, RuntimeError, OSError, WebSocketDisconnect):
                await asyncio.wait_for(self._socket.close(*self.ended.result()), _FAREWELL_S)
