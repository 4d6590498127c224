"""Bodies that are too large are refused unread: by their announced length, else while they come."""

from collections.abc import Callable
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tandem.kit.errors import BadRequest, TooLarge
from tandem.kit.http.problems import problem


class _Overflow(Exception):
    pass


class BodyLimit:
    """`limit_for(path)` gives the bytes a request to that path may carry."""

    def __init__(self, app: ASGIApp, limit_for: Callable[[str], int]) -> None:
        self._app = app
        self._limit_for = limit_for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_for(scope["path"])
        announced = Headers(scope=scope).get("content-length")
        if announced is not None and not announced.isdecimal():
            await problem(Request(scope), BadRequest())(scope, receive, send)
        elif announced is not None and int(announced) > limit:
            await _refuse(scope, receive, send)
        elif announced is not None:
            await self._app(scope, receive, send)  # the server holds the client to what it announced
        else:
            await self._count(scope, receive, send, limit)

    async def _count(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        received = 0
        overflown = answered = False

        async def counting() -> Message:
            nonlocal received, overflown
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > limit:
                    overflown = True
                    raise _Overflow
            return message

        async def answer(message: Message) -> None:
            nonlocal answered
            if overflown and not answered:
                return  # whatever a layer below made of the interruption; the real answer follows
            answered = True
            await send(message)

        with suppress(_Overflow):
            await self._app(scope, counting, answer)
        if overflown and not answered:
            await _refuse(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    response = problem(Request(scope), TooLarge())
    response.headers["connection"] = "close"  # the rest of the body is not wanted
    await response(scope, receive, send)
