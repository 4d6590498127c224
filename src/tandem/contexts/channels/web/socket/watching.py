"""One conversation on one socket: notices come in, frames go out."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tandem.contexts.channels.web.socket.feed import Feed
from tandem.contexts.channels.web.views import place_view
from tandem.contexts.conversations.api import Conversation, Place
from tandem.kit.notice import Notice

if TYPE_CHECKING:
    from tandem.contexts.channels.web.socket.connection import Connection

_MESSAGES = frozenset(
    {
        "conversations.message_received",
        "conversations.message_queued",
        "conversations.staff_line_added",
    }
)
_STATE = frozenset(
    {
        "conversations.controller_changed",
        "conversations.enqueued",
        "conversations.changed",
    }
)


class Watch:
    """Listens to a conversation's topic from its making until `end`."""

    def __init__(self, connection: "Connection", conversation_id: UUID, after: int) -> None:
        self.connection = connection
        self.feed = Feed(conversation_id, after)
        self.view: dict[str, Any] | None = None
        self.view_stale = True
        self._own_read = 0
        self._queue_id: UUID | None = None
        self._unwatch: Callable[[], None] | None = None
        self._unsubscribe = connection.door.hub.subscribe(f"conversation:{conversation_id}", self.hear)

    def end(self) -> None:
        self._unsubscribe()
        self._leave_line()

    @property
    def stale(self) -> bool:
        """True when the database has to be read."""
        return self.view_stale or self.feed.behind

    def hear(self, notice: Notice) -> None:
        """A notice of the conversation. Must not block: it runs inside the writer's transaction's end."""
        data = notice.data or {}
        if notice.kind in _MESSAGES:
            self._hear_message(data["message"])
        elif notice.kind in _STATE:
            self.view_stale = True
            self.connection.wake()
        elif notice.kind == "typing":
            self._hear_typing(data)
        elif notice.kind == "read":
            self._hear_read(data)
        elif notice.kind == "gap":
            self.feed.missed()
            self.view_stale = True
            self.connection.wake()

    def _hear_message(self, wire: Mapping[str, Any]) -> None:
        if not self.feed.takes(int(wire["seq"])):
            if self.feed.behind:
                self.connection.wake()
        elif wire.get("audience") != "staff":
            self.connection.push_message(wire)

    def _hear_typing(self, data: Mapping[str, Any]) -> None:
        if data.get("role") == "customer":  # themselves, perhaps in another tab
            return
        frame = {"type": "typing", "role": data.get("role"), "until": data.get("until")}
        if data.get("name"):
            frame["name"] = data["name"]
        self.connection.push(frame)

    def _hear_read(self, data: Mapping[str, Any]) -> None:
        seq = int(data.get("seq", 0))
        if data.get("role") == "customer" and seq <= self._own_read:
            return
        if self.view is not None:
            key = f"{data.get('role')}_read_seq"
            self.view[key] = max(seq, self.view.get(key, 0))
        self.connection.push({"type": "read", "role": data.get("role"), "seq": seq})

    def mark_read(self, seq: int) -> bool:
        """Note a read mark of this socket; False when it is no news."""
        if seq <= self._own_read:
            return False
        self._own_read = seq
        return True

    def show(self, view: dict[str, Any], conversation: Conversation) -> bool:
        """Take a view that was read; True when it differs from the last one in more than what other frames
        carry."""
        known, self.view = self.view, view
        self._join_line(conversation.queue_id if conversation.controller == "queue" else None)
        return known is None or _told(known) != _told(view)

    def _join_line(self, queue_id: UUID | None) -> None:
        if queue_id == self._queue_id:
            return
        self._leave_line()
        self._queue_id = queue_id
        if queue_id is not None:
            self._unwatch = self.connection.door.lines.watch(queue_id, self._line_moved)

    def _leave_line(self) -> None:
        if self._unwatch is not None:
            self._unwatch()
        self._unwatch = self._queue_id = None

    def _line_moved(self, places: Mapping[UUID, Place]) -> None:
        place = places.get(self.feed.conversation_id)
        # Not in line any more: the conversation's own notice says what became of it.
        if self.view is None or self.view_stale or place is None or self.view["controller"] != "queue":
            return
        if self.view["queue"] != place_view(place):
            self.view = {**self.view, "queue": place_view(place)}
            self.connection.push({"type": "conversation", "conversation": self.view})


def _told(view: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a view that only "conversation" frames carry."""
    return {
        key: value
        for key, value in view.items()
        if key not in ("last_seq", "customer_read_seq", "agent_read_seq")
    }
