"""A journal of commands over a local core at the end of a line that may break."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tandem.adapters.loans_local import LocalLoanBook, MemoryStore
from tandem.adapters.loans_local.ledger.borrower import Borrower, Card, LimitStep
from tandem.adapters.loans_local.ledger.opening import open_loan
from tandem.adapters.loans_local.rules.terms import Terms
from tandem.contexts.access import api as access
from tandem.contexts.access.models import audit_entry_table
from tandem.contexts.loans import api
from tandem.contexts.loans.api import Command, Commands, Outcome
from tandem.kit.clock import FixedClock
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.kit.events import event_table

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
BOT = access.Actor.bot()
REPAY = Command("k1", "B1", "repay", {"card": "c1", "fen": 50_000})


class Line(LocalLoanBook):
    """The local core at the end of a line that may break: before the core hears of a command, or after."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.before: Exception | None = None
        self.after: Exception | None = None
        self.silent: Exception | None = None
        self.stuck: str | None = None
        self.performed: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None

    async def perform(self, command: Command, expires_at: datetime) -> Outcome:
        self.performed.append(command.key)
        if self.before is not None:
            raise self.before
        outcome = await super().perform(command, expires_at)
        self.meanwhile()
        if self.after is not None:
            raise self.after
        return outcome

    async def outcome(self, key: str) -> Outcome | None:
        if self.silent is not None:
            raise self.silent
        if key == self.stuck:
            raise ValueError(key)
        return await super().outcome(key)


@dataclass
class World:
    db: Database
    clock: FixedClock
    line: Line
    commands: Commands = field(init=False)

    def __post_init__(self) -> None:
        self.commands = Commands(self.db, self.line)

    async def due(self) -> int:
        return (await self.line.bill("B1")).due_fen

    async def happened(self) -> list[str]:
        async with self.db.transaction() as tx:
            rows = await tx.execute(select(event_table.c.kind).order_by(event_table.c.id))
            return [row.kind for row in rows]

    async def audited(self) -> list[tuple[str, Any]]:
        table = audit_entry_table.c
        async with self.db.transaction() as tx:
            rows = await tx.execute(select(table.action, table.data).order_by(table.at, table.id))
            return [(row.action, row.data) for row in rows]

    async def journal(self) -> list[api.Commanded]:
        async with self.db.transaction() as tx:
            return await api.of_customer(tx, "B1", 10)


@pytest.fixture
async def world(database_url: str, keyring: Keyring) -> AsyncIterator[World]:
    clock = FixedClock(NOW)
    db = Database(database_url, pool_size=4, clock=clock, keyring=keyring)
    store = MemoryStore()
    begun = (NOW - timedelta(days=10)).date()
    who = Borrower("B1", 13, cards=(Card("c1", "储蓄卡"),), limits=(LimitStep(begun, 5_000_000, "opened"),))
    terms = Terms(1_200_000, Decimal("0.1825"), 12, "equal_principal", begun, 13)
    await store.add(*open_loan(who, "L1", "随心借", terms))
    yield World(db, clock, Line(store, clock, ZoneInfo("Asia/Shanghai")))
    await db.close()
