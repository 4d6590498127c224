"""`tandem bench customers --only search`: agents look customers up through the front door, each timed from its due
moment: by phone, name, number at the lender and contract in turns."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import cycle
from time import perf_counter
from typing import Any
from urllib.parse import quote

from sqlalchemy import text

from tandem.demo.bench.figures import latencies
from tandem.demo.bench.machine import describe_machine
from tandem.demo.bench.pacing import Pace
from tandem.demo.bench.processes import ProcessMeter
from tandem.demo.borrowers.people import order_of, phone
from tandem.demo.clients import (
    AgentClient,
    Caller,
    GaveUp,
    HttpPool,
    Instance,
    InstanceUnknown,
    Login,
    Problem,
    must_answer,
)
from tandem.kit.db import Database

SEARCH_GOAL_MS = 50.0
KINDS = ("phone", "name", "borrower", "contract")
_DRAWN = 5000
_COUNT = text("SELECT count(*) FROM customer")
# Ids are random, so their order is a fair draw, the same at every run.
_DRAW = text("""
    SELECT i.subject AS number, c.name, (SELECT min(l.id) FROM ledger_loan l WHERE l.borrower = i.subject) AS loan
    FROM customer_identity i JOIN customer c ON c.id = i.customer_id
    WHERE i.kind = 'borrower' AND i.account = 'core' AND i.subject LIKE 'HS%'
    ORDER BY md5(c.id::text) LIMIT :count
""")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is typed, by kind, and who has to be among those found."""

    number: str
    typed: dict[str, str]


async def drawn(db: Database) -> tuple[int, list[Wanted]]:
    """How many customers there are, and some of them. Raises InstanceUnknown without demo borrowers."""
    async with db.transaction() as tx:
        count = (await tx.execute(_COUNT)).scalar_one()
        rows = (await tx.execute(_DRAW, {"count": _DRAWN})).all()
    if not rows:
        raise InstanceUnknown("this instance has no demo borrowers: run tandem demo seed --customers N")
    return count, [
        Wanted(
            row.number,
            {
                "phone": phone(order_of(row.number)), "name": row.name, "borrower": row.number,
                "contract": row.loan or row.number,
            },
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class SearchPlan:
    rate: float = 20.0
    duration: float = 30.0
    agents: int = 5
    customers: int = 0


@dataclass(slots=True)
class SearchBench:
    """`missed`: searches that did not find whom they looked for (a name is shared by more than a list holds: there
    anybody of the name will do)."""

    instance: Instance
    plan: SearchPlan
    people: Sequence[Wanted]
    roots: dict[str, int]
    took: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    missed: int = 0
    troubles: list[str] = field(default_factory=list)

    async def run(self, stop: asyncio.Event) -> dict[str, Any]:
        """Raises Problem, GaveUp or InstanceUnknown when the agents cannot sign in."""
        pool = HttpPool(self.instance.address, limit=100)
        await must_answer(pool)
        meter = ProcessMeter(self.roots)
        try:
            logins = self.instance.agents(self.plan.agents)
            agents = [await _signed_in(pool, one) for one in logins]
            for kind, one in zip(KINDS, self.people, strict=False):
                await self._search(agents[0], kind, one, perf_counter())
            self.took = {kind: [] for kind in KINDS}
            turns = zip(cycle(agents), cycle(KINDS), cycle(self.people), strict=False)
            meter.sample()
            watching = asyncio.create_task(meter.watch())
            pace = Pace(self.plan.rate, self.plan.duration, lambda due: self._search(*next(turns), due))
            await pace.run(stop, drain=30)
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            meter.sample(memory=True)
            return self._result(pace, meter)
        finally:
            pool.close()

    async def _search(self, agent: Caller, kind: str, one: Wanted, due: float) -> None:
        try:
            found = await agent.call("GET", f"/api/v1/customers?q={quote(one.typed[kind])}")
        except (Problem, GaveUp) as error:
            self.troubles.append(str(error))
            return
        self.took[kind].append(perf_counter() - due)
        self.missed += (
            not found if kind == "name" else all(one.number not in row["borrowers"] for row in found)
        )

    def _result(self, pace: Pace, meter: ProcessMeter) -> dict[str, Any]:
        figures = {kind: latencies(seconds) for kind, seconds in self.took.items()}
        worst = max((one["p95"] or 0.0) for one in figures.values())
        return {
            "bench": "search",
            "machine": describe_machine(),
            "plan": asdict(self.plan),
            "search_ms": figures,
            "goals": {"search_p95_ms": SEARCH_GOAL_MS, "met": worst < SEARCH_GOAL_MS and not self.missed},
            "missed": self.missed,
            "failed": len(self.troubles),
            "troubles": self.troubles[:20],
            "processes": meter.as_dict(),
            "lag_ms": latencies(pace.lags),
        }


async def _signed_in(pool: HttpPool, login: Login) -> Caller:
    agent = AgentClient(pool, login.username, login.password, patience=60)
    await agent.sign_in()
    return agent.caller
