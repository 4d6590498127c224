"""Presence of agents: every state is a row with since and until."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, select, update

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.queueing import ROUTE_JOB, enqueue
from tandem.contexts.conversations.actions.withdrawing import end_offer, o
from tandem.contexts.conversations.events import PresenceChanged
from tandem.contexts.conversations.models import conversation_table, presence_table
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.seats import SeatRow, change_seat, lock_seat
from tandem.kit.db import Tx
from tandem.kit.ids import new_id
from tandem.kit.timers import DueTimer

SEAT_LOST = "conversations.seat_lost"
LOST_AFTER = timedelta(seconds=75)


async def set_presence(tx: Tx, seat: SeatRow, state: str, actor: Actor, *, reason: str | None = None) -> None:
    """Change the state of a LOCKED seat. Who comes online is given work by routing."""
    if seat.state == state:
        return
    p = presence_table.c
    await tx.execute(
        update(presence_table).where(p.agent_id == seat.agent_id, p.until.is_(None)).values(until=tx.now)
    )
    await tx.execute(
        insert(presence_table).values(
            id=new_id(), agent_id=seat.agent_id, state=state, reason=reason, since=tx.now, by=actor.label
        )
    )
    await change_seat(
        tx, seat.agent_id, state=state, state_since=tx.now, missed_offers=0, last_seen_at=tx.now
    )
    tx.emit(
        PresenceChanged(
            subject_id=seat.agent_id,
            actor=actor.label,
            state=state,
            reason=reason,
            queue_ids=list(seat.queue_ids),
        )
    )
    if state == "offline":
        await tx.cancel(SEAT_LOST, seat.agent_id)
    else:
        await tx.schedule(SEAT_LOST, seat.agent_id, tx.now + LOST_AFTER)
    if state == "online":
        tx.enqueue(ROUTE_JOB, {"agent_id": str(seat.agent_id)}, priority=10)


async def change_presence(
    tx: Tx, agent_id: UUID, state: str, actor: Actor, *, reason: str | None = None, reassign: bool = False
) -> SeatRow:
    """Set an agent's state. Leaving `online` ends pending offers; `reassign` also sends the open
    conversations back to their queues."""
    conversations = await _lock_conversations(tx, agent_id, offers=state != "online", held=reassign)
    for conversation in conversations:
        row = (
            await tx.execute(
                select(o.id).where(
                    o.conversation_id == conversation.id, o.agent_id == agent_id, o.ended_at.is_(None)
                )
            )
        ).one_or_none()
        if row is not None:
            await end_offer(tx, conversation, row.id, agent_id, "withdrawn", "presence")
            tx.enqueue(ROUTE_JOB, {"queue_id": str(conversation.queue_id)}, priority=10)
        elif reassign and conversation.agent_id == agent_id and conversation.status == "open":
            await enqueue(tx, conversation, actor, reason="agent_away")
    seat = await lock_seat(tx, agent_id)
    await set_presence(tx, seat, state, actor, reason=reason)
    return await lock_seat(tx, agent_id)


async def _lock_conversations(
    tx: Tx, agent_id: UUID, *, offers: bool, held: bool
) -> list[repository.Conversation]:
    """Lock in id order, before the seat: two such changes at once cannot wait for each other in a ring."""
    ids: set[UUID] = set()
    if offers:
        rows = await tx.execute(select(o.conversation_id).where(o.agent_id == agent_id, o.ended_at.is_(None)))
        ids.update(rows.scalars().all())
    if held:
        c = conversation_table.c
        rows = await tx.execute(select(c.id).where(c.agent_id == agent_id, c.status == "open"))
        ids.update(rows.scalars().all())
    return [await repository.lock(tx, id_) for id_ in sorted(ids)]


async def seen(tx: Tx, agent_id: UUID) -> None:
    """The agent's screen is alive: push the moment further out at which the seat counts as lost."""
    await change_seat(tx, agent_id, last_seen_at=tx.now)
    await tx.schedule(SEAT_LOST, agent_id, tx.now + LOST_AFTER)


async def seat_lost(tx: Tx, timer: DueTimer) -> None:
    """Timer: no screen has been heard of for long. The agent goes offline; conversations are kept."""
    await change_presence(tx, timer.subject_id, "offline", Actor.system("presence"), reason="connection_lost")
