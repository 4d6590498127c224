"""The simulated world: customers arrive by the curve, agents sit at their desks, until told to stop."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from tandem.demo.clients import (
    AgentClient,
    CustomerClient,
    GaveUp,
    HttpPool,
    Instance,
    Login,
    Problem,
    Tally,
    must_answer,
    sleep_or_stop,
)
from tandem.demo.traffic.agent import Colleague
from tandem.demo.traffic.arrivals import next_arrival
from tandem.demo.traffic.customer import Visit
from tandem.demo.traffic.people import draw_person
from tandem.demo.traffic.scene import Scene
from tandem.demo.traffic.scripts import pick_script

MOST_CUSTOMERS = 300
"""A server in trouble must not be answered with ever more customers."""


@dataclass(frozen=True, slots=True)
class TrafficPlan:
    """`rate` customers a minute on average, for `minutes` (None: until stopped)."""

    rate: float = 6.0
    agents: int = 6
    minutes: float | None = None
    tempo: float = 1.0
    site: str = "demo"
    seed: int | None = None


@dataclass(slots=True)
class Traffic:
    instance: Instance
    plan: TrafficPlan
    tally: Tally = field(default_factory=Tally)
    scene: Scene = field(init=False)
    started: float = field(default_factory=perf_counter)

    def __post_init__(self) -> None:
        self.scene = Scene(random.Random(self.plan.seed), self.plan.tempo)

    async def run(self, stop: asyncio.Event, tick: Callable[[], None] = lambda: None) -> None:
        """Keep it going; `tick` is called about once a second. Raises InstanceUnknown, or Problem,
        GaveUp, SocketRefused or TimeoutError when no agent can come to work."""
        # From the ends of the lists: the first log-ins stay free for the people who try the product.
        logins = self.instance.agents(self.plan.agents, last=True) if self.plan.agents else []
        pool = HttpPool(self.instance.address, limit=100)
        colleagues = [self._colleague(pool, login, number) for number, login in enumerate(logins)]
        tasks: set[asyncio.Task[None]] = set()
        ticking = asyncio.create_task(self._tick(tick))
        try:
            await must_answer(pool)
            await asyncio.gather(*(one.arrive() for one in colleagues))
            shifts = [asyncio.create_task(one.work()) for one in colleagues]
            await self._arrivals(pool, tasks, stop)
            if not stop.is_set() and tasks:  # the minutes are over: the last customers are served
                await asyncio.wait(
                    {*tasks, asyncio.create_task(stop.wait())}, timeout=120 * self.plan.tempo + 5
                )
            for shift in shifts:
                shift.cancel()
        finally:
            await self._go_home(colleagues, tasks)
            ticking.cancel()
            pool.close()

    async def _arrivals(self, pool: HttpPool, tasks: set[asyncio.Task[None]], stop: asyncio.Event) -> None:
        at, number = 0.0, 0
        self.started = perf_counter()
        end = self.plan.minutes * 60 if self.plan.minutes is not None else float("inf")
        while True:
            at = next_arrival(at, self.plan.rate, self.scene.dice)
            if at > end or await sleep_or_stop(self.started + at - perf_counter(), stop):
                return
            if len(tasks) < MOST_CUSTOMERS:
                number += 1
                task = asyncio.create_task(self._visit(pool, number).live())
                tasks.add(task)
                task.add_done_callback(tasks.discard)

    def _visit(self, pool: HttpPool, number: int) -> Visit:
        script = pick_script(self.scene.dice)
        client = CustomerClient(pool, site=self.plan.site, tally=self.tally, patience=120)
        return Visit(number, client, script, draw_person(script.mood, self.scene.dice), self.scene)

    def _colleague(self, pool: HttpPool, login: Login, number: int) -> Colleague:
        """One of them looks at the bot's drafts beside the other work: one person serves many."""
        client = AgentClient(pool, login.username, login.password, tally=self.tally, patience=120)
        return Colleague(client, self.scene, sits_silently=number == 0)

    async def _tick(self, tick: Callable[[], None]) -> None:
        while True:
            tick()
            await asyncio.sleep(1.0)

    async def _go_home(self, colleagues: list[Colleague], tasks: set[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for result in await asyncio.gather(*(one.leave() for one in colleagues), return_exceptions=True):
            if isinstance(result, (Problem, GaveUp)):
                self.scene.trouble("agent", result)
        for one in colleagues:
            for error in one.desk.errors:
                self.scene.troubles.append(f"{one.client.username}: {error}")
