"""`tandem bench customers --only panel`: agents open customers at a set rate, each timed from its due moment."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import cycle
from time import perf_counter, process_time
from typing import Any

from tandem.demo.bench.figures import latencies
from tandem.demo.bench.machine import describe_machine
from tandem.demo.bench.pacing import Pace
from tandem.demo.bench.processes import ProcessMeter
from tandem.demo.clients import (
    AgentClient,
    Caller,
    GaveUp,
    HttpPool,
    Instance,
    Login,
    Problem,
    Tally,
    must_answer,
)

PANEL_GOAL_MS = 150.0
OPEN_GOAL_MS = 200.0
_OPENINGS = 40


@dataclass(frozen=True, slots=True)
class PanelPlan:
    """`rate` panels a second for `duration` seconds; `customers` in the database, `lines` in the long timeline."""

    rate: float = 50.0
    duration: float = 30.0
    agents: int = 10
    customers: int = 0
    lines: int = 1000


@dataclass(slots=True)
class PanelBench:
    """`ids`: customers to open in turn; `long`: one with a long timeline, opened alone."""

    instance: Instance
    plan: PanelPlan
    ids: Sequence[str]
    long: str
    roots: dict[str, int]
    tally: Tally = field(default_factory=Tally)
    took: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    async def run(self, stop: asyncio.Event) -> dict[str, Any]:
        """Raises Problem, GaveUp or InstanceUnknown when the agents cannot sign in."""
        pool = HttpPool(self.instance.address, limit=100)
        await must_answer(pool)
        meter = ProcessMeter(self.roots)
        try:
            logins = self.instance.agents(self.plan.agents)
            agents = [await self._signed_in(pool, one) for one in logins]
            await self._panel(agents[0], self.ids[0], perf_counter())
            self.took.clear()
            self.states.clear()
            for _ in range(_OPENINGS):
                await self._open(agents[0])
            turns = zip(cycle(agents), cycle(self.ids), strict=False)
            meter.sample()
            watching = asyncio.create_task(meter.watch())
            pace = Pace(self.plan.rate, self.plan.duration, lambda due: self._panel(*next(turns), due))
            started, cpu = perf_counter(), process_time()
            await pace.run(stop, drain=30)
            seconds = perf_counter() - started
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            meter.sample(memory=True)
            return self._result(pace, meter, seconds, process_time() - cpu, stop)
        finally:
            pool.close()

    async def _signed_in(self, pool: HttpPool, login: Login) -> Caller:
        agent = AgentClient(pool, login.username, login.password, tally=self.tally, patience=60)
        await agent.sign_in()
        return agent.caller

    async def _panel(self, agent: Caller, customer: str, due: float) -> None:
        try:
            seen = await agent.call("GET", f"/api/v1/customers/{customer}/panorama")
        except (Problem, GaveUp) as error:
            self.troubles.append(str(error))
            return
        self.took.append(perf_counter() - due)
        state = seen["lending"]["state"]
        self.states[state] = self.states.get(state, 0) + 1

    async def _open(self, agent: Caller) -> None:
        """As the screen does: the panel and the newest lines, at once."""
        started, path = perf_counter(), f"/api/v1/customers/{self.long}"
        await asyncio.gather(agent.call("GET", f"{path}/panorama"), agent.call("GET", f"{path}/timeline"))
        self.opened.append(perf_counter() - started)

    def _result(
        self, pace: Pace, meter: ProcessMeter, seconds: float, cpu: float, stop: asyncio.Event
    ) -> dict[str, Any]:
        panel, opened = latencies(self.took), latencies(self.opened)
        return {
            "bench": "panel",
            "machine": describe_machine(),
            "plan": asdict(self.plan),
            "stopped_early": stop.is_set(),
            "panel_ms": panel,
            "open_long_timeline_ms": opened,
            "goals": {
                "panel_p95_ms": PANEL_GOAL_MS, "open_p95_ms": OPEN_GOAL_MS,
                "met": _within(panel["p95"], PANEL_GOAL_MS) and _within(opened["p95"], OPEN_GOAL_MS),
            },
            "lending": dict(self.states),
            "seconds": round(seconds, 1),
            "per_second": round(len(self.took) / seconds, 1) if seconds else None,
            "processes": meter.as_dict(),
            "load_generator": {
                "cpu_percent": round(100 * cpu / seconds, 1) if seconds else None, "lag_ms": latencies(pace.lags),
            },
            "wire": self.tally.as_dict(),
            "failed": len(self.troubles),
            "troubles": self.troubles[:20],
        }  # fmt: skip


def _within(value: float | None, goal: float) -> bool:
    return value is not None and value < goal
