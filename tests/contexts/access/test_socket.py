"""The guard of WebSockets."""

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.websockets import WebSocket

from tandem.contexts.access.api import authenticate_socket
from tandem.kit.errors import Forbidden, TandemError, Unauthenticated


def socket(app: FastAPI, cookie: str | None, origin: str | None) -> WebSocket:
    headers = [(b"host", b"desk.test")]
    if cookie:
        headers.append((b"cookie", f"tandem_session={cookie}".encode()))
    if origin:
        headers.append((b"origin", origin.encode()))
    scope = {"type": "websocket", "path": "/", "headers": headers, "app": app, "query_string": b""}

    async def silent(*_: Any) -> Any:
        raise AssertionError("the guard neither reads nor answers")

    return WebSocket(scope, silent, silent)


@pytest.mark.parametrize(
    ("known", "origin", "error"),
    [
        (True, "http://desk.test", None),
        (True, None, None),
        (True, "http://evil.test", Forbidden),
        (False, "http://desk.test", Unauthenticated),
    ],
)
async def test_socket(
    app: FastAPI, desks: Any, hire: Any, known: bool, origin: str | None, error: type[TandemError] | None
) -> None:
    staff = await hire("li.na")
    desk = desks()
    await desk.sign_in("li.na")
    websocket = socket(app, desk.http.cookies["tandem_session"] if known else None, origin)
    if error:
        with pytest.raises(error):
            await authenticate_socket(websocket)
        return
    actor = await authenticate_socket(websocket)
    assert actor.id == staff.id
    assert actor.session_id is not None
    assert actor.label == f"staff:{staff.id}"
