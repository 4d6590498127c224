"""Clearing away: files that were uploaded and never sent."""

from datetime import timedelta
from typing import Protocol

from sqlalchemy import bindparam, delete, select

from tandem.contexts.conversations.models import attachment_table
from tandem.kit.db import Database

a = attachment_table.c
# A customer's telephone may have been without a network for a while; after a day nobody comes back to send it.
KEPT = timedelta(hours=24)
_BATCH = 100
_UNSENT = (
    select(a.id, a.object_key)
    .where(a.sent_at.is_(None), a.created_at < bindparam("before"))
    .order_by(a.created_at)
    .limit(_BATCH)
    .with_for_update(skip_locked=True)
)
_FORGET = delete(attachment_table).where(a.id.in_(bindparam("ids", expanding=True)))


class Bin(Protocol):
    """The part of an object store that this needs."""

    async def delete(self, key: str) -> None:
        """Forget an object; one that does not exist is no error."""
        ...


async def clear_unsent(db: Database, objects: Bin) -> int:
    """Remove files that nobody sent within a day, bytes and rows; how many.

    The bytes go first, while the rows are locked against being sent: a crash in between leaves a row whose bytes
    are deleted again next time, never bytes that nobody knows of. Raises ObjectStoreAway."""
    total = 0
    while True:
        async with db.transaction() as tx:
            rows = (await tx.execute(_UNSENT, {"before": tx.now - KEPT})).all()
            for row in rows:
                await objects.delete(row.object_key)
            if rows:
                await tx.execute(_FORGET, {"ids": [row.id for row in rows]})
        total += len(rows)
        if len(rows) < _BATCH:
            return total
