"""One staff socket: a reader, a writer, and callbacks that only queue."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from tandem.contexts.access.api import Actor, keep_alive
from tandem.contexts.conversations.api import (
    Reader,
    all_seats,
    counts,
    find_seat,
    is_readable,
    may_read,
    pending_offers,
    seen,
)
from tandem.contexts.desktop.socket.threads import Thread
from tandem.kit import metrics
from tandem.kit.errors import Unavailable
from tandem.kit.notice import Notice

if TYPE_CHECKING:
    from tandem.contexts.desktop.socket.desk import Desk

log = structlog.get_logger(__name__)
_QUEUE = 2000
_PING_S = 25.0
_COUNTS_S = 1.5
_BOARD_S = 1.0
_MAX_THREADS = 30
_MAX_FRAME = 16_384
_TYPING = timedelta(seconds=6)


class Connection:
    """Runs until the socket ends. What arrives from the hub is queued; the writer sends and reads rows."""

    def __init__(self, desk: "Desk", websocket: WebSocket, actor: Actor) -> None:
        assert actor.id is not None
        self._desk = desk
        self._socket = websocket
        self._actor = actor
        self._me: UUID = actor.id
        self._out: asyncio.Queue[dict[str, Any] | Callable[[], Any]] = asyncio.Queue(_QUEUE)
        self._threads: dict[UUID, Thread] = {}
        self._ends: list[Callable[[], None]] = []
        self._thread_ends: dict[UUID, Callable[[], None]] = {}
        self._reader = Reader(self._me, actor.conversation_scope, frozenset(), frozenset())
        self._watch_board = False
        self._counts_due = False
        self._board_due = False
        self._overflow = False

    async def run(self) -> None:
        await self._load_reader()
        hub = self._desk.hub
        self._ends.append(hub.subscribe(f"agent:{self._me}", self._personal))
        self._ends.append(hub.subscribe(f"staff:{self._me}", self._session))
        self._ends.append(self._desk.rows.add(self._row))
        self._put(
            {
                "type": "ready",
                "staff": {"id": str(self._me), "name": self._actor.name},
                "server_time": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            }
        )
        self._put(self._send_offers)
        # A task of its own for reading: uvicorn's shutdown reaches a socket only through receive().
        tasks = [asyncio.create_task(step) for step in (self._read(), self._write(), self._beat())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                error = task.exception()
                if error is not None and not isinstance(error, WebSocketDisconnect | RuntimeError | OSError):
                    log.error("desk.socket_failed", exc_info=error)
        finally:
            for task in tasks:
                task.cancel()
            for end in [*self._ends, *self._thread_ends.values()]:
                end()
            for thread in self._threads.values():
                self._viewing(thread, on=False)

    async def _load_reader(self) -> None:
        async with self._desk.db.transaction() as tx:
            seat = await find_seat(tx, self._me)
            team = frozenset[UUID]()
            if self._actor.conversation_scope == "team" and self._actor.team_id is not None:
                team = frozenset(s.agent_id for s in await all_seats(tx) if s.team_id == self._actor.team_id)
            if seat is not None:
                await seen(tx, self._me) if seat.state != "offline" else None
        queues = frozenset(seat.queue_ids) if seat else frozenset[UUID]()
        self._reader = Reader(self._me, self._actor.conversation_scope, queues, team)

    # What the hub brings -----------------------------------------------------------------------------

    def _put(self, item: "dict[str, Any] | Callable[[], Any]") -> None:
        try:
            self._out.put_nowait(item)
        except asyncio.QueueFull:
            # Too slow to follow: close; the screen comes back and resumes from what it has.
            self._overflow = True

    def _personal(self, notice: Notice) -> None:
        data = notice.data or {}
        match notice.kind:
            case "gap":
                self._put({"type": "resync"})
                self._put(self._send_offers)
                for thread in self._threads.values():
                    thread.needs_reading = True
                    self._put(partial(self._catch_up, thread))
            case "conversations.offer_made" if data["agent_id"] == str(self._me):
                self._put(self._send_offers)
            case "conversations.offer_ended" if data["agent_id"] == str(self._me):
                self._put({"type": "offer_gone", "offer_id": data["offer_id"], "reason": data["outcome"]})
            case "conversations.presence_changed":
                self._put(self._send_presence)
            case "conversations.staff_line_added" if str(self._me) in data["mentions"]:
                message = data["message"]
                self._put(
                    {
                        "type": "mention", "conversation_id": message["conversation_id"],
                        "by": message["author"], "text": message["text"],
                    }
                )  # fmt: skip

    def _session(self, notice: Notice) -> None:
        if notice.kind == "access.staff_deactivated" or (
            notice.kind == "access.session_ended"
            and str(self._actor.session_id) in (notice.data or {}).get("session_ids", [])
        ):
            self._put(lambda: self._close(4401, "not_signed_in"))

    def _row(self, row: dict[str, Any], topics: set[str]) -> None:
        if self._watch_board:
            self._board_due = True
        agent_id = UUID(row["agent"]["id"]) if row["agent"] else None
        involved = {self._me} if f"agent:{self._me}" in topics else set()
        queue_id = UUID(row["queue"]["id"])
        if may_read(self._reader, queue_id=queue_id, agent_id=agent_id, involved=involved):
            self._put({"type": "row", "row": row})
            self._counts_due = True
        elif any(f"queue:{id_}" in topics for id_ in self._reader.queue_ids):
            # It left a line that this desk shows: the screen must drop it, and learns nothing else.
            self._put({"type": "row_gone", "conversation_id": row["id"]})
            self._counts_due = True

    def _thread_notice(self, thread: Thread, notice: Notice) -> None:
        data = notice.data or {}
        conversation_id = str(thread.conversation_id)
        match notice.kind:
            case "typing" if data.get("author_id") != str(self._me):
                self._put({"type": "typing", **data, "conversation_id": conversation_id})
            case "read" | "delivered":
                self._put({"type": notice.kind, "conversation_id": conversation_id, **data})
            case "viewing":
                self._viewer(thread, data)
            case "gap":
                pass
            case _:
                message = thread.message(notice)
                if message is not None:
                    self._put({"type": "message", "message": message})
                elif thread.needs_reading:
                    self._put(lambda: self._catch_up(thread))

    def _viewer(self, thread: Thread, data: dict[str, Any]) -> None:
        viewers = thread.seen_viewer(data)
        if viewers is not None:
            self._put({"type": "viewers", "conversation_id": str(thread.conversation_id), "viewers": viewers})
        if data.get("ask") and data["id"] != str(self._me):
            self._viewing(thread, on=True)

    def _viewing(self, thread: Thread, *, on: bool, ask: bool = False) -> None:
        data = {"id": str(self._me), "name": self._actor.name, "on": on, "ask": ask}
        self._desk.hub.publish([Notice(None, "viewing", (thread.topic,), data)])

    # What the writer does ----------------------------------------------------------------------------

    async def _write(self) -> None:
        while not self._overflow:
            item = await self._out.get()
            try:
                if callable(item):
                    await item()
                else:
                    await self._send(item)
            except Unavailable:
                # The gap notice that follows the database's return makes the screen refetch.
                continue
        await self._socket.close(1013, "too_slow")

    async def _send(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "message":
            frame = {**frame, "message": self._desk.files.present(frame["message"], datetime.now(UTC))}
        metrics.socket_frames.labels("staff", frame["type"]).inc()
        await self._socket.send_text(orjson.dumps(frame).decode())

    async def _close(self, code: int, reason: str) -> None:
        await self._socket.close(code, reason)

    async def _catch_up(self, thread: Thread) -> None:
        for message in await thread.missing(self._desk.db):
            await self._send({"type": "message", "message": message})

    async def _send_offers(self) -> None:
        async with self._desk.db.transaction() as tx:
            offers = await pending_offers(tx, self._me)
        for offer in offers:
            await self._send({"type": "offer", "offer": offer})

    async def _send_presence(self) -> None:
        async with self._desk.db.transaction() as tx:
            seat = await find_seat(tx, self._me)
        if seat is not None:
            presence = {
                "state": seat.state, "since": seat.state_since, "capacity": seat.capacity, "load": seat.load,
                "auto_accept": seat.auto_accept,
            }  # fmt: skip
            await self._send({"type": "presence", "presence": presence})

    async def _send_counts(self) -> None:
        async with self._desk.db.transaction() as tx:
            current = await counts(tx, self._actor)
        await self._send({"type": "counts", "counts": current})

    async def _beat(self) -> None:
        """One slow task for everything periodic: pings, the seat's sign of life, counts, the board."""
        last_ping, last_counts, last_board = monotonic(), 0.0, 0.0
        while True:
            await asyncio.sleep(0.5)
            now = monotonic()
            if self._counts_due and now - last_counts >= _COUNTS_S:
                self._counts_due, last_counts = False, now
                self._put(self._send_counts)
            if self._board_due and now - last_board >= _BOARD_S:
                self._board_due, last_board = False, now
                self._put({"type": "board"})
            if now - last_ping >= _PING_S:
                last_ping = now
                self._put({"type": "ping"})
                self._put(self._alive)
                for thread in self._threads.values():
                    self._viewing(thread, on=True)

    async def _alive(self) -> None:
        async with self._desk.db.transaction() as tx:
            seat = await find_seat(tx, self._me)
            if seat is not None and seat.state != "offline":
                await seen(tx, self._me)

    # What the screen sends ---------------------------------------------------------------------------

    async def _read(self) -> None:
        while True:
            raw = await self._socket.receive_text()
            if len(raw) > _MAX_FRAME:
                await self._socket.close(4413, "frame_too_large")
                return
            try:
                frame = orjson.loads(raw)
                kind = frame["type"]
            except (orjson.JSONDecodeError, TypeError, KeyError):
                await self._socket.close(4400, "bad_frame")
                return
            await self._handle(kind, frame)

    async def _handle(self, kind: str, frame: dict[str, Any]) -> None:
        try:
            match kind:
                case "open":
                    await self._open_thread(UUID(str(frame["conversation_id"])), int(frame.get("after", 0)))
                case "close":
                    self._close_thread(UUID(str(frame["conversation_id"])))
                case "typing":
                    self._typing(UUID(str(frame["conversation_id"])))
                case "watch":
                    self._watch_board = "board" in frame.get("topics", []) and self._actor.may("board.read")
                case "activity":
                    await keep_alive(self._desk.db, self._actor)
        except (KeyError, ValueError, TypeError):
            self._put({"type": "error", "code": "bad_frame", "detail": kind[:40]})
        except Unavailable:
            self._put({"type": "error", "code": "unavailable", "detail": kind[:40]})

    async def _open_thread(self, conversation_id: UUID, after: int) -> None:
        self._close_thread(conversation_id)
        async with self._desk.db.transaction() as tx:
            readable = await is_readable(tx, conversation_id, self._actor)
        if not readable:
            self._put({"type": "error", "code": "conversation_not_found", "detail": str(conversation_id)})
            return
        while len(self._threads) >= _MAX_THREADS:
            self._close_thread(next(iter(self._threads)))
        thread = Thread(conversation_id, max(0, after), self._me)
        self._threads[conversation_id] = thread
        self._thread_ends[conversation_id] = self._desk.hub.subscribe(
            thread.topic, lambda notice: self._thread_notice(thread, notice)
        )
        self._put(lambda: self._catch_up(thread))
        self._viewing(thread, on=True, ask=True)

    def _close_thread(self, conversation_id: UUID) -> None:
        thread = self._threads.pop(conversation_id, None)
        if thread is not None:
            self._thread_ends.pop(conversation_id)()
            self._viewing(thread, on=False)

    def _typing(self, conversation_id: UUID) -> None:
        thread = self._threads.get(conversation_id)
        if thread is None:
            return
        until = (datetime.now(UTC) + _TYPING).isoformat().replace("+00:00", "Z")
        data = {"role": "agent", "author_id": str(self._me), "name": self._actor.name, "until": until}
        self._desk.hub.publish([Notice(None, "typing", (thread.topic,), data)])
