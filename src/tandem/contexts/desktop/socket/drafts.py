"""What a screen at the silent seat hears: drafts that come, who looks at them, and what became of them."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from tandem.contexts.access.api import permissions
from tandem.contexts.bot.api import DRAFTS_TOPIC, draft_as_shown, still_there
from tandem.kit.errors import Unavailable
from tandem.kit.notice import Notice

if TYPE_CHECKING:
    from tandem.contexts.desktop.socket.connection import Connection

_ALIVE_S = 8.0


class DraftWatch:
    """One for each connection; rests until the screen asks for drafts. An open draft is read for its reader:
    what he or she may not read is not sent. The person counts as there while the socket lives."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._end: Callable[[], None] | None = None
        self._alive_at = 0.0

    def watch(self, wanted: bool) -> None:
        """Begin or end; nobody hears of drafts without drafts.decide."""
        wanted = wanted and self._connection.actor.may(permissions.DRAFTS_DECIDE)
        if wanted == (self._end is not None):
            return
        if self._end is not None:
            self._end()
            self._end = None
        else:
            self._end = self._connection.desk.hub.subscribe(DRAFTS_TOPIC, self._heard)
            self._alive_at = 0.0

    def check(self) -> None:
        """The person's rights changed."""
        self.watch(self._end is not None)

    def beat(self, now: float) -> None:
        """Every now and then: a sign of life of the person at the silent seat."""
        if self._end is not None and now - self._alive_at >= _ALIVE_S:
            self._alive_at = now
            self._connection.put(self._alive)

    def _heard(self, notice: Notice) -> None:
        data = notice.data or {}
        match notice.kind:
            case "bot.draft_opened":
                self._connection.put(partial(self._send, UUID(str(data["draft_id"]))))
            case "bot.draft_decided":
                gone = {key: data[key] for key in ("draft_id", "state", "by", "by_id")}
                self._connection.put({"type": "draft_gone", **gone})
            case "draft_held":
                self._connection.put({"type": "draft_held", **data})
            case "bot.silent_seat_changed":
                self._connection.put({"type": "silent_seat"})

    async def _send(self, draft_id: UUID) -> None:
        async with self._connection.desk.db.transaction() as tx:
            shown = await draft_as_shown(tx, self._connection.actor, draft_id)
        if shown is not None:
            await self._connection.out.send({"type": "draft", "draft": shown})

    async def _alive(self) -> None:
        with suppress(Unavailable):
            async with self._connection.desk.db.transaction() as tx:
                await still_there(tx, self._connection.me)
