"""Presence of agents: every state is a row with since and until."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, select, update

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.handing_over import ROUTE_JOB
from tandem.contexts.conversations.actions.queueing import back_to_line
from tandem.contexts.conversations.actions.withdrawing import end_offer, o
from tandem.contexts.conversations.errors import NoSeat
from tandem.contexts.conversations.events import PresenceChanged
from tandem.contexts.conversations.models import conversation_table, presence_table
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.seats import SeatRow, change_seat, heard_of, lock_seat
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx
from tandem.kit.ids import new_id
from tandem.kit.timers import DueTimer

SEAT_LOST = "conversations.seat_lost"
IDLE = "idle"
"""The reason that a screen gives when nothing was done at it for long."""
LOST_AFTER = timedelta(seconds=75)
# A timer this late tells that the platform was away, not the agent: screens get time to come back.
_LATE = timedelta(seconds=20)
# Signs of life are written at most this often.
_NOTED_EVERY = timedelta(seconds=20)


def manages(actor: Actor, seat: SeatRow) -> bool:
    """Whether this person may look into what somebody holds, and set their state: their own, those of the own team,
    or everybody's where all conversations may be read."""
    own = seat.agent_id == actor.id
    team = actor.team_id is not None and seat.team_id == actor.team_id
    return own or team or actor.conversation_scope == "all"


async def set_presence(tx: Tx, seat: SeatRow, state: str, actor: Actor, *, reason: str | None = None) -> None:
    """Change the state of a LOCKED seat. Who comes online is given work by routing; the same state again is
    a sign of life."""
    if seat.state == state:
        if state != "offline":
            await seen(tx, seat.agent_id)
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
            subject_id=seat.agent_id, actor=actor.label, state=state, reason=reason,
            queue_ids=list(seat.queue_ids),
        )
    )  # fmt: skip
    if state == "offline":
        await tx.cancel(SEAT_LOST, seat.agent_id)
    else:
        await tx.schedule(SEAT_LOST, seat.agent_id, tx.now + LOST_AFTER)
    # Online: work may come. Otherwise: routing withdraws an offer that was made at this very moment.
    tx.enqueue(ROUTE_JOB, {"agent_id": str(seat.agent_id)}, priority=10)


async def change_presence(
    tx: Tx, agent_id: UUID, state: str, actor: Actor, *, reason: str | None = None, reassign: bool = False
) -> SeatRow:
    """Set an agent's state. Leaving `online` ends pending offers; `reassign` also sends the open
    conversations back to their queues (going away or offline only). Who is away by the reason "idle" was not there
    to be asked: those in which a customer waits go back. Raises NoSeat."""
    leaves: Callable[[Conversation], bool] | None = None
    if state in ("away", "offline"):
        leaves = _open if reassign else _customer_waits if reason == IDLE else None
    return await leave_seat(tx, agent_id, state, actor, leaves, reason=reason, line="agent_away")


def _open(conversation: Conversation) -> bool:
    return conversation.status == "open"


def _customer_waits(conversation: Conversation) -> bool:
    return conversation.status == "open" and conversation.waiting_since is not None


async def leave_seat(
    tx: Tx,
    agent_id: UUID,
    state: str,
    actor: Actor,
    leaves: Callable[[Conversation], bool] | None,
    *,
    reason: str | None,
    line: str,
) -> SeatRow:
    """Set the state; `leaves` says which of the conversations held go back into line, and `line` why."""
    held = leaves is not None
    for conversation in await _lock_conversations(tx, agent_id, offers=state != "online", held=held):
        if conversation.agent_id == agent_id:
            if leaves is not None and leaves(conversation):
                await back_to_line(tx, conversation, actor, reason=line)
        elif state != "online":
            await withdraw_from(tx, conversation, agent_id)
    seat = await lock_seat(tx, agent_id)
    if seat.left_at is not None and state != "offline":
        raise NoSeat()
    await set_presence(tx, seat, state, actor, reason=reason)
    return await lock_seat(tx, agent_id)


async def withdraw_from(tx: Tx, conversation: Conversation, agent_id: UUID) -> None:
    """End the agent's pending offer of a LOCKED conversation, which then looks for somebody else."""
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


async def _lock_conversations(tx: Tx, agent_id: UUID, *, offers: bool, held: bool) -> list[Conversation]:
    """Lock in id order, before the seat: two such changes at once cannot wait for each other in a ring."""
    c = conversation_table.c
    ids: set[UUID] = set()
    if held:
        mine = await tx.execute(select(c.id).where(c.agent_id == agent_id, c.status != "resolved"))
        ids.update(mine.scalars().all())
    if offers:
        rows = await tx.execute(select(o.conversation_id).where(o.agent_id == agent_id, o.ended_at.is_(None)))
        ids.update(rows.scalars().all())
    return [await repository.lock(tx, id_) for id_ in sorted(ids)]


async def seen(tx: Tx, agent_id: UUID) -> None:
    """The agent's screen is alive: push the moment further out at which the seat counts as lost."""
    await change_seat(tx, agent_id, last_seen_at=tx.now)
    await tx.schedule(SEAT_LOST, agent_id, tx.now + LOST_AFTER)


async def still_here(tx: Tx, agent_id: UUID) -> None:
    """The agent does something, by whatever interface: a sign of life like a screen's. Cheap when repeated;
    never takes anybody out of `offline`."""
    if await heard_of(tx, agent_id, tx.now - _NOTED_EVERY):
        await tx.schedule(SEAT_LOST, agent_id, tx.now + LOST_AFTER)


async def seat_lost(tx: Tx, timer: DueTimer) -> None:
    """Timer: nothing has been heard of the agent for long. Offline; conversations in which the customer waits
    go back into line, the others stay until the customer writes."""
    if tx.now - timer.due_at > _LATE:
        await tx.schedule(SEAT_LOST, timer.subject_id, tx.now + LOST_AFTER)
        return

    system = Actor.system("presence")
    await leave_seat(
        tx,
        timer.subject_id,
        "offline",
        system,
        _customer_waits,
        reason="connection_lost",
        line="agent_offline",
    )
