"""Where waiting customers stand in line, for one queue at a time."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import extract, func, select

from tandem.contexts.conversations.models import assignment_table
from tandem.contexts.conversations.repository.queues import Queue, answered_since, get_queue, line
from tandem.contexts.conversations.repository.seats import all_seats
from tandem.contexts.conversations.rules.estimating import wait_estimate_s
from tandem.kit.db import Tx

_LATELY = timedelta(minutes=15)
_DEFAULT_HANDLE_S = 300.0


@dataclass(frozen=True)
class Place:
    """`position` 1 is next. `estimate_s` None: nobody serves the queue now. `open` by its calendar."""

    conversation_id: UUID
    position: int
    estimate_s: int | None
    open: bool


async def places(tx: Tx, queue_id: UUID) -> dict[UUID, Place]:
    """The place of every waiting conversation of the queue."""
    queue = await get_queue(tx, queue_id)
    entries = await line(tx, queue_id)
    if not entries:
        return {}
    is_open = queue.calendar is None or queue.calendar.is_open(tx.now)
    serving = len(await all_seats(tx, queue_id=queue_id, online_only=True))
    answered = (await answered_since(tx, [queue_id], tx.now - _LATELY)).get(queue_id, 0)
    handle = await handle_time_s(tx, queue) or _DEFAULT_HANDLE_S
    return {
        entry.conversation_id: Place(
            entry.conversation_id,
            number,
            wait_estimate_s(
                number, agents_serving=serving if is_open else 0, answered_lately=answered,
                lately_s=_LATELY.total_seconds(), handle_time_s=handle,
            ),
            is_open,
        )
        for number, entry in enumerate(entries, 1)
    }  # fmt: skip


async def handle_time_s(tx: Tx, queue: Queue) -> float | None:
    """Mean seconds from assignment to its end over the last day; None without any."""
    a = assignment_table.c
    query = select(func.avg(extract("epoch", a.ended_at - a.assigned_at))).where(
        a.queue_id == queue.id, a.ended_at > tx.now - timedelta(days=1)
    )
    mean = (await tx.execute(query)).scalar_one()
    return float(mean) if mean is not None else None
