"""The last net: an error that nothing below answered becomes a problem document, and is logged once."""

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tandem.kit.http.problems import unexpected

log = structlog.get_logger(__name__)


class ErrorCatcher:
    """Keeps errors from the server underneath, which would log them with whatever they carry."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        begun = False

        async def note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception as error:
            if scope["type"] == "websocket":
                log.error("socket.unexpected", cause=repr(error), exc_info=error)
                await send({"type": "websocket.close", "code": 1011})
            elif begun:
                log.error("http.broken_off", cause=repr(error), exc_info=error)
                raise
            else:
                await unexpected(Request(scope), error)(scope, receive, send)
