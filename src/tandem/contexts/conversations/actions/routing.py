"""Routing: matches who waits with who is free. Runs as a job; harmless to run twice or at once."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations.actions.offering import make_offer
from tandem.contexts.conversations.actions.presence import withdraw_from
from tandem.contexts.conversations.actions.taking import take
from tandem.contexts.conversations.errors import CapacityFull, ConversationNotFound, NoSeat, WrongState
from tandem.contexts.conversations.repository import conversations as repository
from tandem.contexts.conversations.repository.offers import declined_by, is_offered, stray_offers
from tandem.contexts.conversations.repository.queues import Queue, all_queues, unoffered, waiting_entry
from tandem.contexts.conversations.repository.seats import all_seats, lock_seat, queues_served
from tandem.contexts.conversations.rules.routing import Match, Seat, Waiting, match
from tandem.kit.db import Database, Tx

log = structlog.get_logger(__name__)

# Who refused, missed or gave away a conversation is not asked again for so long.
DECLINE_MEMORY = timedelta(seconds=60)
# Longer lines are looked at no further: nobody behind that would be served by this run.
_PASS = 2000
# Then who has come or gone meanwhile is looked at again.
_AT_A_TIME = 32

# The line of `queue_id`, or of all queues that `agent_id` serves; empty: every queue.
Wish = Mapping[str, Any]


class Routing:
    """One for each process. Of all that ask at once (a team that comes to work, with a long line waiting) one runs,
    for all of them, and comes round again for whoever asks meanwhile: runs beside each other would plan the same
    offers and wait for each other's locks at every one of them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._wishes: list[Wish] = []
        self._running = False

    async def route(self, wish: Wish) -> None:
        """Job. Returns at once when a run is going on that will do it; should the process die before, the next
        `sweep` of any process does."""
        self._wishes.append(wish)
        if self._running:
            return
        self._running = True
        try:
            while self._wishes:
                wishes, self._wishes = self._wishes, []
                if await route(self._db, *wishes, most=_AT_A_TIME):
                    self._wishes += wishes
        finally:
            self._running = False

    async def sweep(self) -> None:
        """Every few seconds: give work to whom time alone made available (a refusal forgotten, a job lost)."""
        await self.route({})


async def route(db: Database, *wishes: Wish, most: int | None = None) -> bool:
    """One run; of what it plans it carries out so many. Whether that left something undone."""
    await _withdraw_strays(db)
    async with db.transaction() as tx:
        queues = await _queues(tx, wishes)
        matches = await plan(tx, queues)
    for found in matches[:most]:
        async with db.transaction() as tx:
            await _carry_out(tx, found, queues[found.entry.queue_id])
    return most is not None and len(matches) > most


async def _queues(tx: Tx, wishes: Iterable[Wish]) -> dict[UUID, Queue]:
    queues = {queue.id: queue for queue in await all_queues(tx)}
    wanted: set[UUID] = set()
    for wish in wishes:
        if "queue_id" in wish:
            wanted.add(UUID(wish["queue_id"]))
        elif "agent_id" in wish:
            wanted |= set(await queues_served(tx, UUID(wish["agent_id"])))
        else:
            return queues
    return {id_: queue for id_, queue in queues.items() if id_ in wanted}


async def _withdraw_strays(db: Database) -> None:
    """An offer that was being made while its agent left was seen by neither: take it back."""
    async with db.transaction() as tx:
        strays = await stray_offers(tx)
    for conversation_id, agent_id in strays:
        async with db.transaction() as tx:
            conversation = await repository.lock(tx, conversation_id)
            if (await lock_seat(tx, agent_id)).state != "online":
                await withdraw_from(tx, conversation, agent_id)


async def plan(tx: Tx, queues: Mapping[UUID, Queue]) -> list[Match]:
    """What routing would do now, without doing it."""
    seats = [
        Seat(
            row.agent_id, frozenset(row.queue_ids), frozenset(row.skills), row.load, row.capacity,
            row.last_assigned_at,
        )
        for row in await all_seats(tx, online_only=True)
        if row.load < row.capacity and not queues.keys().isdisjoint(row.queue_ids)
    ]  # fmt: skip
    if not seats:
        return []
    entries = await unoffered(tx, list(queues), _PASS)
    declined = await declined_by(tx, entries, tx.now - DECLINE_MEMORY)
    waiting = [
        Waiting(
            entry.id, entry.conversation_id, entry.queue_id, entry.priority, entry.entered_at,
            frozenset(queues[entry.queue_id].skills), declined.get(entry.conversation_id, frozenset()),
        )
        for entry in entries
    ]  # fmt: skip
    return match(waiting, seats)


async def _carry_out(tx: Tx, found: Match, queue: Queue) -> None:
    """The plan was made without locks: check again under them, and let go what has changed."""
    try:
        conversation = await repository.lock(tx, found.entry.conversation_id)
        entry = await waiting_entry(tx, conversation.id)
        if entry is None or entry.id != found.entry.entry_id or await is_offered(tx, conversation.id):
            return
        seat = await lock_seat(tx, found.agent_id)
        if seat.state != "online" or seat.load >= seat.capacity:
            return
        if queue.accept_mode == "auto" or seat.auto_accept:
            await take(tx, conversation, seat.agent_id, Actor.system("routing"), reason="routed")
        else:
            await make_offer(tx, conversation, entry, queue, seat)
    except (CapacityFull, ConversationNotFound, NoSeat, WrongState) as error:
        log.info("routing.plan_outdated", code=error.code)
