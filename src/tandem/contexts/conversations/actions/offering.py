"""Offers: the agent is asked, and has the queue's time to accept."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, select

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.handing_over import ROUTE_JOB
from tandem.contexts.conversations.actions.presence import set_presence
from tandem.contexts.conversations.actions.taking import take
from tandem.contexts.conversations.actions.withdrawing import OFFER, end_offer, o
from tandem.contexts.conversations.errors import OfferGone
from tandem.contexts.conversations.events import OfferMade
from tandem.contexts.conversations.models import offer_table
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.queues import Entry, Queue
from tandem.contexts.conversations.repository.seats import SeatRow, change_seat, lock_seat
from tandem.contexts.conversations.views import Conversation
from tandem.kit.db import Tx
from tandem.kit.ids import new_id
from tandem.kit.timers import DueTimer

# An agent who lets this many offers in a row pass is taken to be away.
MISSES_UNTIL_AWAY = 2


async def make_offer(tx: Tx, conversation: Conversation, entry: Entry, queue: Queue, seat: SeatRow) -> UUID:
    """Offer a LOCKED, waiting conversation to a LOCKED seat with a free place."""
    offer_id = new_id()
    expires_at = tx.now + timedelta(seconds=queue.accept_timeout_s)
    await tx.execute(
        insert(offer_table).values(
            id=offer_id, conversation_id=conversation.id, queue_entry_id=entry.id, agent_id=seat.agent_id,
            offered_at=tx.now, expires_at=expires_at,
        )
    )  # fmt: skip
    await change_seat(tx, seat.agent_id, last_assigned_at=tx.now)
    await tx.schedule(OFFER, offer_id, expires_at, {"conversation_id": str(conversation.id)})
    tx.emit(
        OfferMade(
            subject_id=conversation.id, actor="system:routing", queue_id=queue.id, agent_ids=[seat.agent_id],
            offer_id=offer_id, agent_id=seat.agent_id, expires_at=expires_at.isoformat().replace("+00:00", "Z"),
        )
    )  # fmt: skip
    return offer_id


async def _lock_offer(tx: Tx, offer_id: UUID, agent_id: UUID) -> tuple[Conversation, str | None]:
    """The offer's conversation, locked, and how the offer ended; OfferGone when it is somebody else's."""
    found = (
        await tx.execute(select(o.conversation_id).where(o.id == offer_id, o.agent_id == agent_id))
    ).one_or_none()
    if found is None:
        raise OfferGone()
    conversation = await repository.lock(tx, found.conversation_id)
    outcome = (await tx.execute(select(o.outcome).where(o.id == offer_id))).scalar_one()
    return conversation, outcome


async def accept(tx: Tx, offer_id: UUID, agent: Actor) -> Conversation:
    """Take the offered conversation; accepting again what one got by it changes nothing. OfferGone when it
    expired or went elsewhere."""
    if agent.id is None:
        raise OfferGone()
    conversation, outcome = await _lock_offer(tx, offer_id, agent.id)
    if outcome == "accepted" and conversation.agent_id == agent.id:
        return conversation  # the answer to the first acceptance was lost on its way
    if outcome is not None:
        raise OfferGone()
    return await take(tx, conversation, agent.id, agent, reason="accepted")


async def refuse(tx: Tx, offer_id: UUID, agent: Actor, reason: str | None = None) -> UUID:
    """Decline; the conversation (its id is returned) keeps its place in line and is offered to others first."""
    if agent.id is None:
        raise OfferGone()
    conversation, outcome = await _lock_offer(tx, offer_id, agent.id)
    if outcome == "refused":
        return conversation.id
    if outcome is not None:
        raise OfferGone()
    await end_offer(tx, conversation, offer_id, agent.id, "refused", reason)
    tx.enqueue(ROUTE_JOB, {"queue_id": str(conversation.queue_id)}, priority=10)
    return conversation.id


async def offer_expired(tx: Tx, timer: DueTimer) -> None:
    """Timer: nobody accepted in time. The conversation keeps its place; who missed too many goes away."""
    conversation = await repository.lock(tx, UUID(timer.data["conversation_id"]))
    row = (
        await tx.execute(select(o.agent_id).where(o.id == timer.subject_id, o.ended_at.is_(None)))
    ).one_or_none()
    if row is None:
        return
    await end_offer(tx, conversation, timer.subject_id, row.agent_id, "missed")
    seat = await lock_seat(tx, row.agent_id)
    missed = seat.missed_offers + 1
    await change_seat(tx, seat.agent_id, missed_offers=missed)
    if missed >= MISSES_UNTIL_AWAY and seat.state == "online":
        await set_presence(tx, seat, "away", Actor.system("routing"), reason="missed_offers")
    tx.enqueue(ROUTE_JOB, {"queue_id": str(conversation.queue_id)}, priority=10)
