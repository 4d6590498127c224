"""Routing: matches who waits with who is free. Runs as a job; harmless to run twice or at once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.offering import make_offer
from tandem.contexts.conversations.actions.taking import take
from tandem.contexts.conversations.actions.withdrawing import o
from tandem.contexts.conversations.errors import CapacityFull, ConversationNotFound, WrongState
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.queues import Queue, all_queues, line, waiting_entry
from tandem.contexts.conversations.repository.seats import all_seats, lock_seat, queues_served
from tandem.contexts.conversations.rules.routing import Match, Seat, Waiting, match
from tandem.kit.db import Database, Tx

log = structlog.get_logger(__name__)

# Who refused or missed a conversation is not asked again for so long.
DECLINE_MEMORY = timedelta(seconds=60)
# More are never matched in one pass: the job runs again when there is more.
_PASS = 200


async def route(db: Database, payload: Mapping[str, Any]) -> None:
    """Job: match the line of `queue_id`, or of all queues that `agent_id` serves, or of every queue."""
    async with db.transaction() as tx:
        if "queue_id" in payload:
            queue_ids = [UUID(payload["queue_id"])]
        elif "agent_id" in payload:
            queue_ids = await queues_served(tx, UUID(payload["agent_id"]))
        else:
            queue_ids = [queue.id for queue in await all_queues(tx)]
        queues = {queue.id: queue for queue in await all_queues(tx) if queue.id in queue_ids}
        matches = await plan(tx, queues)
    for found in matches:
        async with db.transaction() as tx:
            await _carry_out(tx, found, queues[found.entry.queue_id])


async def plan(tx: Tx, queues: Mapping[UUID, Queue]) -> list[Match]:
    """What routing would do now, without doing it."""
    waiting: list[Waiting] = []
    seats: dict[UUID, Seat] = {}
    for queue in queues.values():
        entries = (await line(tx, queue.id))[:_PASS]
        if not entries:
            continue
        pending, declined = await _offers(tx, [entry.id for entry in entries], tx.now - DECLINE_MEMORY)
        waiting += [
            Waiting(
                entry.id, entry.conversation_id, queue.id, entry.priority, entry.entered_at,
                frozenset(queue.skills), frozenset(declined.get(entry.id, ())),
            )
            for entry in entries
            if entry.id not in pending
        ]  # fmt: skip
        for row in await all_seats(tx, queue_id=queue.id, online_only=True):
            seats[row.agent_id] = Seat(
                row.agent_id, frozenset(row.queue_ids), frozenset(row.skills), row.load, row.capacity,
                row.last_assigned_at,
            )  # fmt: skip
    return match(waiting, list(seats.values()))


async def _offers(tx: Tx, entry_ids: list[UUID], since: Any) -> tuple[set[UUID], dict[UUID, set[UUID]]]:
    rows = (
        await tx.execute(
            select(o.queue_entry_id, o.agent_id, o.ended_at, o.outcome).where(
                o.queue_entry_id.in_(entry_ids), (o.ended_at.is_(None)) | (o.ended_at > since)
            )
        )
    ).all()
    pending = {row.queue_entry_id for row in rows if row.ended_at is None}
    declined: dict[UUID, set[UUID]] = {}
    for row in rows:
        if row.outcome in ("refused", "missed"):
            declined.setdefault(row.queue_entry_id, set()).add(row.agent_id)
    return pending, declined


async def _carry_out(tx: Tx, found: Match, queue: Queue) -> None:
    """The plan was made without locks: check again under them, and let go what has changed."""
    try:
        conversation = await repository.lock(tx, found.entry.conversation_id)
        entry = await waiting_entry(tx, conversation.id)
        pending, _ = await _offers(tx, [found.entry.entry_id], tx.now)
        if entry is None or entry.id != found.entry.entry_id or pending:
            return
        seat = await lock_seat(tx, found.agent_id)
        if seat.state != "online" or seat.load >= seat.capacity:
            return
        if queue.accept_mode == "auto" or seat.auto_accept:
            await take(tx, conversation, seat.agent_id, Actor.system("routing"), reason="routed")
        else:
            await make_offer(tx, conversation, entry, queue, seat)
    except (CapacityFull, ConversationNotFound, WrongState) as error:
        log.info("routing.plan_outdated", code=error.code)
