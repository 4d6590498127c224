"""One row feed per process: conversations that changed are read once and shown to every desk that may see them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
import structlog

from tandem.contexts.conversations.api import Reader, holders, may_read, rows_by_ids
from tandem.contexts.conversations.events import ControllerChanged
from tandem.kit.db import Database
from tandem.kit.errors import Unavailable
from tandem.kit.notice import Notice
from tandem.kit.realtime import Hub

log = structlog.get_logger(__name__)
# Rows are gathered for so long: a burst on one conversation costs one read. Open threads do not wait for it.
_GATHER_S = 0.08
_PAGE = 200
_PREFIX = "conversation:"
Place = tuple[UUID, UUID | None]


@dataclass(frozen=True)
class RowChange:
    """A row as it is now, once as JSON for all sockets, and what decides who sees it: who holds or held it,
    and where it was before it was handed over (queue, agent)."""

    row: Mapping[str, Any]
    frame: str
    holders: frozenset[UUID]
    before: frozenset[Place]

    @property
    def id(self) -> UUID:
        return UUID(self.row["id"])

    @property
    def agent_id(self) -> UUID | None:
        return UUID(self.row["agent"]["id"]) if self.row["agent"] else None

    def visible_to(self, reader: Reader) -> bool:
        queue_id = UUID(self.row["queue"]["id"])
        return may_read(reader, queue_id=queue_id, agent_id=self.agent_id, involved=self.holders)

    def was_visible_to(self, reader: Reader) -> bool:
        return any(may_read(reader, queue_id=queue, agent_id=agent) for queue, agent in self.before)


RowListener = Callable[[RowChange], None]


@dataclass
class RowFeed:
    """Calls every listener with each change. Rests while there is none."""

    db: Database
    hub: Hub
    _dirty: dict[UUID, set[Place]] = field(default_factory=dict)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _listeners: set[RowListener] = field(default_factory=set)
    _task: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.hub.subscribe("desk", self._heard)

    def add(self, listener: RowListener) -> Callable[[], None]:
        """Begin to listen; returns what ends it."""
        self._listeners.add(listener)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return lambda: self._remove(listener)

    def _remove(self, listener: RowListener) -> None:
        self._listeners.discard(listener)
        if not self._listeners:
            self._dirty.clear()
            self._wake.set()

    def _heard(self, notice: Notice) -> None:
        # Nobody looks: nothing to remember (a new desk begins with a fresh list).
        if not self._listeners:
            return
        for topic in notice.topics:
            if topic.startswith(_PREFIX):
                places = self._dirty.setdefault(UUID(topic.removeprefix(_PREFIX)), set())
                if notice.kind == ControllerChanged.kind and notice.data is not None:
                    places.add(_before(notice.data))
                self._wake.set()

    async def _run(self) -> None:
        while self._listeners:
            await self._wake.wait()
            await asyncio.sleep(_GATHER_S)
            self._wake.clear()
            dirty, self._dirty = self._dirty, {}
            try:
                for change in await self._read(dirty):
                    for listener in list(self._listeners):
                        listener(change)
            except Unavailable:
                for id_, places in dirty.items():
                    self._dirty.setdefault(id_, set()).update(places)
                self._wake.set()
                await asyncio.sleep(0.5)
            except Exception:
                # One row that cannot be shown must not silence all the others for ever.
                log.exception("desk.rows_failed", rows=len(dirty))

    async def _read(self, dirty: Mapping[UUID, set[Place]]) -> list[RowChange]:
        ids, found = list(dirty), []
        for start in range(0, len(ids), _PAGE):
            some = ids[start : start + _PAGE]
            async with self.db.transaction() as tx:
                rows, involved = await rows_by_ids(tx, some), await holders(tx, some)
            for row in rows:
                id_ = UUID(row["id"])
                frame = orjson.dumps({"type": "row", "row": row}).decode()
                found.append(RowChange(row, frame, involved.get(id_, frozenset()), frozenset(dirty[id_])))
        return found


def _before(data: Mapping[str, Any]) -> Place:
    agent = data.get("from_agent_id")
    return UUID(str(data["from_queue_id"])), UUID(str(agent)) if agent else None
