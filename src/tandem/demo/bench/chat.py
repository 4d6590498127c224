"""`tandem bench chat`: customers arrive at a set rate, talk with agents, while others hold idle sockets."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from time import perf_counter, process_time
from typing import Any

from tandem.demo.bench.crowd import Crowd
from tandem.demo.bench.figures import latencies
from tandem.demo.bench.machine import describe_machine
from tandem.demo.bench.pacing import Pace
from tandem.demo.bench.processes import ProcessMeter
from tandem.demo.bench.talking import Answering, Customer, Measured, Talk
from tandem.demo.clients import AgentClient, Desk, HttpPool, Instance, Login, Tally, must_answer

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ChatPlan:
    """`rate` conversations a second for `duration` seconds, each with `messages` (customer's and agent's, in
    turns), the customer's `gap` seconds apart; `sockets` idle visitors beside them. The first message
    is due `lead` seconds after the arrival; `timeout` is how long a side waits for the other."""

    rate: float = 3.0
    messages: int = 8
    duration: float = 120.0
    gap: float = 2.0
    lead: float = 2.0
    timeout: float = 30.0
    agents: int = 20
    sockets: int = 2000
    storm: bool = False
    storm_messages: int = 200
    site: str = "demo"


@dataclass(slots=True)
class ChatBench:
    instance: Instance
    plan: ChatPlan
    roots: dict[str, int]
    say: Say = lambda _: None
    measured: Measured = field(default_factory=Measured)
    tally: Tally = field(default_factory=Tally)
    sections: dict[str, Any] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> dict[str, Any]:
        """The whole benchmark; what was measured until `stop` if it is set. Raises InstanceUnknown,
        Problem, GaveUp or TimeoutError when the agents cannot come online."""
        logins = self.instance.agents(self.plan.agents)
        pool = HttpPool(self.instance.address, limit=200)
        crowd = Crowd(pool, self.plan.site, tally=Tally())
        desks = self._desks(pool, logins)
        try:
            await must_answer(pool)
            await asyncio.gather(*(desk.open() for desk in desks))
            await self._hold(crowd, stop)
            await self._talk(pool, crowd, stop)
            if self.plan.storm and crowd.visitors and not stop.is_set():
                self.say(f"cutting {len(crowd.visitors)} sockets at once")
                self.sections["storm"] = await crowd.storm(self.plan.storm_messages, stop)
        finally:
            await asyncio.gather(*(desk.close() for desk in desks), return_exceptions=True)
            await crowd.close()
            pool.close()
        return self._result(desks, stop)

    def _desks(self, pool: HttpPool, logins: list[Login]) -> list[Desk]:
        answering = Answering(self._talk_shape(), self.measured)
        desks = []
        for one in logins:
            agent = AgentClient(pool, one.username, one.password, tally=self.tally, patience=300)
            answering.watch(agent)
            desks.append(Desk(agent, answering.serve))
        return desks

    def _talk_shape(self) -> Talk:
        return Talk(self.plan.messages, self.plan.gap, self.plan.lead, self.plan.timeout)

    async def _hold(self, crowd: Crowd, stop: asyncio.Event) -> None:
        if not self.plan.sockets:
            return
        before = ProcessMeter(self.roots)
        before.sample(memory=True)
        self.say(f"letting {self.plan.sockets} idle visitors in")
        await crowd.gather(self.plan.sockets, stop)
        after = ProcessMeter(self.roots)
        after.sample(memory=True)
        self.sections["idle_sockets"] = {
            "asked": self.plan.sockets,
            "held": crowd.connected,
            "refused": len(crowd.refused),
            "first_refusals": crowd.refused[:3],
            "seconds_to_open": round(crowd.seconds, 1),
            "rate_limited": crowd.tally.rate_limited,
            "server_mb_each": _growth(before, after, crowd.connected),
        }

    async def _talk(self, pool: HttpPool, crowd: Crowd, stop: asyncio.Event) -> None:
        talk = self._talk_shape()
        customer = Customer(pool, self.plan.site, talk, self.measured, self.tally)
        pace = Pace(self.plan.rate, self.plan.duration, customer.live)
        meter = ProcessMeter(self.roots)
        meter.sample()
        watching = asyncio.create_task(meter.watch())
        self.say(f"{self.plan.rate:g} conversations a second for {self.plan.duration:g} s")
        started, cpu = perf_counter(), process_time()
        drops = crowd.tally.socket_drops
        await pace.run(stop, drain=talk.seconds + talk.timeout * 2)
        seconds = perf_counter() - started
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        meter.sample(memory=True)
        if "idle_sockets" in self.sections:
            self.sections["idle_sockets"]["held_at_end"] = crowd.connected
            self.sections["idle_sockets"]["drops"] = crowd.tally.socket_drops - drops
        self.sections["seconds"] = round(seconds, 1)
        self.sections["processes"] = meter.as_dict()
        self.sections["load_generator"] = {
            "cpu_percent": round(100 * (process_time() - cpu) / seconds, 1),
            "lag_ms": latencies(pace.lags),
        }

    def _result(self, desks: list[Desk], stop: asyncio.Event) -> dict[str, Any]:
        m, seconds = self.measured, self.sections.get("seconds") or 0.0
        errors = [error for desk in desks for error in desk.errors]
        never = 0 if stop.is_set() else m.never_shown
        messages = m.customer_sent + m.agent_sent
        return {
            "bench": "chat",
            "machine": describe_machine(),
            "plan": asdict(self.plan),
            "stopped_early": stop.is_set(),
            "customer_to_agent_ms": latencies(m.to_agent),
            "agent_to_customer_ms": latencies(m.to_customer),
            "acknowledged_ms": latencies(m.acknowledged),
            "connected_ms": latencies(m.connected),
            "conversations": {"started": m.started, "finished": m.finished, "failures": len(m.failures)},
            "messages": {
                "by_customers": m.customer_sent,
                "by_agents": m.agent_sent,
                "per_second": round(messages / seconds, 1) if seconds else None,
            },
            "lost": m.lost + never,
            "duplicated": m.duplicated + sum(desk.agent.duplicated for desk in desks),
            **self.sections,
            "wire": self.tally.as_dict(),
            "troubles": (m.failures + errors)[:20],
        }


def _growth(before: ProcessMeter, after: ProcessMeter, count: int) -> float | None:
    """MB of all the server's processes per socket held."""
    if not count or not before.usage:
        return None
    grown = sum(u.memory for u in after.usage.values()) - sum(u.memory for u in before.usage.values())
    return round(grown / count / 2**20, 4)
