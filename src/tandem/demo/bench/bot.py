"""`tandem bench bot`: questions at a set rate, each timed from its due moment to the first reaction; agents take over
beside it whom the bot hands over."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import cycle
from random import Random
from time import perf_counter, process_time
from typing import Any

from tandem.demo.bench.figures import latencies
from tandem.demo.bench.machine import describe_machine
from tandem.demo.bench.pacing import Pace
from tandem.demo.bench.processes import ProcessMeter
from tandem.demo.clients import (
    AgentClient,
    CustomerClient,
    Desk,
    GaveUp,
    HttpPool,
    Instance,
    Problem,
    SocketRefused,
    Tally,
    must_answer,
)
from tandem.demo.replay.running import answer_and_resolve
from tandem.demo.replay.verdicts import reaction

_WITH_THE_BOT = frozenset({"bot_answered", "clarified"})


@dataclass(frozen=True, slots=True)
class BotPlan:
    """`rate` questions a second for `duration` seconds; `timeout` is how long one waits for a reaction. With `agents`
    whoever is handed over is answered by one of them, who reads and types for `typing` seconds, and the conversation wrapped
    up; without, leaves the queue.
    `turns`: how many questions a visitor asks, unless handed over, before somebody new comes in their place; 0: who got
    an answer stays, who did not is followed by a stranger."""

    rate: float = 20.0
    duration: float = 30.0
    timeout: float = 15.0
    site: str = "demo"
    agents: int = 0
    typing: float = 0.0
    turns: int = 0

    @property
    def visitors(self) -> int:
        """Enough that nobody has to ask more often than every two seconds or so."""
        return max(8, round(self.rate * 2))


@dataclass(slots=True)
class BotBench:
    instance: Instance
    plan: BotPlan
    questions: list[str]
    roots: dict[str, int]
    tally: Tally = field(default_factory=Tally)
    took: dict[str, list[float]] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    _free: asyncio.Queue[CustomerClient] = field(default_factory=asyncio.Queue)
    _all: list[CustomerClient] = field(default_factory=list)
    _desks: list[Desk] = field(default_factory=list)
    _newcomers: int = 0
    _moods: Random = field(default_factory=lambda: Random(1))

    async def run(self, stop: asyncio.Event) -> dict[str, Any]:
        """Raises Problem or GaveUp when the first visitors cannot come in or the agents cannot sign in."""
        pool = HttpPool(self.instance.address, limit=100)
        await must_answer(pool)
        await self._open_desks(pool)
        texts = cycle(self.questions)
        meter = ProcessMeter(self.roots)
        try:
            for _ in range(self.plan.visitors):
                self._free.put_nowait(await self._visitor(pool))
            self._newcomers = 0
            meter.sample()
            watching = asyncio.create_task(meter.watch())
            pace = Pace(self.plan.rate, self.plan.duration, lambda due: self._ask(pool, next(texts), due))
            started, cpu = perf_counter(), process_time()
            await pace.run(stop, drain=self.plan.timeout * 2)
            seconds = perf_counter() - started
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            meter.sample(memory=True)
            return self._result(pace, meter, seconds, process_time() - cpu)
        finally:
            await asyncio.gather(*(one.close() for one in self._all), return_exceptions=True)
            await asyncio.gather(*(desk.close() for desk in self._desks), return_exceptions=True)
            pool.close()

    async def _open_desks(self, pool: HttpPool) -> None:
        for one in self.instance.agents(self.plan.agents) if self.plan.agents else ():
            agent = AgentClient(pool, one.username, one.password, tally=self.tally, patience=300)
            self._desks.append(Desk(agent, self._serve))
        await asyncio.gather(*(desk.open() for desk in self._desks))

    async def _serve(self, agent: AgentClient, conversation_id: str) -> None:
        # Half to one and a half of it: people do not type in step.
        await asyncio.sleep(self.plan.typing * self._moods.uniform(0.5, 1.5))
        await answer_and_resolve(agent, conversation_id)

    async def _visitor(self, pool: HttpPool) -> CustomerClient:
        visitor = CustomerClient(pool, site=self.plan.site, tally=self.tally, patience=300)
        await visitor.start()
        await visitor.open_conversation()
        await visitor.listen()
        self._all.append(visitor)
        self._newcomers += 1
        return visitor

    async def _ask(self, pool: HttpPool, text: str, due: float) -> None:
        visitor = await self._free.get()
        try:
            sent = await visitor.say(text)
            asked = sent.message["seq"]
            found = await visitor.changed.until(
                lambda: reaction(visitor.inbox.after(asked), visitor.controller), self.plan.timeout
            )
            kind, seq = found or ("silent", None)
            self.outcomes[kind] += 1
            if found:
                at = visitor.inbox.arrived_at[seq] if seq is not None else perf_counter()
                self.took.setdefault(kind, []).append(at - due)
            self._free.put_nowait(await self._ready_again(pool, visitor, kind))
        except (Problem, GaveUp, SocketRefused, TimeoutError) as error:
            self.outcomes["failed"] += 1
            self.troubles.append(str(error))

    async def _ready_again(self, pool: HttpPool, visitor: CustomerClient, kind: str) -> CustomerClient:
        """Who got an answer may ask again (with `turns`, so may who was asked back); who was handed over leaves, and
        somebody new comes in."""
        if kind == "bot_answered" and not self.plan.turns:
            return visitor
        if kind in _WITH_THE_BOT and len(visitor.sent) < self.plan.turns:
            return visitor
        if visitor.controller == "queue" and not self._desks:
            with suppress(Problem):
                await visitor.leave_queue()
        await visitor.close()
        self._all.remove(visitor)
        return await self._visitor(pool)

    def _cpu_ms(self, meter: ProcessMeter, generator: float) -> dict[str, float]:
        """What one question costs, newcomers' coming in and agents included: CPU milliseconds by process. The cores
        have 1000 a second each."""
        asked = max(1, sum(self.outcomes.values()))
        spent = {name: usage.cpu_s for name, usage in meter.usage.items()} | {"load generator": generator}
        costs = {name: round(1000 * seconds / asked, 1) for name, seconds in sorted(spent.items())}
        return costs | {"all": round(1000 * sum(spent.values()) / asked, 1)}

    def _result(self, pace: Pace, meter: ProcessMeter, seconds: float, cpu: float) -> dict[str, Any]:
        return {
            "bench": "bot",
            "machine": describe_machine(),
            "plan": asdict(self.plan),
            "answer_ms": latencies(self.took.get("bot_answered", [])),
            "any_reaction_ms": latencies([one for group in self.took.values() for one in group]),
            "outcomes": dict(self.outcomes),
            "newcomers": self._newcomers,
            "agents_served": sum(desk.served for desk in self._desks),
            "per_second": round(sum(self.outcomes.values()) / seconds, 1) if seconds else None,
            "seconds": round(seconds, 1),
            "processes": meter.as_dict(),
            "cpu_ms_per_question": self._cpu_ms(meter, cpu),
            "load_generator": {
                "cpu_percent": round(100 * cpu / seconds, 1) if seconds else None,
                "lag_ms": latencies(pace.lags),
            },
            "wire": self.tally.as_dict(),
            "troubles": self.troubles[:20],
        }
