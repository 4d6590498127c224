"""A gateway as docs/howto/connect-an-sms-gateway.md describes it, over real HTTP: what it has taken, what it says next,
and the callbacks it signs."""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import new as hmac
from typing import Any

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SECRET = "a secret of the gateway's"
KEY_ID = "tandem"


def sign(stamp: str, body: bytes, secret: str = SECRET) -> str:
    """By the document, not by our code."""
    return hmac(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()


def heads(now: float, body: bytes, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int(now))
    return {"X-Tandem-Timestamp": stamp, "X-Tandem-Signature": sign(stamp, body, secret)}


@dataclass
class SimulatedGateway:
    """`answers`: (status, body, heads) of the next requests; without one it takes what is signed."""

    url: str = ""
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: list[Mapping[str, str]] = field(default_factory=list)
    answers: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)

    async def receive(self, request: Request) -> Response:
        body = await request.body()
        self.requests.append(dict(request.headers))
        stamp = request.headers["x-tandem-timestamp"]
        if (
            request.headers["x-tandem-signature"] != sign(stamp, body)
            or request.headers["x-tandem-key"] != KEY_ID
        ):
            return Response(b'{"code":"sign"}', 401)
        if self.answers:
            status, content, more = self.answers.pop(0)
            return Response(content, status, headers=more)
        told = orjson.loads(body)
        if told.get("check"):
            return Response(b"{}")
        self.taken.setdefault(told["id"], told)
        return Response(orjson.dumps({"code": 0, "id": f"far-{told['id']}"}))


@asynccontextmanager
async def serving(gateway: SimulatedGateway) -> AsyncIterator[SimulatedGateway]:
    """On a free port until the block ends."""
    app = Starlette(routes=[Route("/send", gateway.receive, methods=["POST"])])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        running = asyncio.create_task(server.serve(sockets=[listening]))
        gateway.url = f"http://127.0.0.1:{listening.getsockname()[1]}/send"
        try:
            yield gateway
        finally:
            server.should_exit = True
            await running
