"""Self-service over a local core at the end of a line that may break, and over the local payment gateway."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import orjson
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from tandem.adapters.loans_local import LocalLoanBook, MemoryStore
from tandem.adapters.loans_local.ledger.borrower import Borrower, Card, LimitStep
from tandem.adapters.loans_local.ledger.opening import open_loan
from tandem.adapters.loans_local.rules.terms import Terms
from tandem.adapters.objects_local import LocalObjects
from tandem.adapters.payments_local import LocalGateway, cashier
from tandem.contexts.access.api import Actor
from tandem.contexts.access.models import audit_entry_table
from tandem.contexts.customers import api as customers
from tandem.contexts.loans import api as loans
from tandem.contexts.selfservice import subscribers, tasks
from tandem.contexts.selfservice.actions.looking import sweep
from tandem.contexts.selfservice.actions.receiving import notified
from tandem.contexts.selfservice.counter import Counter
from tandem.contexts.selfservice.endpoints import router
from tandem.contexts.selfservice.ports import Standing, Texts, Visitor
from tandem.kit.clock import FixedClock
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Unauthenticated
from tandem.kit.events import Recorded, event_table
from tandem.kit.http import problems
from tandem.kit.ids import new_id

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""Ten o'clock of a Monday at the lender."""
TODAY = date(2026, 11, 23)
Json = dict[str, Any]


class Line(LocalLoanBook):
    """The local core at the end of a line that may break: before the core hears of a command, or after."""

    before: Exception | None = None
    after: Exception | None = None

    async def perform(self, command: loans.Command, expires_at: datetime) -> loans.Outcome:
        if self.before is not None:
            raise self.before
        outcome = await super().perform(command, expires_at)
        if self.after is not None:
            raise self.after
        return outcome

    async def outcome(self, key: str) -> loans.Outcome | None:
        if self.after is not None:
            raise self.after
        return await super().outcome(key)


class People:
    """Sessions and proofs: a token is a visitor's name."""

    def __init__(self) -> None:
        self.visitors: dict[str, Visitor] = {}
        self.standings: dict[UUID, Standing] = {}
        self.held: set[tuple[UUID, str]] = set()

    async def visitor(self, tx: Tx, token: str) -> Visitor:
        if token not in self.visitors:
            raise Unauthenticated("bad_token")
        return self.visitors[token]

    async def standing(self, tx: Tx, visitor: Visitor) -> Standing:
        return self.standings[visitor.customer_id]

    async def end(self, tx: Tx, visitor: Visitor) -> None:
        self.standings[visitor.customer_id] = Standing("public", None)

    async def holds(self, tx: Tx, visitor: Visitor, phone: str) -> bool:
        return (visitor.customer_id, phone) in self.held


@dataclass
class Person:
    """Somebody in front of the pages."""

    world: "World"
    visitor: Visitor

    async def call(self, method: str, path: str, body: object = None, **params: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.visitor.name}"}
        return await self.world.http.request(
            method, f"/api/v1/web/self{path}", json=body, params=params or None, headers=headers
        )

    async def get(self, path: str, **params: str) -> Any:
        answer = await self.call("GET", path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def order(self, fen: int, purpose: str = "repay", **more: Any) -> httpx.Response:
        body = {"client_id": new_id().hex, "purpose": purpose, "fen": fen, **more}
        return await self.call("POST", "/orders", body)

    async def at_the_cashier(self, fen: int, purpose: str = "repay", **more: Any) -> tuple[str, str]:
        """The order's id, the cashier page's token."""
        answer = await self.order(fen, purpose, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()["id"], answer.json()["cashier_url"].removeprefix("/pay/")

    def stands(self, level: Any, borrower: str | None = "B1") -> None:
        self.world.people.standings[self.visitor.customer_id] = Standing(level, borrower)


@dataclass
class World:
    db: Database
    clock: FixedClock
    book: Line
    gateway: LocalGateway
    counter: Counter
    people: People
    http: httpx.AsyncClient
    mei: Person = field(init=False)
    """She is B1, by a fresh code."""

    async def person(self, name: str, borrower: str | None) -> Person:
        async with self.db.transaction() as tx:
            who = await customers.recognise(tx, "web_signed", "demo", name, name=name, verified=True)
            if borrower:
                await customers.bind(tx, who.id, borrower, proof="signed", actor=Actor.system("test"))
        visitor = Visitor(who.id, name, "demo", f"s-{name}", True, "禾穗消费金融")
        self.people.visitors[name] = visitor
        person = Person(self, visitor)
        person.stands("fresh" if borrower else "public", borrower)
        return person

    async def work(self) -> None:
        """What the sweep, jobs and subscribers do until nothing is due."""
        work = {job.name: job.handler for job in tasks.jobs(self.counter)}
        while await sweep(self.counter) or await self._asked():
            for queued in await self._asked(taken=True):
                await work[queued.entrypoint](orjson.loads(queued.payload))

    async def _asked(self, *, taken: bool = False) -> list[Any]:
        mine = "entrypoint IN ('selfservice.book', 'selfservice.give_back')"
        query = "DELETE FROM pgqueuer WHERE {} RETURNING *" if taken else "SELECT * FROM pgqueuer WHERE {}"
        async with self.db.transaction() as tx:
            return list((await tx.execute(text(query.format(mine)))).all())

    async def hear(self, texts: Texts | None = None) -> None:
        """Let the subscribers hear of everything that happened (again)."""
        told = subscribers.subscriptions(self.db, self.counter.objects, self.counter.zone, texts)
        for event in await self.events():
            for one in told:
                if one.kind == event.kind and (one.wants is None or one.wants(event)):
                    await one.handler(event)

    async def events(self) -> list[Recorded]:
        e = event_table.c
        columns = (e.id, e.at, e.kind, e.subject_id, e.actor, e.topics, e.data)
        async with self.db.transaction() as tx:
            rows = await tx.execute(select(*columns).order_by(e.id))
            return [
                Recorded(r.id, r.at, r.kind, r.subject_id, r.actor, tuple(r.topics), r.data) for r in rows
            ]

    async def later(self, **span: float) -> None:
        self.clock.advance(timedelta(**span))
        await self.work()

    async def due(self, borrower: str = "B1") -> int:
        return (await self.book.bill(borrower)).due_fen

    async def happened(self) -> list[str]:
        async with self.db.transaction() as tx:
            rows = await tx.execute(select(event_table.c.kind).order_by(event_table.c.id))
            return [row.kind for row in rows]

    async def audited(self) -> list[tuple[str, Any]]:
        table = audit_entry_table.c
        async with self.db.transaction() as tx:
            rows = await tx.execute(select(table.action, table.data).order_by(table.at, table.id))
            return [(row.action, row.data) for row in rows]


async def _lend(store: MemoryStore) -> None:
    for number, loans_of in (
        ("B1", [("A0", 480_000, 3, date(2026, 5, 8)), ("A1", 1_200_000, 12, date(2026, 9, 8))]),
        ("B2", [("C1", 600_000, 6, date(2026, 10, 8))]),
    ):
        who = Borrower(
            number, 8, cards=(Card("c1", "建设银行储蓄卡(尾号6217)"),), phone="139****0000",
            limits=(LimitStep(date(2026, 4, 1), 5_000_000, "opened"),),
        )  # fmt: skip
        entries = []
        for id_, fen, periods, begun in loans_of:
            terms = Terms(fen, Decimal("0.1825"), periods, "equal_principal", begun, 8)
            who, made = open_loan(who, id_, "随心借", terms)
            entries += made
        await store.add(who, entries)


@pytest.fixture
async def world(database_url: str, tmp_path: Path, keyring: Keyring) -> AsyncIterator[World]:
    clock = FixedClock(NOW)
    db = Database(database_url, pool_size=5, clock=clock, keyring=keyring)
    store, zone = MemoryStore(), ZoneInfo("Asia/Shanghai")
    await _lend(store)
    book, people = Line(store, clock, zone), People()
    gateway = LocalGateway(db, b"a secret for tests")
    counter = Counter(
        db=db, book=book, gateway=gateway, objects=LocalObjects(tmp_path), sessions=people, proofs=people,
        secret=b"a secret for tests", base_url="https://service.example.com", zone=zone, rate_limits=False,
    )  # fmt: skip
    gateway.deliver = partial(notified, counter)
    app = FastAPI()
    app.state.db = db
    problems.install(app)
    app.include_router(router(counter), prefix="/api/v1")
    app.include_router(cashier(gateway))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        made = World(db, clock, book, gateway, counter, people, http)
        made.mei = await made.person("mei", "B1")
        yield made
    await db.close()


@pytest.fixture
def without_gateway(world: World) -> Counter:
    return replace(world.counter, gateway=None)
