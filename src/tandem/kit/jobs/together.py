"""Taking turns: of the jobs a worker has taken so many do something at a time. Those of one name that wait for their
turn are done together, where their handler can: most of what a small job costs is its transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from time import perf_counter
from typing import Any

import structlog

from tandem.kit import metrics

log = structlog.get_logger(__name__)
Payload = Mapping[str, Any]
Handler = Callable[[Payload], Awaitable[None]]
ManyHandler = Callable[[Sequence[Payload]], Awaitable[None]]


def alone(name: str, handler: Handler, turns: asyncio.Semaphore) -> Handler:
    """`handler`, when it is its turn."""

    async def handle(payload: Payload) -> None:
        async with turns:
            await _timed(name, handler(payload))

    return handle


class Together:
    """Several jobs of one name at once: the first that comes waits for the turn, and whoever comes meanwhile is taken
    along. Where the whole lot fails each is tried by itself, so that a bad job takes no other with it."""

    def __init__(self, name: str, handler: Handler, many: ManyHandler, turns: asyncio.Semaphore) -> None:
        self._name, self._handler, self._many, self._turns = name, handler, many, turns
        self._waiting: list[tuple[Payload, asyncio.Future[None]]] = []

    async def handle(self, payload: Payload) -> None:
        """Do this job. Raises what the handler of one job raises."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((payload, mine))
        if len(self._waiting) == 1:
            await self._lead()
        await mine

    async def _lead(self) -> None:
        lot = self._waiting
        try:
            async with self._turns:
                # Who comes from here on has a leader of their own.
                self._waiting = []
                await self._do(lot)
        except asyncio.CancelledError:
            # This worker ends, and nobody else would wake those who wait.
            self._waiting = []
            for _, outcome in lot:
                outcome.cancel()
            raise

    async def _do(self, lot: Sequence[tuple[Payload, asyncio.Future[None]]]) -> None:
        if len(lot) > 1:
            try:
                await _timed(self._name, self._many([payload for payload, _ in lot]), jobs=len(lot))
            except Exception as error:
                log.info("jobs.apart", job=self._name, jobs=len(lot), cause=repr(error))
            else:
                for _, outcome in lot:
                    _settle(outcome)
                return
        for payload, outcome in lot:
            try:
                await _timed(self._name, self._handler(payload))
            except Exception as error:
                _settle(outcome, error)
            else:
                _settle(outcome)


def _settle(outcome: "asyncio.Future[None]", error: Exception | None = None) -> None:
    if outcome.done():  # whoever waited was cancelled
        return
    if error is None:
        outcome.set_result(None)
    else:
        outcome.set_exception(error)


async def _timed(name: str, work: Awaitable[None], jobs: int = 1) -> None:
    """Each of several is said to have taken its share."""
    started = perf_counter()
    await work
    seconds = (perf_counter() - started) / jobs
    for _ in range(jobs):
        metrics.job_seconds.labels(name).observe(seconds)
