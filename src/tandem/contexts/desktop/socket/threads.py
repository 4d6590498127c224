"""An open thread on one socket: messages in order, each once; typing; who else looks."""

from time import monotonic
from typing import Any
from uuid import UUID

from tandem.contexts.conversations.api import ThreadFeed, Verdict, messages
from tandem.kit.db import Database
from tandem.kit.notice import Notice

_VIEWER_TTL_S = 45.0
_PAGE = 200


class Thread:
    """State of one open thread; the connection sends what the methods return."""

    def __init__(self, conversation_id: UUID, after: int, me: UUID) -> None:
        self.conversation_id = conversation_id
        self.topic = f"conversation:{conversation_id}"
        self.feed = ThreadFeed(after)
        self.needs_reading = True
        self._reading = False
        self._me = str(me)
        self._viewers: dict[str, tuple[str, float]] = {}

    def message(self, notice: Notice) -> dict[str, Any] | None:
        """The message to send at once, or None (then `needs_reading` may say to read)."""
        message = (notice.data or {}).get("message")
        if message is None:
            return None
        if self._reading or self.needs_reading:
            # The read under way may or may not see it: read once more afterwards, never send twice.
            self.needs_reading = True
            return None
        verdict = self.feed.judge(message["seq"])
        if verdict is Verdict.GAP:
            self.needs_reading = True
        if verdict is not Verdict.DELIVER:
            return None
        self.feed.advance(message["seq"])
        return dict(message)

    async def missing(self, db: Database) -> list[dict[str, Any]]:
        """Everything after what the screen has, from the database."""
        found: list[dict[str, Any]] = []
        self._reading = True
        try:
            while self.needs_reading:
                self.needs_reading = False
                found += await self._read(db)
        except BaseException:
            self.needs_reading = True
            raise
        finally:
            self._reading = False
        return found

    async def _read(self, db: Database) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        more = True
        async with db.transaction() as tx:
            while more:
                page, more = await messages(tx, self.conversation_id, after=self.feed.last, limit=_PAGE)
                for message in page:
                    self.feed.advance(message.seq)
                    found.append(message.wire())
        return found

    def seen_viewer(self, data: dict[str, Any]) -> list[dict[str, str]] | None:
        """Somebody else looks (or leaves); the new list when it changed."""
        if data["id"] == self._me:
            return None
        before = set(self._viewers)
        if data["on"]:
            self._viewers[data["id"]] = (data["name"], monotonic())
        else:
            self._viewers.pop(data["id"], None)
        horizon = monotonic() - _VIEWER_TTL_S
        self._viewers = {id_: v for id_, v in self._viewers.items() if v[1] > horizon}
        if set(self._viewers) == before:
            return None
        return [{"id": id_, "name": name} for id_, (name, _) in sorted(self._viewers.items())]
