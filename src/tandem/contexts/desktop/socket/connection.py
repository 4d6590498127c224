"""One staff socket: a reader, a writer, and callbacks that only queue."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from random import uniform
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api
from tandem.contexts.conversations.api import (
    Reader,
    is_readable,
    still_here,
)
from tandem.contexts.conversations.events import ControllerChanged, SeatChanged
from tandem.contexts.desktop.socket import snapshots
from tandem.contexts.desktop.socket.customers import CustomerWatch
from tandem.contexts.desktop.socket.drafts import DraftWatch
from tandem.contexts.desktop.socket.frames import Frames, Refused
from tandem.contexts.desktop.socket.outbox import Outbox
from tandem.contexts.desktop.socket.rights import rights_of, still_actor
from tandem.contexts.desktop.socket.rows import RowChange
from tandem.contexts.desktop.socket.threads import Thread
from tandem.kit.errors import Unavailable
from tandem.kit.ids import new_id
from tandem.kit.notice import Notice

if TYPE_CHECKING:
    from tandem.contexts.desktop.socket.desk import Desk

log = structlog.get_logger(__name__)
_TICK_S = 0.5
_PING_S = 25.0
_COUNTS_S = 1.5
_BOARD_S = 1.0
_TYPING = timedelta(seconds=6)


class Connection:
    """Runs until the socket ends. What arrives from the hub is queued; the writer sends and reads rows."""

    def __init__(self, desk: "Desk", websocket: WebSocket, actor: Actor) -> None:
        assert actor.id is not None
        self.desk, self.actor, self.me = desk, actor, actor.id
        self.threads: dict[UUID, Thread] = {}
        self.watches_board = False
        self.drafts = DraftWatch(self)
        self.customers = CustomerWatch(self)
        self.out = Outbox(websocket)
        self.put = self.out.put
        self._frames = Frames(self, websocket)
        self._key = new_id().hex
        self._reader = Reader(self.me, "none", frozenset(), frozenset())
        self._counts_due = self._presence_due = self._board_due = False

    async def run(self) -> None:
        """Serve until the client goes, or until `out.end` says why it has to."""
        hub = self.desk.hub
        ends = [
            hub.subscribe(f"agent:{self.me}", self._personal),
            hub.subscribe(f"staff:{self.me}", self._session),
            hub.subscribe("desk", self._desk_notice),
            self.desk.rows.add(self._row),
        ]
        tasks: list[asyncio.Task[None]] = []
        try:
            await self._greet()
            # A task of its own for reading: uvicorn's shutdown reaches a socket only through receive().
            tasks = [
                asyncio.create_task(step) for step in (self._frames.read(), self.out.write(), self._beat())
            ]
            waited: list[asyncio.Future[Any]] = [*tasks, self.out.ended]
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task.done():
                    self._ended(task)
        finally:
            for task in tasks:
                task.cancel()
            for end in ends:
                end()
            self.drafts.watch(False)
            self.customers.end()
            for id_ in list(self.threads):
                self.close_thread(id_)
        await self.out.say_goodbye()

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = task.exception()
        if isinstance(error, Refused):
            self.out.end(error.code, error.reason)
        elif error is not None and not isinstance(error, WebSocketDisconnect | RuntimeError | OSError):
            log.error("desk.socket_failed", exc_info=error)
            self.out.end(1011, "internal_error")

    async def _greet(self) -> None:
        await self._refresh_rights()
        await self._alive()
        staff = {"id": str(self.me), "name": self.actor.name}
        self.put({"type": "ready", "staff": staff, "server_time": _iso(datetime.now(UTC))})
        self.put(self._send_offers)

    # What the hub brings -----------------------------------------------------------------------------

    def _personal(self, notice: Notice) -> None:
        data = notice.data or {}
        match notice.kind:
            case "gap":
                self.put({"type": "resync"})
                self.put(self._send_offers)
                for thread in self.threads.values():
                    thread.needs_reading = True
                    self.put(partial(self._catch_up, thread))
            case "conversations.offer_made" if data["agent_id"] == str(self.me):
                self._presence_due = True
                self.put(self._send_offers)
            case "conversations.offer_ended" if data["agent_id"] == str(self.me):
                self._presence_due = True
                self.put({"type": "offer_gone", "offer_id": data["offer_id"], "reason": data["outcome"]})
            case "conversations.presence_changed":
                self.put(self._send_presence)
            case "conversations.staff_line_added" if str(self.me) in data["mentions"]:
                self._counts_due = True
                self.put(_mention(data["message"]))
            case api.MENTION_SEEN:
                self._counts_due = True
            case _:
                self._presence_due = True

    def _session(self, notice: Notice) -> None:
        ended = (notice.data or {}).get("session_ids", [])
        if notice.kind == "access.staff_deactivated" or (
            notice.kind == "access.session_ended" and str(self.actor.session_id) in ended
        ):
            self.out.end(4401, "not_signed_in")
        elif notice.kind == "access.staff_changed":
            self.put(self._refresh_actor)

    def _desk_notice(self, notice: Notice) -> None:
        self._board_due = self.watches_board
        if notice.kind == SeatChanged.kind and (
            f"agent:{self.me}" in notice.topics or self._reader.scope == "team"
        ):
            self.put(self._resync)

    def _row(self, change: RowChange) -> None:
        thread = self.threads.get(change.id)
        if change.visible_to(self._reader):
            if thread is not None:
                thread.holder = change.agent_id
            self.put(change.frame)
        elif thread is not None or change.was_visible_to(self._reader):
            # It went where this desk does not see it: the screen must drop it, and learns nothing else.
            self._lose(change.id)
        else:
            return
        self._counts_due = True

    def _thread_notice(self, thread: Thread, notice: Notice) -> None:
        data = notice.data or {}
        shown = {"conversation_id": str(thread.conversation_id), **data}
        match notice.kind:
            case "typing" | "staff_typing":
                if data.get("author_id") != str(self.me):
                    self.put({**shown, "type": "typing"})
            case "read" | "delivered" | "message_state":
                self.put({**shown, "type": notice.kind})
            case "gap":
                pass
            case _:
                if notice.kind == ControllerChanged.kind:
                    self.put(partial(self._check_thread, thread))
                self._hear(thread, notice)

    def _hear(self, thread: Thread, notice: Notice) -> None:
        message = thread.message(notice)
        if message is not None:
            self.put(partial(self._send_message, thread, message))
        elif thread.needs_reading:
            self.put(partial(self._catch_up, thread))

    # What the screen asks for ------------------------------------------------------------------------

    def add_thread(self, thread: Thread) -> None:
        """Begin to follow a thread that the actor may read."""
        id_ = thread.conversation_id
        self.threads[id_] = thread
        thread.ends = [
            self.desk.hub.subscribe(thread.topic, partial(self._thread_notice, thread)),
            self.desk.viewers.watch(id_, partial(self._viewers_changed, id_)),
        ]
        self.put(partial(self._catch_up, thread))
        self._look(id_, on=True)
        self._viewers_changed(id_)

    def close_thread(self, conversation_id: UUID) -> None:
        thread = self.threads.pop(conversation_id, None)
        if thread is not None:
            thread.close()
            self._look(conversation_id, on=False)

    def typing(self, conversation_id: UUID) -> None:
        """The customer sees it only from the agent who holds the conversation."""
        thread = self.threads.get(conversation_id)
        if thread is not None:
            until = _iso(datetime.now(UTC) + _TYPING)
            data = {"role": "agent", "author_id": str(self.me), "name": self.actor.name, "until": until}
            kind = "typing" if thread.holder == self.me else "staff_typing"
            self.desk.hub.publish([Notice(None, kind, (thread.topic,), data)])
            if kind == "typing":
                self.desk.typing(conversation_id)

    def _look(self, conversation_id: UUID, *, on: bool) -> None:
        self.desk.viewers.announce(conversation_id, self._key, self.me, self.actor.name, on=on)

    def _viewers_changed(self, conversation_id: UUID) -> None:
        thread = self.threads.get(conversation_id)
        others = [v for v in self.desk.viewers.viewers_of(conversation_id) if v["id"] != str(self.me)]
        if thread is not None and others != thread.viewers:
            thread.viewers = others
            self.put({"type": "viewers", "conversation_id": str(conversation_id), "viewers": others})

    def _lose(self, conversation_id: UUID) -> None:
        self.close_thread(conversation_id)
        self.put({"type": "row_gone", "conversation_id": str(conversation_id)})

    # What the writer does ----------------------------------------------------------------------------

    async def _send_message(self, thread: Thread, message: dict[str, Any]) -> None:
        if not thread.closed:
            shown = self.desk.files.present(message, datetime.now(UTC))
            await self.out.send({"type": "message", "message": shown})

    async def _catch_up(self, thread: Thread) -> None:
        async for page in thread.missing(self.desk.db):
            for message in page:
                await self._send_message(thread, message.wire())

    async def _check_thread(self, thread: Thread) -> None:
        """It was handed over: go on only if the actor may still read it."""
        if thread.closed:
            return
        async with self.desk.db.transaction() as tx:
            readable = await is_readable(tx, thread.conversation_id, self.actor)
        if not readable:
            self._lose(thread.conversation_id)

    async def _refresh_actor(self) -> None:
        changed = await still_actor(self.desk.db, self.actor)
        if changed is None:
            self.out.end(4401, "not_signed_in")
            return
        self.actor = changed
        self.watches_board = self.watches_board and changed.may("board.read")
        self.drafts.check()
        await self._resync()

    async def _resync(self) -> None:
        """Rights changed: other rows are visible now."""
        await self._refresh_rights()
        for thread in list(self.threads.values()):
            await self._check_thread(thread)
        self.put({"type": "resync"})
        self._counts_due = True

    async def _refresh_rights(self) -> None:
        self._reader = await rights_of(self.desk.db, self.actor)

    async def _send_offers(self) -> None:
        for frame in await snapshots.offers(self.desk.db, self.me):
            await self.out.send(frame)

    async def _send_presence(self) -> None:
        self._presence_due = False
        frame = await snapshots.presence(self.desk.db, self.me)
        if frame is not None:
            await self.out.send(frame)

    async def _send_counts(self) -> None:
        async with self.desk.counting:
            frame = await snapshots.counts(self.desk.db, self.actor)
        await self.out.send(frame)

    async def _alive(self) -> None:
        with suppress(Unavailable):
            async with self.desk.db.transaction() as tx:
                await still_here(tx, self.me)

    async def _beat(self) -> None:
        """One slow task for everything periodic: pings, the seat's sign of life, counts, the board.

        Out of step with the other desks': one customer in line changes everybody's counts at once."""
        last_ping, last_board = monotonic(), 0.0
        last_counts = last_ping - uniform(0, _COUNTS_S)  # noqa: S311 (spreads the load, guards nothing)
        while True:
            await asyncio.sleep(_TICK_S * uniform(0.7, 1.3))  # noqa: S311
            now = monotonic()
            if now - last_counts >= _COUNTS_S:
                if self._counts_due:
                    self._counts_due, last_counts = False, now
                    self.put(self._send_counts)
                if self._presence_due:
                    self._presence_due, last_counts = False, now
                    self.put(self._send_presence)
            if self._board_due and now - last_board >= _BOARD_S:
                self._board_due, last_board = False, now
                self.put({"type": "board"})
            self.drafts.beat(now)
            if now - last_ping >= _PING_S:
                last_ping = now
                self.put({"type": "ping"})
                self.put(self._alive)
                self.desk.viewers.tidy()
                for id_ in self.threads:
                    self._look(id_, on=True)


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _mention(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "mention", "conversation_id": message["conversation_id"], "by": message["author"],
        "text": message["text"],
    }  # fmt: skip
