"""A far end for tests: a real HTTP server on loopback that does what the test says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Heard:
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass
class FarEnd:
    """`answers` are taken one after the other: a status, raw bytes, or what to do with the writer; then 204 for ever.
    `heard` is everything that came."""

    port: int = 0
    answers: list[int | bytes | Behaviour] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    while_answering: Callable[[], Awaitable[None]] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks?from=tandem"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.heard.append(Heard(head[0], headers, body))
            if self.while_answering is not None:
                await self.while_answering()
            answer = self.answers.pop(0) if self.answers else 204
            if callable(answer):
                await answer(writer)
            else:
                writer.write(answer if isinstance(answer, bytes) else _bare(answer))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the caller had enough
        finally:
            writer.close()


def _bare(status: int) -> bytes:
    return f"HTTP/1.1 {status} Said\r\ncontent-length: 0\r\n\r\n".encode()


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An answer as it goes over the wire; `retry_after` is Retry-After."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Said\r\n{lines}content-length: {len(body)}\r\n\r\n".encode() + body


@asynccontextmanager
async def far_end() -> AsyncIterator[FarEnd]:
    """Listens until the block ends."""
    made = FarEnd()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
