"""What surrounds every request: its id, one access-log line without personal data, one metric."""

import re
from time import perf_counter

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tandem.kit import metrics
from tandem.kit.ids import new_id

log = structlog.get_logger("tandem.access")
_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestContext:
    """Outermost middleware. A caller's X-Request-ID is kept when it is harmless, and always sent back.

    Logged are method, route template, status and time: never the path (it carries ids and signed tokens),
    the query or the address."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope).get("x-request-id"))
        scope.setdefault("state", {})["request_id"] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            if scope["type"] == "websocket":
                await self._app(scope, receive, send)
            else:
                await self._http(scope, receive, send, request_id)

    async def _http(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        started = perf_counter()
        status = 499  # as nginx counts it: the client went away before an answer began

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            seconds = perf_counter() - started
            route = route_template(scope)
            metrics.http_seconds.labels(scope["method"], route, str(status)).observe(seconds)
            quiet = status < 500 and not route.startswith("/api/")
            (log.debug if quiet else log.info)(
                "http.request",
                method=scope["method"],
                route=route,
                status=status,
                ms=round(seconds * 1000, 1),
            )


def _request_id(sent: str | None) -> str:
    return sent if sent is not None and _ACCEPTABLE_ID.fullmatch(sent) else new_id().hex


def route_template(scope: Scope) -> str:
    """The path with parameter names instead of values; one word for whatever no route knows."""
    if scope.get("endpoint") is None:
        return "unmatched"
    path = str(scope["path"])
    parameters = {str(value): name for name, value in (scope.get("path_params") or {}).items()}
    for value, name in parameters.items():
        if "/" in value and path.endswith("/" + value):
            path = path.removesuffix(value) + f"{{{name}}}"
    return "/".join(
        f"{{{parameters[part]}}}" if part and part in parameters else part for part in path.split("/")
    )
