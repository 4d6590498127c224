"""An open loop: work begins when it is due, whether or not the work before it is done.

People come independently of each other, so moments are drawn, from a seed: given how many come, those of
independent arrivals lie evenly spread over the time. A fixed beat would let them all fall on the same instants."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

from tandem.demo.clients import sleep_or_stop


@dataclass(slots=True)
class Pace:
    """Starts `begin(intended)` at a rate. `intended` is in perf_counter seconds: whoever counts
    a latency counts it from there, so a slow server cannot hide by slowing its own load."""

    rate: float
    duration: float
    begin: Callable[[float], Awaitable[None]]
    seed: int = 1
    lags: list[float] = field(default_factory=list)
    started: float = 0.0

    async def run(self, stop: asyncio.Event, drain: float) -> None:
        """Begin `rate * duration` pieces of work, then wait up to `drain` seconds for the last."""
        draw = Random(self.seed)
        moments = sorted(draw.uniform(0, self.duration) for _ in range(round(self.rate * self.duration)))
        self.started = perf_counter()
        tasks: set[asyncio.Task[None]] = set()
        for moment in moments:
            intended = self.started + moment
            if await sleep_or_stop(intended - perf_counter(), stop):
                break
            self.lags.append(perf_counter() - intended)
            tasks.add(asyncio.ensure_future(self.begin(intended)))
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=drain)
            for task in late:
                task.cancel()
            for result in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(result, Exception):
                    raise result
