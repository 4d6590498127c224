"""A small lender: one queue, a few agents, customers on demand. Every test has its own database."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.conversations import api
from tandem.contexts.customers import api as customers
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.ids import new_id

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@dataclass
class World:
    db: Database
    clock: FixedClock
    queue_id: UUID = field(default_factory=new_id)

    async def agent(self, name: str = "林静怡", *, capacity: int = 5, state: str = "online", role: str = "agent",
                    auto: bool = False, skills: tuple[str, ...] = ()) -> Actor:  # fmt: skip
        id_ = new_id()
        async with self.db.transaction() as tx:
            await api.create_seat(
                tx, id_, name, queue_ids=[self.queue_id], capacity=capacity, auto_accept=auto, skills=skills
            )
            await api.change_presence(tx, id_, state, Actor.system("test"))
        return Actor("staff", id_, name, permissions_of([role]))

    async def customer(self, subject: str | None = None) -> Actor:
        async with self.db.transaction() as tx:
            person = await customers.recognise(
                tx, "web_anonymous", "demo", subject or new_id().hex, name=None, verified=False, attributes={}
            )
        return Actor.customer(person.id, "访客")

    async def conversation(self, customer: Actor | None = None) -> tuple[api.Conversation, Actor]:
        who = customer or await self.customer()
        assert who.id is not None
        async with self.db.transaction() as tx:
            conversation, _ = await api.open_conversation(
                tx, customer_id=who.id, customer_name="访客", customer_verified=False, channel="web",
                account="demo", queue_key="general",
            )  # fmt: skip
        return conversation, who

    async def write(
        self, conversation_id: UUID, who: Actor, text: str, client_id: str | None = None
    ) -> api.Appended:
        async with self.db.transaction() as tx:
            return await api.receive(tx, conversation_id, who, client_id=client_id or new_id().hex, text=text)

    async def waiting(self) -> tuple[api.Conversation, Actor]:
        conversation, who = await self.conversation()
        async with self.db.transaction() as tx:
            queued = await api.request_person(tx, conversation.id, who, reason="asked_for_person")
        return queued, who

    async def get(self, conversation_id: UUID) -> api.Conversation:
        async with self.db.transaction() as tx:
            return await api.get(tx, conversation_id)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    clock = FixedClock(START)
    db = Database(database_url, pool_size=8, clock=clock)
    made = World(db, clock)
    async with db.transaction() as tx:
        made.queue_id = await api.create_queue(tx, "general", "在线客服", sl_target_s=20, accept_timeout_s=20)
    yield made
    await db.close()
