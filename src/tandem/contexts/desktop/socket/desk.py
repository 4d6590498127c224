"""What one process shares between its staff sockets, and the way a socket comes in."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from tandem.contexts.access.api import authenticate_socket
from tandem.contexts.conversations.api import FileUrls
from tandem.contexts.desktop.socket.connection import Connection
from tandem.contexts.desktop.socket.rows import RowFeed
from tandem.contexts.desktop.socket.viewing import Viewers
from tandem.kit import metrics
from tandem.kit.db import Database
from tandem.kit.errors import Forbidden, Unauthenticated, Unavailable
from tandem.kit.realtime import Hub

log = structlog.get_logger(__name__)
_HELLO_S = 10
_PER_PERSON = 10
# Counts wait for each other: what customers and agents write does not wait behind them.
_COUNTING = 2


class Desk:
    """Lives in `app.state.desk`."""

    def __init__(
        self, db: Database, hub: Hub, files: FileUrls, typing: Callable[[UUID], None] = lambda _: None
    ) -> None:
        """`typing`: told of a conversation whose agent types, for channels that have no socket."""
        self.db = db
        self.hub = hub
        self.files = files
        self.typing = typing
        self.rows = RowFeed(db, hub)
        self.viewers = Viewers(hub)
        self.counting = asyncio.Semaphore(_COUNTING)
        self._open: dict[str, int] = {}

    def viewers_of(self, conversation_id: UUID) -> list[dict[str, Any]]:
        """[{id, name}] of the staff who have the thread open: the `Watching` that conversations asks for."""
        return self.viewers.viewers_of(conversation_id)

    async def serve(self, websocket: WebSocket) -> None:
        """One staff socket from handshake to end."""
        try:
            actor = await authenticate_socket(websocket)
        except (Unauthenticated, Forbidden, Unavailable) as error:
            # Browsers hide a refused handshake's reason: accept, say why, close.
            await websocket.accept()
            code = {"not_signed_in": 4401, "bad_origin": 4403}.get(error.code, 1013)
            await _close(websocket, code, error.code)
            return
        await websocket.accept()
        person = str(actor.id)
        if self._open.get(person, 0) >= _PER_PERSON:
            await _close(websocket, 4429, "too_many_sockets")
            return
        self._open[person] = self._open.get(person, 0) + 1
        metrics.sockets.labels("staff").inc()
        try:
            hello = await asyncio.wait_for(websocket.receive_json(), _HELLO_S)
            if not isinstance(hello, dict) or hello.get("type") != "hello":
                await _close(websocket, 4408, "no_hello")
                return
            await Connection(self, websocket, actor).run()
        except TimeoutError:
            await _close(websocket, 4408, "no_hello")
        except Unavailable:
            await _close(websocket, 1013, "unavailable")
        except (WebSocketDisconnect, ValueError, KeyError):
            # Gone, or not JSON: nothing to tell it.
            log.debug("desk.socket_ended")
        finally:
            metrics.sockets.labels("staff").dec()
            self._open[person] -= 1
            if not self._open[person]:
                del self._open[person]


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    """End a socket from our side, and count it."""
    metrics.socket_closes.labels("staff", reason).inc()
    await websocket.close(code, reason)
