"""One socket of a customer: a reading task (the endpoint's own) and a writing one.

Only the writer sends. What is announced comes from the hub's memory; what may have been missed comes from the
database. A client too slow to take its frames is closed and resumes from its last number."""

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from random import uniform
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from tandem.contexts.channels.errors import BadToken
from tandem.contexts.channels.web.socket.frames import (
    PREVIEW_CHARS,
    Allowance,
    AnyFrame,
    Closing,
    Hello,
    Read,
    Subscribe,
    Typing,
    read_frame,
)
from tandem.contexts.channels.web.socket.reading import Snapshot, read_snapshot
from tandem.contexts.channels.web.socket.watching import Watch
from tandem.contexts.channels.web.views import iso, message_view, pushed_view
from tandem.contexts.channels.web.visiting import Visitor, admit, own_conversation
from tandem.contexts.conversations.api import open_of_customer
from tandem.contexts.customers.api import Customer
from tandem.kit import metrics
from tandem.kit.db import Tx
from tandem.kit.errors import NotFound, TandemError, Unavailable
from tandem.kit.i18n import translate
from tandem.kit.notice import Notice

if TYPE_CHECKING:
    from tandem.contexts.channels.web.door import Door

log = structlog.get_logger(__name__)
_HELLO_S = 10.0
_FINISH_S = 1.0
_OUTBOX = 256
_TYPING_EVERY_S = 0.3
_TYPING_FOR = timedelta(seconds=6)
_PING = b'{"type":"ping"}'


class Connection:
    """`run` lives as long as the socket."""

    def __init__(self, socket: WebSocket, door: "Door") -> None:
        self.door = door
        self.customer_id: UUID
        self.heard_at = self.pinged_at = monotonic()
        self._socket = socket
        self._visitor: Visitor | None = None
        self._watch: Watch | None = None
        self._outbox: deque[tuple[str, Any]] = deque()
        self._awake = asyncio.Event()
        self._allowance = Allowance()
        self._typed_at = 0.0
        self._reader: asyncio.Task[Any] | None = None
        self._closing: Closing | None = None
        self._ended = False

    async def run(self) -> None:
        await self._socket.accept()
        self._reader = asyncio.current_task()
        writer: asyncio.Task[None] | None = None
        try:
            await self._say_hello()
            writer = asyncio.create_task(self._write())
            writer.add_done_callback(self._writer_ended)
            while True:
                await self._obey(await self._receive())
        except Closing as closing:
            self._closing = closing
        except WebSocketDisconnect:
            pass
        except asyncio.CancelledError:
            if self._closing is None or self._reader is None:
                raise  # the server is stopping
            self._reader.uncancel()
        finally:
            await self._end(writer)

    def abort(self, code: int, reason: str) -> None:
        """End the socket from outside its tasks."""
        if self._closing is None and self._reader is not None:
            self._closing = Closing(code, reason)
            self._reader.cancel()

    def ping(self) -> None:
        self._put("ping", _PING)

    def push(self, frame: dict[str, Any]) -> None:
        """Send a frame soon."""
        self._put(frame["type"], frame)

    def push_message(self, wire: Mapping[str, Any]) -> None:
        """Send a message that an event carried."""
        self._put("message", wire)

    def wake(self) -> None:
        """There is something for the writer to do."""
        self._awake.set()

    def _put(self, kind: str, content: Any) -> None:
        if len(self._outbox) >= _OUTBOX:
            self.abort(1013, "too_slow")
            return
        self._outbox.append((kind, content))
        self._awake.set()

    # --- hello ---------------------------------------------------------------------------------------------

    async def _say_hello(self) -> None:
        if self.door.sockets.full:
            raise Closing(1013, "too_many_sockets")
        try:
            async with asyncio.timeout(_HELLO_S):
                hello = await self._receive()
        except TimeoutError as error:
            raise Closing(4408, "no_hello") from error
        if not isinstance(hello, Hello):
            raise Closing(4408, "no_hello")
        try:
            token = self.door.tokens.read(hello.token, self.door.db.clock.now())
            self.customer_id = token.customer_id
            if not self.door.sockets.has_room(token.customer_id):
                raise Closing(4429, "too_many_sockets")
            self.door.sockets.add(self)
            async with self.door.sockets.turn, self.door.db.transaction() as tx:
                self._visitor = await admit(tx, token)
                snapshot = await self._choose(tx, self._visitor, hello)
        except BadToken as error:
            raise Closing(4401, "bad_token") from error
        except Unavailable as error:
            raise Closing(1013, error.code) from error
        await self._be_ready(snapshot)

    async def _choose(self, tx: Tx, visitor: Visitor, hello: Hello) -> Snapshot | None:
        """Watch the conversation asked for, or else the open one, and read it."""
        after = hello.after
        conversation = None
        if hello.conversation_id is not None:
            with suppress(NotFound):
                conversation = await own_conversation(tx, visitor, hello.conversation_id)
        if conversation is None:
            after = 0 if hello.conversation_id is not None else after
            conversation = await open_of_customer(tx, visitor.customer.id, visitor.channel, visitor.site)
        if conversation is None:
            return None
        # Subscribed before it is read: what happens in between is announced, what happened before is read.
        self._watch = watch = Watch(self, conversation.id, min(after, conversation.last_seq))
        return await self._read(tx, watch, visitor.customer)

    async def _be_ready(self, snapshot: Snapshot | None) -> None:
        view = snapshot.view if snapshot else None
        now = iso(self.door.db.clock.now())
        await self._send("ready", {"type": "ready", "conversation": view, "server_time": now})
        if snapshot is not None and self._watch is not None:
            assert snapshot.view is not None
            self._watch.show(snapshot.view, snapshot.conversation)
            await self._give(self._watch, snapshot)
            self.wake()

    # --- what the client says ------------------------------------------------------------------------------

    async def _receive(self) -> AnyFrame | None:
        event = await self._socket.receive()
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event.get("code", 1005), event.get("reason"))
        self.heard_at = monotonic()
        if not self._allowance.take():
            raise Closing(4429, "too_many_frames")
        raw = event.get("text")
        return read_frame(raw if raw is not None else event.get("bytes") or b"")

    async def _obey(self, frame: AnyFrame | None) -> None:
        watch = self._watch
        if isinstance(frame, Subscribe):
            await self._subscribe(frame)
        elif watch is None:
            return
        elif isinstance(frame, Read) and frame.conversation_id == watch.feed.conversation_id:
            if watch.mark_read(frame.seq):
                self.door.marks.read(frame.conversation_id, self.customer_id, frame.seq)
        elif isinstance(frame, Typing) and frame.conversation_id == watch.feed.conversation_id:
            self._tell_typing(frame)

    def _tell_typing(self, frame: Typing) -> None:
        now = monotonic()
        watch = self._watch
        blocked = watch is not None and watch.view is not None and watch.view["blocked"] is not None
        if now - self._typed_at < _TYPING_EVERY_S or self._visitor is None or blocked:
            return
        self._typed_at = now
        data = {
            "conversation_id": str(frame.conversation_id),
            "role": "customer",
            "name": self._visitor.customer.display_name(),
            "until": iso(self.door.db.clock.now() + _TYPING_FOR),
        }
        if frame.text:
            shown = "".join(c if c.isprintable() else " " for c in frame.text[:PREVIEW_CHARS])
            data["text"] = shown
        self.door.hub.publish([Notice(None, "typing", (f"conversation:{frame.conversation_id}",), data)])

    async def _subscribe(self, frame: Subscribe) -> None:
        """Turn to another conversation; an unknown one is an error frame and no more."""
        assert self._visitor is not None
        try:
            async with self.door.sockets.turn, self.door.db.transaction() as tx:
                conversation = await own_conversation(tx, self._visitor, frame.conversation_id)
        except TandemError as error:
            self.push({"type": "error", "code": error.code, "detail": translate(f"error.{error.code}")})
            return
        if self._watch is not None:
            self._watch.end()
        self._watch = Watch(self, conversation.id, min(frame.after, conversation.last_seq))
        self.wake()

    # --- what the client hears -----------------------------------------------------------------------------

    async def _write(self) -> None:
        while not self._ended:
            await self._awake.wait()
            self._awake.clear()
            while not self._ended:
                if self._outbox:
                    await self._send_next()
                elif (watch := self._watch) is not None and watch.stale:
                    await self._refresh(watch)
                else:
                    break

    async def _send_next(self) -> None:
        kind, content = self._outbox.popleft()
        if kind == "message":
            await self._send_message(pushed_view(content, self.door.files, self.door.db.clock.now()))
        else:
            await self._send(kind, content)

    async def _refresh(self, watch: Watch) -> None:
        try:
            async with self.door.sockets.turn, self.door.db.transaction() as tx:
                snapshot = await self._read(tx, watch)
        except Unavailable:
            await asyncio.sleep(uniform(0.5, 2.0))  # noqa: S311 (spreads the load, guards nothing)
            return
        if watch is not self._watch or self._ended:
            return
        while self._outbox:
            # Put there while this waited for its turn: it comes before what was read.
            await self._send_next()
        if snapshot.view is not None and watch.show(snapshot.view, snapshot.conversation):
            await self._send("conversation", {"type": "conversation", "conversation": snapshot.view})
        await self._give(watch, snapshot)

    async def _read(self, tx: Tx, watch: Watch, customer: Customer | None = None) -> Snapshot:
        """What the watch lacks. Announcements during the reading are kept in mind by the feed."""
        with_view, watch.view_stale = watch.view_stale, False
        after = watch.feed.begin_reading() if watch.feed.behind else None
        try:
            return await read_snapshot(
                tx, self.door.lines, watch.feed.conversation_id, after=after, with_view=with_view,
                customer=customer,
            )  # fmt: skip
        except BaseException:
            if after is not None:
                watch.feed.fail_reading()
            watch.view_stale = watch.view_stale or with_view
            raise

    async def _give(self, watch: Watch, snapshot: Snapshot) -> None:
        for message in snapshot.messages:
            await self._send_message(
                message_view(message, snapshot.conversation, self.door.files, self.door.db.clock.now())
            )
        if snapshot.upto is not None:
            watch.feed.end_reading(snapshot.upto, more=snapshot.more)

    async def _send_message(self, message: dict[str, Any]) -> None:
        await self._send("message", {"type": "message", "message": message})
        if message["role"] in ("agent", "bot"):
            self.door.marks.delivered(UUID(message["conversation_id"]), self.customer_id, message["seq"])

    async def _send(self, kind: str, frame: dict[str, Any] | bytes) -> None:
        body = frame if isinstance(frame, bytes) else orjson.dumps(frame)
        await self._socket.send_text(body.decode())
        metrics.socket_frames.labels("customer", kind).inc()

    # --- the end -------------------------------------------------------------------------------------------

    def _writer_ended(self, writer: asyncio.Task[None]) -> None:
        if writer.cancelled():
            return
        error = writer.exception()
        if error is not None and not isinstance(error, WebSocketDisconnect | RuntimeError | OSError):
            log.error("web.socket_failed", exc_info=error)
        self.abort(1011, "internal")

    async def _let_finish(self, writer: asyncio.Task[None]) -> None:
        """Cut off in a transaction it would cost the database a connection, each time somebody closes the page."""
        self.wake()
        await asyncio.wait({writer}, timeout=_FINISH_S)
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)

    async def _end(self, writer: asyncio.Task[None] | None) -> None:
        self._reader, self._ended = None, True  # nobody may cancel the rest
        if self._watch is not None:
            self._watch.end()
        if hasattr(self, "customer_id"):
            self.door.sockets.remove(self)
        if writer is not None:
            await self._let_finish(writer)
        if self._closing is None:
            return
        metrics.socket_closes.labels("customer", self._closing.error).inc()
        if self._socket.application_state is not WebSocketState.CONNECTED:
            return
        code, error = self._closing.code, self._closing.error
        with suppress(Exception):
            async with asyncio.timeout(2):
                detail = translate(f"error.{error}")
                await self._send("error", {"type": "error", "code": error, "detail": detail})
                await self._socket.close(code, error)
