"""Read and delivery marks of all sockets of a process, written together: a mark may wait 150 ms, a database
that writes one transaction a mark would not."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import structlog

from tandem.contexts.conversations.api import delivered_to_customer, read_by_customer
from tandem.kit.db import Database
from tandem.kit.errors import Unavailable

log = structlog.get_logger(__name__)
_PAUSE_S = 0.15
# Each mark locks its conversation: few at a time, so that nobody's message waits for them.
_BATCH = 10


@dataclass(slots=True)
class Mark:
    customer_id: UUID
    delivered: int = 0
    read: int = 0


class Marks:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._pending: dict[UUID, Mark] = {}
        self._task: asyncio.Task[None] | None = None

    def delivered(self, conversation_id: UUID, customer_id: UUID, seq: int) -> None:
        """A device has everything up to `seq`."""
        mark = self._mark(conversation_id, customer_id)
        mark.delivered = max(mark.delivered, seq)

    def read(self, conversation_id: UUID, customer_id: UUID, seq: int) -> None:
        """The customer has seen everything up to `seq`."""
        mark = self._mark(conversation_id, customer_id)
        mark.read = max(mark.read, seq)

    def _mark(self, conversation_id: UUID, customer_id: UUID) -> Mark:
        if self._task is None:
            self._task = asyncio.create_task(self._write())
        return self._pending.setdefault(conversation_id, Mark(customer_id))

    async def _write(self) -> None:
        try:
            while self._pending:
                await asyncio.sleep(_PAUSE_S)
                for batch in self._take():
                    await self._store(batch)
        finally:
            self._task = None

    def _take(self) -> list[list[tuple[UUID, Mark]]]:
        # In the order of ids, as in every process: two batches cannot wait for each other.
        marks = sorted(self._pending.items(), key=lambda item: item[0])
        self._pending.clear()
        return [marks[at : at + _BATCH] for at in range(0, len(marks), _BATCH)]

    async def _store(self, batch: list[tuple[UUID, Mark]]) -> None:
        try:
            async with self._db.transaction() as tx:
                for id_, mark in batch:
                    if mark.read:
                        await read_by_customer(tx, id_, mark.customer_id, mark.read)
                    if mark.delivered > mark.read:
                        await delivered_to_customer(tx, id_, mark.delivered)
        except Unavailable:
            for id_, mark in batch:  # kept for the next round
                later = self._pending.setdefault(id_, Mark(mark.customer_id))
                later.delivered = max(later.delivered, mark.delivered)
                later.read = max(later.read, mark.read)
            await asyncio.sleep(1)
        except Exception:
            log.exception("web.marks_failed", marks=len(batch))
