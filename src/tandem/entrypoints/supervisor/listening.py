"""The front door's socket. The supervisor opens it, so that it stays open while an API process restarts."""

import errno
import socket
import time

from tandem.entrypoints.supervisor.problems import CannotStart

_BACKLOG = 4096
_RETRY_S = 0.1


def open_door(host: str, port: int, patience_s: float = 2.0) -> socket.socket:
    """A listening socket (port 0: any free one). Raises CannotStart when the port is taken or not allowed."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            return _listen(host, port)
        except OSError as error:
            # A Tandem that was killed a moment ago may still be letting go of the port.
            if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(_RETRY_S)
                continue
            raise CannotStart(_explanation(host, port, error)) from error


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    door = socket.socket(family, kind, protocol)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        door.bind(address)
        door.listen(_BACKLOG)
        door.setblocking(False)
    except OSError:
        door.close()
        raise
    return door


def _explanation(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Choose another one: TANDEM_PORT={port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for root. Choose one above 1023: TANDEM_PORT=8600"
    return f"Cannot listen on {host}:{port} (TANDEM_HOST, TANDEM_PORT): {error.strerror or error}"
