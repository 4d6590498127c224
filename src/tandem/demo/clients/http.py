"""A small HTTP/1.1 client over asyncio and httptools.

A load generator that shares two cores with the server must not be the bottleneck: this costs a
fraction of a general client per request, keeps connections alive as a browser does, and nothing else.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

import httptools
import orjson


class ConnectionFailed(Exception):
    """The server could not be reached, or went away before it answered."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an instance answers, taken apart once."""

    scheme: str
    host: str
    port: int

    @classmethod
    def parse(cls, url: str) -> "Address":
        parts = urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"not an http(s) address: {url}")
        return cls(parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.netloc}"

    @property
    def netloc(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port in (80, 443) else f"{host}:{self.port}"

    @property
    def websocket(self) -> str:
        return f"{'wss' if self.scheme == 'https' else 'ws'}://{self.netloc}"


@dataclass(slots=True)
class Response:
    """One answer. `started` and `ended` are perf_counter seconds."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    body: bytes = b""
    started: float = 0.0
    ended: float = 0.0

    def json(self) -> Any:
        return orjson.loads(self.body) if self.body else None


class _Connection(asyncio.Protocol):
    """One kept-alive connection; one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.used = 0
        self._waiter: asyncio.Future[Response] | None = None
        self._answer = Response()
        self._chunks: list[bytes] = []
        self._parser: httptools.HttpResponseParser | None = None
        self._heard = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        self._fail(ConnectionFailed(str(exc) if exc else "the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        if self._parser is None:
            self.abort()  # bytes nobody asked for: the connection is not to be trusted
            return
        self._heard = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(ConnectionFailed(f"unreadable answer: {error}"))
            self.abort()

    # httptools callbacks
    def on_header(self, name: bytes, value: bytes) -> None:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        if key == "set-cookie":
            self._answer.cookies.append(text)
        self._answer.headers[key] = text

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        assert self._parser is not None
        answer = self._answer
        answer.status = self._parser.get_status_code()
        answer.body = b"".join(self._chunks)
        answer.ended = perf_counter()
        keep = self._parser.should_keep_alive()
        waiter, self._waiter, self._parser = self._waiter, None, None
        if not keep:
            self.abort()
        if waiter is not None and not waiter.done():
            waiter.set_result(answer)

    @property
    def open(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    @property
    def heard(self) -> bool:
        """Whether any byte of the current answer has arrived."""
        return self._heard

    async def exchange(self, payload: bytes) -> Response:
        if self.transport is None:
            raise ConnectionFailed("the connection is closed")
        self.used += 1
        self._heard = False
        self._chunks = []
        self._answer = Response(started=perf_counter())
        self._parser = httptools.HttpResponseParser(self)
        self._waiter = asyncio.get_running_loop().create_future()
        self.transport.write(payload)
        return await self._waiter

    def abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def _fail(self, error: ConnectionFailed) -> None:
        waiter, self._waiter, self._parser = self._waiter, None, None
        if waiter is not None and not waiter.done():
            waiter.set_exception(error)


class HttpPool:
    """Kept-alive connections to one address, at most `limit` at once.

    `timeout` is seconds for one request, connecting included.
    """

    def __init__(self, address: Address, *, limit: int = 64, timeout: float = 20.0) -> None:
        self.address = address
        self.timeout = timeout
        self._idle: deque[_Connection] = deque()
        self._slots = asyncio.Semaphore(limit)
        self._tls = ssl.create_default_context() if address.scheme == "https" else None

    async def request(
        self, method: str, path: str, *, headers: Iterable[tuple[str, str]] = (), body: bytes = b""
    ) -> Response:
        """Send one request. Raises ConnectionFailed when no answer came within the time-out."""
        payload = self._encode(method, path, headers, body)
        started = perf_counter()
        async with self._slots:
            try:
                async with asyncio.timeout(self.timeout):
                    answer = await self._send(payload)
            except TimeoutError as error:
                raise ConnectionFailed(f"no answer within {self.timeout:g} s") from error
        answer.started = started
        return answer

    def close(self) -> None:
        while self._idle:
            self._idle.popleft().abort()

    async def _send(self, payload: bytes) -> Response:
        while True:
            connection = await self._take()
            reused = connection.used > 0
            try:
                answer = await connection.exchange(payload)
            except ConnectionFailed:
                # A server may close an idle connection just as we write: browsers try once more, too.
                if reused and not connection.heard:
                    continue
                raise
            except BaseException:
                connection.abort()
                raise
            if connection.open:
                self._idle.append(connection)
            return answer

    async def _take(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            if connection.open:
                return connection
        loop = asyncio.get_running_loop()
        try:
            _, fresh = await loop.create_connection(
                _Connection, self.address.host, self.address.port, ssl=self._tls
            )
        except OSError as error:
            raise ConnectionFailed(f"cannot connect to {self.address.origin}: {error}") from error
        return fresh

    def _encode(self, method: str, path: str, headers: Iterable[tuple[str, str]], body: bytes) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.address.netloc}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body or method in ("POST", "PUT", "PATCH"):
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body
