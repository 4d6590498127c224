"""Everybody at once, a thousand times: of all who would end a draft exactly one does, and the customer gets one
answer at most."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import TextClause, text
from tests.contexts.bot.silent_seat.conftest import Shop

from tandem.contexts.access.api import Actor
from tandem.contexts.bot.silent_seat.actions import approving, handing_on
from tandem.contexts.bot.silent_seat.actions.settling import DUE
from tandem.contexts.bot.silent_seat.errors import DraftGone, DraftNotFound
from tandem.contexts.bot.silent_seat.repository import drafts
from tandem.contexts.bot.subscribers import timer_handlers
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.errors import AlreadyClaimed
from tandem.kit.db import Tx
from tandem.kit.errors import Unavailable
from tandem.kit.ids import new_id
from tandem.kit.timers import DueTimer

ROUNDS = 1000
_LANES = 2
_CASTS = 8
_LOSSES = (DraftGone, DraftNotFound, AlreadyClaimed)

# Conversations at the silent seat with a draft each, made by one statement: a round costs its race and nothing else.
_TALKS = text(
    """
    WITH person AS (
        INSERT INTO customer (id, created_at) SELECT gen_random_uuid(), :now FROM generate_series(1, :n) RETURNING id
    ), talk AS (
        INSERT INTO conversation (id, customer_id, customer_name, channel, account, status, controller, queue_id,
                                  opened_at, updated_at, last_seq, waiting_since)
        SELECT gen_random_uuid(), id, '访客', 'web', 'demo', 'open', 'silent_seat', :queue, :now,
               :now, 1, :now FROM person
        RETURNING id, customer_id
    ), asked AS (
        INSERT INTO message (id, conversation_id, seq, kind, role, author_id, text, created_at)
        SELECT gen_random_uuid(), id, 1, 'text', 'customer', customer_id, '提前还的事', :now FROM talk
        RETURNING id, conversation_id
    )
    INSERT INTO bot_draft (id, conversation_id, message_id, seq, question, text, entry_id, confidence, policy, reason,
                           thresholds, candidates, opened_at, due_at)
    SELECT gen_random_uuid(), conversation_id, id, 1, '提前还的事', CAST(:answer AS text), CAST(:entry AS uuid), 0.6,
           'clarify', 'between_thresholds', '{}', CAST(:candidates AS jsonb), :now, :due FROM asked
    RETURNING id, conversation_id
    """
)
_SAID = text("SELECT conversation_id, count(*) FILTER (WHERE role = 'bot') AS bot FROM message GROUP BY 1")
_STATES = text("SELECT id, state FROM bot_draft")
_MEANS = {"time": "expired", "wrote": "withdrawn", "claimed": "withdrawn"}


class Race:
    """One cast: two people at the silent seat and an agent, against time and the customer."""

    def __init__(self, shop: Shop, one: Actor, two: Actor, agent: Actor) -> None:
        self.shop, self.one, self.two, self.agent = shop, one, two, agent

    async def run(self, draft_id: UUID, conversation_id: UUID, random: Random) -> list[str]:
        """Some of them at once; who was told to have won."""
        won: list[str] = []
        runners: dict[str, Callable[[], Awaitable[Any]]] = {
            "approved": lambda: self._answer(self.one, draft_id),
            "edited": lambda: self._answer(self.two, draft_id, text="我来为您说明"),
            "taken_over": lambda: self.shop.do(handing_on.take_over, self.one, draft_id),
            "claimed": lambda: self.shop.do(self._claim, conversation_id),
            "wrote": lambda: self.shop.do(self._write, conversation_id),
            "time": lambda: self._expire(draft_id),
        }

        async def start(name: str) -> None:
            try:
                if await runners[name]():
                    won.append(name)
            except _LOSSES:
                pass

        chosen = random.sample(sorted(runners), random.randint(2, 4))
        await asyncio.gather(*(start(name) for name in chosen))
        return won

    async def _answer(self, who: Actor, draft_id: UUID, **more: Any) -> Any:
        return await self.shop.do(
            approving.answer, self.shop.seat, who, draft_id, client_id=new_id().hex, **more
        )

    async def _claim(self, tx: Tx, conversation_id: UUID) -> bool:
        """Whether it was the silent seat that the agent took it from."""
        before = await conversations.lock(tx, conversation_id)
        await conversations.claim(tx, conversation_id, self.agent)
        return before.controller == "silent_seat"

    async def _write(self, tx: Tx, conversation_id: UUID) -> bool:
        """The customer writes whatever happens; whether the silent seat still had it."""
        before = await conversations.lock(tx, conversation_id)
        customer = Actor.customer(before.customer_id, "访客")
        await conversations.receive(tx, conversation_id, customer, client_id=new_id().hex, text="还有")
        return before.controller == "silent_seat"

    async def _expire(self, draft_id: UUID) -> bool:
        """As the timer loop does it: giving way, and coming again."""
        timer = DueTimer(new_id(), DUE, draft_id, self.shop.world.clock.now(), {})
        while True:
            try:
                async with self.shop.world.db.transaction() as tx:
                    await timer_handlers()[DUE](tx, timer)
                    found = await drafts.get(tx, draft_id)
                    return found is not None and found.state == "expired"
            except Unavailable:
                await asyncio.sleep(0)


async def test_of_all_who_end_a_draft_one_wins_a_thousand_times(shop: Shop) -> None:
    races = [
        Race(shop, *[await shop.person(f"{n}{who}", capacity=100) for who in "甲乙丙"]) for n in range(_CASTS)
    ]
    made = await _many(shop)
    shop.later(25)
    random, told = Random(20261122), {}

    async def lane(number: int) -> None:
        for n in range(number, ROUNDS, _LANES):
            draft_id, conversation_id = made[n]
            told[draft_id] = await races[n % _CASTS].run(draft_id, conversation_id, random)

    await asyncio.gather(*(lane(number) for number in range(_LANES)))
    await shop.run_jobs()
    states = {row.id: row.state for row in (await shop.do(_execute, _STATES)).all()}
    said = {row.conversation_id: row.bot for row in (await shop.do(_execute, _SAID)).all()}
    for draft_id, conversation_id in made:
        won, state = told[draft_id], states[draft_id]
        assert len(won) == 1, (won, state)
        assert state == _MEANS.get(won[0], won[0])
        assert said[conversation_id] == (1 if state in ("approved", "edited") else 0)
    outcomes = Counter(states[draft_id] for draft_id, _ in made)
    assert set(outcomes) == {"approved", "edited", "taken_over", "expired", "withdrawn"}, outcomes


async def _many(shop: Shop) -> list[tuple[UUID, UUID]]:
    sample = await (await shop.talk()).drafted()
    async with shop.world.db.transaction() as tx:
        values = {
            "n": ROUNDS, "now": tx.now, "due": tx.now + timedelta(seconds=20), "queue": shop.world.queue_id,
            "answer": sample.text, "entry": str(sample.entry_id),
            "candidates": orjson.dumps(list(sample.candidates)).decode(),
        }  # fmt: skip
        return [(row.id, row.conversation_id) for row in (await tx.execute(_TALKS, values)).all()]


async def _execute(tx: Tx, statement: TextClause) -> Any:
    return await tx.execute(statement)
