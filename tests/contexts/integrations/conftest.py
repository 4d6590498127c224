"""A lender with webhooks: events happen, jobs and timers run when the test says so, the far end is a real server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import select
from tests.far_end import FarEnd, far_end

from tandem.contexts.access.api import Actor
from tandem.contexts.access.models import audit_entry_table
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.integrations.actions.delivering import DELIVER_JOB, Delivering
from tandem.contexts.integrations.actions.managing import create_endpoint
from tandem.contexts.integrations.actions.queueing import QUEUE_JOB
from tandem.contexts.integrations.keys import vault
from tandem.contexts.integrations.live import LiveTypes
from tandem.contexts.integrations.models import attempt_table, delivery_table
from tandem.contexts.integrations.subscribers import Webhooks
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.ids import new_id
from tandem.kit.jobs import job_of
from tandem.kit.outbound import Internal, Outbound
from tandem.kit.timers import TimerLoop

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
SYSTEM = Actor.system("test")
SEALED = vault(b"a root secret for tests, long enough")
INTERNAL = Internal.parse(["127.0.0.0/8"])
STATES = ("conversation.created", "conversation.resolved", "conversation.reopened", "conversation.snoozed")


@dataclass
class World:
    db: Database
    clock: FixedClock
    far: FarEnd
    timeout_s: float = 5.0
    borrowers: int = 0
    secrets: dict[UUID, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        outbound = Outbound(INTERNAL, timeout_s=self.timeout_s)
        self.live = LiveTypes(self.db)
        self.hooks = Webhooks(self.db, SEALED, outbound, self.live)
        self.delivering = Delivering(self.db, SEALED, outbound, chance=lambda: 0.5)
        self.db.subscribe(self.hooks.subscriptions())
        self.queue = job_of(self.hooks.subscriptions()[0]).handler
        self.timers = TimerLoop(self.db, self.hooks.timer_handlers())

    async def endpoint(self, *types: str, discloses: tuple[str, ...] = (), url: str | None = None) -> UUID:
        """An endpoint at the far end, known to every process."""
        async with self.db.transaction() as tx:
            made, secret = await create_endpoint(
                tx, SEALED, INTERNAL, SYSTEM, name="客户关系系统", url=url or self.far.url,
                event_types=types or STATES, discloses=discloses,
            )  # fmt: skip
        self.secrets[made] = secret
        await self.live.look()
        return made

    async def customer(self) -> UUID:
        async with self.db.transaction() as tx:
            found = await customers.recognise(
                tx, "web_anonymous", "demo", new_id().hex, name=None, verified=False
            )
        return found.id

    async def conversation(self) -> UUID:
        """Somebody begins a conversation."""
        customer_id = await self.customer()
        async with self.db.transaction() as tx:
            made, _ = await conversations.open_conversation(
                tx, customer_id=customer_id, customer_name="访客", customer_verified=False, channel="web",
                account="demo", queue_key="general",
            )  # fmt: skip
        return made.id

    async def happens(self, event: Any) -> None:
        async with self.db.transaction() as tx:
            tx.emit(event)

    async def jobs(self, name: str) -> list[dict[str, Any]]:
        """What waits in the queue of jobs, taken out of it."""
        async with self.db.transaction() as tx:
            rows = await (await tx.raw()).fetch(
                "DELETE FROM pgqueuer WHERE entrypoint = $1 RETURNING id, payload", name
            )
        return [orjson.loads(row["payload"]) for row in sorted(rows, key=lambda row: row["id"])]

    async def settle(self) -> None:
        """Run what the workers would run, side by side, until nothing is left."""
        while True:
            queued = await self.jobs(QUEUE_JOB)
            # The newest first: jobs overtake each other.
            for body in reversed(queued):
                await self.queue(body)
            asked = await self.jobs(DELIVER_JOB)
            await asyncio.gather(*(self.delivering(body) for body in asked))
            if not (queued or asked):
                return

    async def later(self, **span: float) -> None:
        """Time goes by: timers fire, then the workers run."""
        self.clock.advance(timedelta(**span))
        while await self.timers.fire_next():
            pass
        await self.settle()

    async def deliveries(self, endpoint_id: UUID) -> list[Any]:
        d = delivery_table.c
        async with self.db.transaction() as tx:
            statement = select(delivery_table).where(d.endpoint_id == endpoint_id).order_by(d.event_id)
            return list((await tx.execute(statement)).all())

    async def states(self, endpoint_id: UUID) -> list[str]:
        return [row.state for row in await self.deliveries(endpoint_id)]

    async def attempts(self) -> list[Any]:
        a = attempt_table.c
        async with self.db.transaction() as tx:
            return list((await tx.execute(select(attempt_table).order_by(a.at, a.number.desc()))).all())

    async def audited(self) -> list[str]:
        async with self.db.transaction() as tx:
            a = audit_entry_table.c
            return list((await tx.execute(select(a.action).order_by(a.at, a.id))).scalars())

    def told(self) -> list[dict[str, Any]]:
        """The bodies that the far end heard, in order."""
        return [orjson.loads(heard.body) for heard in self.far.heard]


@pytest.fixture
async def far() -> AsyncIterator[FarEnd]:
    async with far_end() as made:
        yield made


@pytest.fixture
async def world(database_url: str, far: FarEnd) -> AsyncIterator[World]:
    clock = FixedClock(NOW)
    made = World(Database(database_url, pool_size=8, clock=clock), clock, far)
    async with made.db.transaction() as tx:
        await conversations.create_queue(tx, "general", "综合咨询", skills=())
    yield made
    await made.db.close()
