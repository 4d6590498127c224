"""uvicorn inside our own event loop, so that the container is closed properly after the last request."""

import asyncio
import math
import signal
import socket
from collections.abc import Generator
from contextlib import contextmanager

import structlog
import uvicorn
from starlette.types import ASGIApp

from tandem.settings import Settings

log = structlog.get_logger(__name__)
_FRAME_BYTES = 256 * 1024


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        # uvicorn would raise the signal again at the end and so kill the process before it has tidied up.
        yield


async def serve(app: ASGIApp, settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Requests get `graceful_shutdown_s` to end, sockets a close frame."""
    server = _Server(_config(app, settings))
    loop = asyncio.get_running_loop()
    stops = (signal.SIGTERM, signal.SIGINT)
    for number in stops:
        loop.add_signal_handler(number, _stop, server)
    door = _door(settings)
    log.info("http.serving", fd=settings.listen_fd, address=str(door.getsockname()))
    try:
        await server.serve(sockets=[door])
    finally:
        for number in stops:
            loop.remove_signal_handler(number)
        log.info("http.stopped")


def _stop(server: uvicorn.Server) -> None:
    if server.should_exit:
        server.force_exit = True  # asked twice: at once
    server.should_exit = True


def _config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        # Who may say where a request came from: only the proxies that the settings name.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        ws_max_size=_FRAME_BYTES,
        ws_per_message_deflate=False,  # short frames; compression costs 64 KB of memory a socket
        timeout_keep_alive=75,
        # Without it uvicorn waits for ever for a socket whose handler waits for something to send.
        timeout_graceful_shutdown=max(1, math.ceil(settings.graceful_shutdown_s)),
    )


def _door(settings: Settings) -> socket.socket:
    """The listening socket: the supervisor's, or a new one."""
    if settings.listen_fd is not None:
        door = socket.socket(fileno=settings.listen_fd)
    else:
        door = socket.create_server(
            (settings.host, settings.port),
            family=socket.AF_INET6 if ":" in settings.host else socket.AF_INET,
            backlog=4096,
        )
    door.setblocking(False)
    return door
