"""A scripted server of chat completions, down to the bytes: it says what a test wants, also half of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import orjson


@dataclass(frozen=True)
class Reply:
    """`body` as it is. `cut`: the connection ends in the middle; `silent`: nothing ever comes."""

    body: bytes = b""
    status: int = 200
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    silent: bool = False


Script = Callable[[dict[str, Any]], Reply]


def completion(text: Any, *, finish: str = "stop", model: str | None = "scripted-1", **more: Any) -> Reply:
    """A whole answer that says `text`."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}
    usage = {"prompt_tokens": 12, "completion_tokens": 7, "total_tokens": 19}
    return Reply(orjson.dumps({"model": model, "choices": [choice], "usage": usage} | more))


@dataclass
class Server:
    """`script` is asked for each request; the requests are kept."""

    url: str = ""
    script: Script = field(default=lambda _: completion("好"))
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None
    """Happens while the model writes."""
    came: asyncio.Event = field(default_factory=asyncio.Event)

    def says(self, *replies: Reply) -> None:
        """These answers in turn, the last one for ever."""
        left = list(replies)
        self.script = lambda _: left.pop(0) if len(left) > 1 else left[0]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
                body = await reader.readexactly(int(headers["content-length"]))
                self.headers.append(headers | {":path": head.split(" ")[1]})
                self.asked.append(orjson.loads(body))
                self.came.set()
                if self.meanwhile is not None:
                    await self.meanwhile()
                if not await _answer(writer, self.script(self.asked[-1])):
                    return
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def _answer(writer: asyncio.StreamWriter, reply: Reply) -> bool:
    if reply.silent:
        await asyncio.Event().wait()
    lines = [f"HTTP/1.1 {reply.status} X", f"content-type: {reply.content_type}"]
    lines += [f"{name}: {value}" for name, value in reply.headers]
    lines.append(f"content-length: {len(reply.body)}")
    sent = reply.body[: len(reply.body) // 2] if reply.cut else reply.body
    writer.write("\r\n".join([*lines, "", ""]).encode() + sent)
    await writer.drain()
    return not reply.cut


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    """A server on a free port."""
    server, tasks = Server(), set[asyncio.Task[None]]()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(asyncio.CancelledError):
            await server.serve(reader, writer)

    listening = await asyncio.start_server(accept, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
    try:
        yield server
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
