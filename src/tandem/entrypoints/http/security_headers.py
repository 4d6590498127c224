"""Headers that tell browsers what they must not do with our answers."""

from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
# antd writes its styles into the page; logos and pictures may lie elsewhere.
_PAGE = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data: blob: https:; media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; "
)
_DESK = _PAGE + "frame-ancestors 'none'"
# The chat is made to be embedded: any site may frame it. It holds a bearer token and no cookie.
_CHAT = _PAGE + "frame-ancestors *"
# The reference page of the API is one document without scripts.
_DOCS = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


_QUIET = "camera=(), geolocation=(), payment=(), usb=()"
_SILENT = _QUIET + ", microphone=()"
# Voice notes are recorded by our own page; where another site frames it, that site's `allow` decides.
_RECORDING = _QUIET + ", microphone=*"


@dataclass(frozen=True)
class _Policy:
    content: str
    framing: bool = False
    elsewhere: bool = False
    """Whether other sites may load the answer as a script, picture or style."""
    permissions: str = _SILENT


def _policy(path: str) -> _Policy:
    if path in ("/widget.js",):
        return _Policy(_NOTHING, elsewhere=True)
    if path == "/chat" or path.startswith("/chat/"):
        return _Policy(_CHAT, framing=True, elsewhere=True, permissions=_RECORDING)
    if path.startswith(("/desk/", "/h5/", "/verify/")) or path in ("/desk", "/h5", "/verify"):
        return _Policy(_DESK)
    if path == "/api/docs":
        return _Policy(_DOCS)
    return _Policy(_NOTHING, elsewhere=path.startswith("/api/v1/web/"))


class SecurityHeaders:
    """Adds each header that the answer does not have yet. `https` adds Strict-Transport-Security."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"])

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers(path).items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, guarded)

    def _headers(self, path: str) -> dict[str, str]:
        policy = _policy(path)
        headers = {
            "x-content-type-options": "nosniff",
            "content-security-policy": policy.content,
            "referrer-policy": "strict-origin-when-cross-origin",
            "permissions-policy": policy.permissions,
            "cross-origin-resource-policy": "cross-origin" if policy.elsewhere else "same-origin",
        }
        if not policy.framing:
            headers["x-frame-options"] = "DENY"
            headers["cross-origin-opener-policy"] = "same-origin"
        if path.startswith("/api/"):
            headers["cache-control"] = "no-store"
        if self._https:
            headers["strict-transport-security"] = "max-age=31536000"
        return headers
