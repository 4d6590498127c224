"""A lender whose portraits are computed in the test: jobs and timers run when the test says so."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import pytest
from sqlalchemy import select

from tandem.contexts.access.api import Actor
from tandem.contexts.access.models import audit_entry_table
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.loans import api as lending
from tandem.contexts.portraits import api, subscribers
from tandem.contexts.portraits.actions.sweeping import Sweeping
from tandem.demo.seed.portraits import load
from tandem.kit.clock import FixedClock
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database, Tx
from tandem.kit.events import event_table
from tandem.kit.ids import new_id
from tandem.kit.jobs import jobs_of
from tandem.kit.timers import TimerLoop

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
SYSTEM = Actor.system("test")
TODAY = NOW.astimezone(SHANGHAI).date()


class FakeCore:
    """A core lending system that answers from a table, counts how often it was asked, and may be away."""

    def __init__(self) -> None:
        self.known: dict[str, Sequence[lending.Loan]] = {}
        self.limit_fen: dict[str, int] = {}
        self.plans: dict[str, Sequence[lending.Instalment]] = {}
        self.asked: list[str] = []
        self.away = False

    async def loans(self, customer: str) -> Sequence[lending.Loan]:
        self.asked.append(customer)
        if self.away:
            raise lending.CoreTimedOut
        return self.known.get(customer, ())

    async def schedule(self, customer: str, loan_id: str) -> Sequence[lending.Instalment]:
        return self.plans.get(customer, ())

    async def limit(self, customer: str) -> lending.Limit:
        if customer not in self.limit_fen:
            raise lending.LoanRefused("no_limit")
        fen = self.limit_fen[customer]
        return lending.Limit(fen, fen, ())


def loan(due: int = 10, *, settled: bool = False, fen: int = 1_200_000) -> lending.Loan:
    """A loan of a year that was paid out 100 days ago; `due`: in how many days."""
    return lending.Loan(
        "L1", "随心借", fen, 0 if settled else fen // 2, 12, 12 if settled else 6,
        "settled" if settled else "current", TODAY - timedelta(days=100),
        None if settled else TODAY + timedelta(days=due),
    )  # fmt: skip


@dataclass
class World:
    db: Database
    clock: FixedClock
    core: FakeCore = field(default_factory=FakeCore)
    agreed: set[UUID] | None = None
    queue_id: UUID = field(default_factory=new_id)

    def __post_init__(self) -> None:
        async def may_profile(_tx: Tx, customer_id: UUID) -> bool:
            return self.agreed is None or customer_id in self.agreed

        self.portraying = api.Portraying(self.db, self.core, SHANGHAI, may_profile=may_profile)  # type: ignore[arg-type]
        self.follow = jobs_of(subscribers.subscriptions(self.db))[0].handler
        self.db.subscribe(subscribers.subscriptions(self.db))
        self.timers = TimerLoop(self.db, subscribers.timer_handlers())

    def staff(self, role: str = "supervisor") -> Actor:
        return Actor("staff", new_id(), "周晓岚", permissions_of([role]))

    async def customer(self, number: str | None = None, *loans_: lending.Loan) -> UUID:
        """Somebody known by this number at the lender, or an anonymous visitor."""
        if number is not None:
            self.core.known[number] = loans_
        async with self.db.transaction() as tx:
            found = await customers.recognise(
                tx, "web_signed" if number else "web_anonymous", "demo", number or new_id().hex,
                name="王小雨" if number else None, verified=number is not None,
            )  # fmt: skip
            if number is not None:
                await customers.bind(tx, found.id, number, proof="signed", actor=SYSTEM)
        await self.settle()
        return found.id

    async def visit(self, customer_id: UUID) -> UUID:
        """The customer begins a conversation."""
        async with self.db.transaction() as tx:
            conversation, _ = await conversations.open_conversation(
                tx, customer_id=customer_id, customer_name="访客", customer_verified=False, channel="web",
                account="demo", queue_key="general",
            )  # fmt: skip
        return conversation.id

    async def jobs(self, name: str) -> list[dict[str, Any]]:
        """What waits in the queue of jobs, taken out of it."""
        async with self.db.transaction() as tx:
            raw = await tx.raw()
            rows = await raw.fetch("DELETE FROM pgqueuer WHERE entrypoint = $1 RETURNING id, payload", name)
        return [orjson.loads(row["payload"]) for row in sorted(rows, key=lambda r: r["id"])]

    async def settle(self) -> int:
        """Run what the workers would run until nothing is left; how many portraits were computed."""
        computed = 0
        while True:
            followed = await self.jobs(subscribers.FOLLOW)
            for body in followed:
                await self.follow(body)
            asked = await self.jobs("portraits.compute")
            for body in asked:
                computed += await self.portraying.refresh(UUID(body["customer_id"]))
            swept = await self.jobs("portraits.sweep")
            for body in swept:
                await Sweeping(self.db, self.portraying).job(body)
            if not (followed or asked or swept):
                return computed

    async def later(self, **span: float) -> None:
        """Time goes by: timers fire, then the workers run."""
        self.clock.advance(timedelta(**span))
        while await self.timers.fire_next():
            pass
        await self.settle()

    async def segments(self, customer_id: UUID) -> dict[str, str]:
        async with self.db.transaction() as tx:
            return {one.layer: one.segment for one in await api.segments_of(tx, customer_id)}

    async def tags(self, customer_id: UUID) -> dict[str, str]:
        async with self.db.transaction() as tx:
            return {one.key: one.origin for one in await api.tags_of(tx, customer_id)}

    async def view(self, customer_id: UUID, **asked: Any) -> api.CustomerPortrait:
        async with self.db.transaction() as tx:
            return await api.portrait_of(tx, SYSTEM, customer_id, SHANGHAI, **asked)

    async def events(self, kind: str) -> list[dict[str, Any]]:
        async with self.db.transaction() as tx:
            e = event_table.c
            rows = await tx.execute(select(e.data).where(e.kind == kind).order_by(e.id))
            return list(rows.scalars().all())

    async def audited(self) -> list[str]:
        async with self.db.transaction() as tx:
            a = audit_entry_table.c
            return list((await tx.execute(select(a.action).order_by(a.at, a.id))).scalars().all())


@pytest.fixture
async def world(database_url: str, keyring: Keyring) -> AsyncIterator[World]:
    """The demo lender's rules are in force, and nobody is known yet."""
    clock = FixedClock(NOW)
    made = World(Database(database_url, pool_size=4, clock=clock, keyring=keyring), clock)
    async with made.db.transaction() as tx:
        for key in ("general", "repayment"):
            await conversations.create_queue(tx, key, key, skills=())
        await load(tx)
    await made.settle()
    yield made
    await made.db.close()
