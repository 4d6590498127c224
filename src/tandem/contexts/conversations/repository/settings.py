"""Queues and calendars as administrators see them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from tandem.contexts.conversations.models import calendar_table, queue_table
from tandem.kit.db import Tx
from tandem.kit.errors import NotFound

_QUEUE = [
    queue_table.c[name]
    for name in (
        "id", "key", "name", "skills", "calendar_id", "accept_mode", "accept_timeout_s", "sl_target_s", "sl_goal",
        "first_response_s", "next_response_s", "short_abandon_s", "idle_handback_s",
    )
]  # fmt: skip


async def calendars(tx: Tx) -> list[Any]:
    return list((await tx.execute(select(calendar_table).order_by(calendar_table.c.name))).all())


async def calendar(tx: Tx, calendar_id: UUID) -> Any:
    query = select(calendar_table).where(calendar_table.c.id == calendar_id)
    return (await tx.execute(query)).one_or_none()


async def change_calendar(tx: Tx, calendar_id: UUID, name: str, definition: Mapping[str, Any]) -> None:
    await tx.execute(
        update(calendar_table)
        .where(calendar_table.c.id == calendar_id)
        .values(name=name, definition=dict(definition), updated_at=tx.now)
    )


async def queues(tx: Tx) -> list[dict[str, Any]]:
    rows = await tx.execute(select(*_QUEUE).order_by(queue_table.c.name))
    return [row._asdict() for row in rows.all()]


async def queue(tx: Tx, queue_id: UUID) -> dict[str, Any]:
    """The queue; NotFound."""
    row = (await tx.execute(select(*_QUEUE).where(queue_table.c.id == queue_id))).one_or_none()
    if row is None:
        raise NotFound("queue_not_found")
    return row._asdict()


async def change_queue(tx: Tx, queue_id: UUID, values: Mapping[str, Any]) -> None:
    await tx.execute(update(queue_table).where(queue_table.c.id == queue_id).values(**values))
