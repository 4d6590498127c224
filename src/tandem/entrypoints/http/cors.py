"""Which other web origins may call what."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_SHOWN = ("retry-after", "x-request-id", "content-language")
_ASKED = ("authorization", "content-type", "accept-language", "x-request-id")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class CrossOrigin:
    """The customers' door is open to every site (it takes bearer tokens only, never cookies); the staff's
    door only to the origins that the settings name."""

    def __init__(self, app: ASGIApp, *, staff_origins: Sequence[str] = ()) -> None:
        self._app = app
        self._customers = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=_METHODS,
            allow_headers=_ASKED,
            expose_headers=_SHOWN,
            max_age=86400,
        )
        self._staff: ASGIApp = app
        if staff_origins:
            self._staff = CORSMiddleware(
                app,
                allow_origins=list(staff_origins),
                allow_credentials=True,
                allow_methods=_METHODS,
                allow_headers=(*_ASKED, "x-csrf-token"),
                expose_headers=_SHOWN,
                max_age=600,
            )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith("/api/v1/web/"):
            await self._customers(scope, receive, send)
        elif scope["type"] == "http" and path.startswith("/api/"):
            await self._staff(scope, receive, send)
        else:
            await self._app(scope, receive, send)
