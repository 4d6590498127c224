"""The first seconds of a process that answers customers: their messages wait in the queue until all that decides on
them is loaded, and no longer than a few seconds."""

import asyncio
from contextlib import suppress
from time import perf_counter

import structlog

from tandem.contexts.bot.meaning.live import LiveMeaning
from tandem.contexts.bot.thresholds.live import LiveThresholds
from tandem.contexts.bot.training.live import LiveIntents
from tandem.contexts.knowledge.api import LiveIndex
from tandem.kit.errors import Unavailable

log = structlog.get_logger(__name__)
_PATIENCE_S = 8.0
"""From the start of a process. Loading takes two or three of them on a small machine; the very first start, which reads
the whole knowledge base, takes minutes, and what hangs takes for ever."""


class Waking:
    """One for each process. `awake` is set once the encoders that can be loaded take part in search, and the published
    intents (with whoever reads a second time), the thresholds and the meaning are in memory; or when it has taken too
    long. What is missing then is done without, as before, and health says what that is."""

    def __init__(
        self, live: LiveIndex, intents: LiveIntents, thresholds: LiveThresholds, meaning: LiveMeaning,
        patience_s: float = _PATIENCE_S,
    ) -> None:  # fmt: skip
        self._live, self._intents, self._thresholds, self._meaning = live, intents, thresholds, meaning
        self._patience_s = patience_s
        self._task: asyncio.Task[None] | None = None
        self.awake = asyncio.Event()

    async def start(self) -> None:
        """Begin to load everything. Waits for nothing; twice is once."""
        if self._task is None:
            self._task = asyncio.create_task(self._wake())

    async def wait(self) -> None:
        """Until it is awake, also where nobody has started it: in a process that answers no customers."""
        await self.start()
        await self.awake.wait()

    async def stop(self) -> None:
        """End the task; what it started is stopped by whoever holds it."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _wake(self) -> None:
        began, whole = perf_counter(), False
        try:
            async with asyncio.timeout(self._patience_s):
                await self._load()
            whole = True
        except (TimeoutError, Unavailable):
            pass
        except Exception as error:
            # Whatever it is, customers must not wait for ever.
            log.exception("bot.waking_failed", cause=repr(error))
        tell = log.info if whole else log.warning
        tell("bot.awake", whole=whole, seconds=round(perf_counter() - began, 2))
        self.awake.set()

    async def _load(self) -> None:
        await self._live.start()
        await self._thresholds.start()
        await self._intents.start()
        await asyncio.gather(self._live.settled(), self._thresholds.current(), self._meaning.looked())
        # Who reads a second time is an encoder: the look before may have come too early for it.
        await self._intents.looked()
