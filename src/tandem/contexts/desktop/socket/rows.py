"""One row feed per process: conversations that changed are read once and shown to every desk that may see them."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog

from tandem.contexts.conversations.api import rows_by_ids
from tandem.kit.db import Database
from tandem.kit.errors import Unavailable
from tandem.kit.notice import Notice
from tandem.kit.realtime import Hub

log = structlog.get_logger(__name__)
# Rows are gathered for so long: a burst on one conversation costs one read. Open threads do not wait for it.
_GATHER_S = 0.08
RowListener = Callable[[dict[str, Any], set[str]], None]


class RowFeed:
    """Calls every listener with (row, topics of what changed)."""

    def __init__(self, db: Database, hub: Hub) -> None:
        self._db = db
        self._dirty: dict[UUID, set[str]] = {}
        self._wake = asyncio.Event()
        self._listeners: set[RowListener] = set()
        self._task: asyncio.Task[None] | None = None
        hub.subscribe("desk", self._heard)

    def add(self, listener: RowListener) -> Callable[[], None]:
        self._listeners.add(listener)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return lambda: self._listeners.discard(listener)

    def _heard(self, notice: Notice) -> None:
        for topic in notice.topics:
            if topic.startswith("conversation:"):
                self._dirty.setdefault(UUID(topic.removeprefix("conversation:")), set()).update(notice.topics)
                self._wake.set()

    async def _run(self) -> None:
        while self._listeners:
            await self._wake.wait()
            await asyncio.sleep(_GATHER_S)
            self._wake.clear()
            dirty, self._dirty = self._dirty, {}
            try:
                async with self._db.transaction() as tx:
                    rows = await rows_by_ids(tx, list(dirty))
            except Unavailable:
                for id_, topics in dirty.items():
                    self._dirty.setdefault(id_, set()).update(topics)
                self._wake.set()
                await asyncio.sleep(0.5)
                continue
            for row in rows:
                topics = dirty[UUID(row["id"])]
                for listener in list(self._listeners):
                    listener(row, topics)
