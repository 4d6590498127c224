"""What the screen sends: one frame at a time, checked, and never taken for granted."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from starlette.websockets import WebSocket

from tandem.contexts.access.api import keep_alive, record
from tandem.contexts.conversations.api import is_readable, rows_by_ids
from tandem.contexts.desktop.socket.threads import Thread
from tandem.kit.errors import TandemError, TooMany
from tandem.kit.http import RateLimiter

if TYPE_CHECKING:
    from tandem.contexts.desktop.socket.connection import Connection

_MAX_THREADS = 30
_MAX_FRAME = 16_384
_MAX_SEQ = 2_000_000_000
_PER_MINUTE, _BURST = 600, 120


class Refused(Exception):
    """The socket has to end with this close code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class Frames:
    """Reads a connection's frames until it ends. Raises Refused for what no screen of ours sends."""

    def __init__(self, connection: "Connection", socket: WebSocket) -> None:
        self._connection, self._socket = connection, socket
        self._limit = RateLimiter(_PER_MINUTE, _BURST)

    async def read(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            await self._take(message.get("text"))

    async def _take(self, raw: str | None) -> None:
        if raw is None:
            raise Refused(4400, "bad_frame")
        if len(raw) > _MAX_FRAME:
            raise Refused(4413, "frame_too_large")
        try:
            self._limit.check("frames")
            frame = orjson.loads(raw)
            kind = frame["type"]
        except TooMany as error:
            raise Refused(4429, "too_many_frames") from error
        except (orjson.JSONDecodeError, TypeError, KeyError) as error:
            raise Refused(4400, "bad_frame") from error
        try:
            await self._handle(kind, frame)
        except TandemError as error:
            self._complain(error.code, kind)
        except (KeyError, ValueError, TypeError):
            self._complain("bad_frame", kind)

    def _complain(self, code: str, kind: object) -> None:
        self._connection.put({"type": "error", "code": code, "detail": str(kind)[:40]})

    async def _handle(self, kind: object, frame: dict[str, Any]) -> None:
        connection = self._connection
        match kind:
            case "open":
                await self._open(_id(frame), max(0, min(int(frame.get("after", 0)), _MAX_SEQ)))
            case "close":
                connection.close_thread(_id(frame))
            case "typing":
                connection.typing(_id(frame))
            case "watch":
                topics = frame.get("topics", [])
                connection.watches_board = "board" in topics and connection.actor.may("board.read")
                connection.drafts.watch("drafts" in topics)
                await connection.customers.watch(topics)
            case "activity":
                await keep_alive(connection.desk.db, connection.actor)

    async def _open(self, conversation_id: UUID, after: int) -> None:
        """Watch a thread. Audited: all of it may be read by this."""
        connection = self._connection
        connection.close_thread(conversation_id)
        async with connection.desk.db.transaction() as tx:
            readable = await is_readable(tx, conversation_id, connection.actor)
            rows = await rows_by_ids(tx, [conversation_id]) if readable else []
            if rows:
                await record(
                    tx,
                    connection.actor,
                    "conversation.read",
                    f"conversation:{conversation_id}",
                    {"after": after},
                )
        if not rows:
            self._complain("conversation_not_found", conversation_id)
            return
        while len(connection.threads) >= _MAX_THREADS:
            connection.close_thread(next(iter(connection.threads)))
        agent = rows[0]["agent"]
        connection.add_thread(Thread(conversation_id, after, UUID(agent["id"]) if agent else None))


def _id(frame: dict[str, Any]) -> UUID:
    return UUID(str(frame["conversation_id"]))
