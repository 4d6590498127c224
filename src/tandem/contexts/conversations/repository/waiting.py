"""Where waiting customers stand in line, for one queue at a time."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import extract, func, select

from tandem.contexts.conversations.models import assignment_table
from tandem.contexts.conversations.repository.queues import (
    Queue,
    answered_since,
    get_queue,
    line,
    position_in_line,
)
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


@dataclass(frozen=True)
class Serving:
    """What a queue's estimates are made of, as it is now. `agents` online; `answered_lately` in the last quarter of an
    hour; `handle_time_s` from assignment to end on average."""

    open: bool
    agents: int
    answered_lately: int
    handle_time_s: float

    def place(self, conversation_id: UUID, position: int) -> Place:
        estimate = wait_estimate_s(
            position, agents_serving=self.agents if self.open else 0, answered_lately=self.answered_lately,
            lately_s=_LATELY.total_seconds(), handle_time_s=self.handle_time_s,
        )  # fmt: skip
        return Place(conversation_id, position, estimate, self.open)


async def serving(tx: Tx, queue_id: UUID) -> Serving:
    """How the queue is served at this moment. Raises NotFound (queue_not_found)."""
    queue = await get_queue(tx, queue_id)
    answered = (await answered_since(tx, [queue_id], tx.now - _LATELY)).get(queue_id, 0)
    return Serving(
        open=queue.calendar is None or queue.calendar.is_open(tx.now),
        agents=len(await all_seats(tx, queue_id=queue_id, online_only=True)),
        answered_lately=answered,
        handle_time_s=await handle_time_s(tx, queue) or _DEFAULT_HANDLE_S,
    )


async def places(tx: Tx, queue_id: UUID, served: Serving | None = None) -> dict[UUID, Place]:
    """The place of every waiting conversation of the queue. `served`: as read a moment ago."""
    waiting = await line(tx, queue_id)
    if not waiting:
        return {}
    served = served or await serving(tx, queue_id)
    return {id_: served.place(id_, number) for number, id_ in enumerate(waiting, 1)}


async def place_of(tx: Tx, queue_id: UUID, conversation_id: UUID, served: Serving) -> Place | None:
    """The place of one waiting conversation, counted where the line is long; None when it does not wait there."""
    position = await position_in_line(tx, queue_id, conversation_id)
    return None if position is None else served.place(conversation_id, position)


async def handle_time_s(tx: Tx, queue: Queue) -> float | None:
    """Mean seconds from assignment to its end over the last day; None without any."""
    a = assignment_table.c
    query = select(func.avg(extract("epoch", a.ended_at - a.assigned_at))).where(
        a.queue_id == queue.id, a.ended_at > tx.now - timedelta(days=1)
    )
    mean = (await tx.execute(query)).scalar_one()
    return float(mean) if mean is not None else None
