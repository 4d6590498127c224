"""An open thread on one socket: messages in order, each once."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

from tandem.contexts.conversations.api import MessageView, ThreadFeed, Verdict, messages
from tandem.kit.db import Database
from tandem.kit.notice import Notice

_PAGE = 200


class Thread:
    """State of one open thread; the connection sends what the methods give."""

    def __init__(self, conversation_id: UUID, after: int, holder: UUID | None) -> None:
        self.conversation_id = conversation_id
        self.topic = f"conversation:{conversation_id}"
        self.feed = ThreadFeed(after)
        self.holder = holder
        self.viewers: list[dict[str, Any]] = []
        self.closed = False
        self.needs_reading = True
        self.ends: list[Callable[[], None]] = []
        self._reading = False

    def close(self) -> None:
        """Hear nothing more; what is queued for this thread is not sent either."""
        self.closed = True
        for end in self.ends:
            end()

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

    async def missing(self, db: Database) -> AsyncIterator[list[MessageView]]:
        """Everything after what the screen has, page by page; the caller sends a page before it asks for the
        next. What is written meanwhile is read too."""
        if self._reading:
            return
        self._reading = True
        try:
            while self.needs_reading and not self.closed:
                self.needs_reading = False
                more = True
                while more and not self.closed:
                    async with db.transaction() as tx:
                        page, more = await messages(
                            tx, self.conversation_id, after=self.feed.last, limit=_PAGE
                        )
                    for message in page:
                        self.feed.advance(message.seq)
                    yield page
        except BaseException:
            self.needs_reading = True
            raise
        finally:
            self._reading = False
