"""Running the simulator: for as long as a test needs it, or until it is told to end."""

import asyncio
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn

from tandem.demo.wechat_simulator.app import create_app
from tandem.demo.wechat_simulator.platform import Platform
from tandem.demo.wechat_simulator.pushing import Pusher

_AGAIN_S = 10.0


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        # The process's own business: tests and the command line have their handlers.
        yield


@dataclass
class Serving:
    """`async with Serving(platform) as sim`: on a free port of the loopback address."""

    platform: Platform
    port: int = 0
    pusher: Pusher = field(init=False)
    url: str = ""
    _server: uvicorn.Server = field(init=False)
    _task: "asyncio.Task[None] | None" = None

    def __post_init__(self) -> None:
        self.pusher = Pusher(self.platform)

    async def __aenter__(self) -> "Serving":
        door = socket.create_server(("127.0.0.1", self.port))
        self.url = f"http://127.0.0.1:{door.getsockname()[1]}"
        app = create_app(self.platform, self.pusher)
        config = uvicorn.Config(
            app, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1, ws="none"
        )
        self._server = _Server(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[door]))
        while not self._server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.pusher.close()
        self._server.should_exit = True
        self._server.force_exit = True
        if self._task is not None:
            await self._task


async def serve(platform: Platform, port: int, say: Callable[[str], None]) -> None:
    """Until cancelled. A port that somebody else has is tried again: the product does without meanwhile."""
    told = False
    while True:
        try:
            async with Serving(platform, port) as sim:
                say(sim.url)
                await asyncio.Event().wait()
        except OSError:
            if not told:
                say(f"port {port} is taken")
                told = True
            await asyncio.sleep(_AGAIN_S)
