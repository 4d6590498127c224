"""Keeping what a process holds in memory in step with the database."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from tandem.kit.errors import Unavailable
from tandem.kit.notice import Notice
from tandem.kit.realtime import Hub

log = structlog.get_logger(__name__)
_SOON_S = 1.0


class Follower:
    """Looks at once, after every notice of `topic`, and every few seconds in case a notice was lost.

    `look` brings what is held up to date; it may say in how many seconds it wants to look again. Whatever it raises is
    logged under `name` and what is held goes on being served; a database that is away is asked again soon."""

    def __init__(
        self,
        name: str,
        look: Callable[[], Awaitable[float | None]],
        *,
        topic: str,
        hub: Hub | None = None,
        every_s: float = 5.0,
    ) -> None:
        self._name, self._look, self._topic, self._hub, self._every_s = name, look, topic, hub, every_s
        self._wanted = asyncio.Event()
        self._ended = asyncio.Condition()
        self._begun = self._well = 0
        self._task: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] | None = None

    @property
    def started(self) -> bool:
        return self._task is not None

    @property
    def wanted(self) -> bool:
        """Whether something has changed since the look under way began."""
        return self._wanted.is_set()

    async def start(self) -> None:
        """Begin to keep step. Twice is once."""
        if self._task is None:
            if self._hub is not None:
                self._unsubscribe = self._hub.subscribe(self._topic, self._heard)
            self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End the task."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def look_again(self) -> None:
        """Look as soon as the look under way is over."""
        self._wanted.set()

    async def looked(self) -> None:
        """Waits for a look that begins from now on, and ends well: one under way may have read before."""
        await self.start()
        before = self._begun
        self._wanted.set()
        async with self._ended:
            await self._ended.wait_for(lambda: self._well > before)

    def _heard(self, _notice: Notice) -> None:
        self._wanted.set()

    async def _keep(self) -> None:
        while True:
            self._wanted.clear()
            self._begun += 1
            pause: float | None = None
            try:
                pause = await self._look()
                async with self._ended:
                    self._well = self._begun
                    self._ended.notify_all()
            except Unavailable:
                log.warning("following.database_away", what=self._name)
                pause = _SOON_S
            except Exception as error:
                # The edge of a task that must not end.
                log.exception("following.look_failed", what=self._name, cause=repr(error))
            with suppress(TimeoutError):
                # wait_for of 3.11 may swallow a cancellation
                async with asyncio.timeout(self._every_s if pause is None else pause):
                    await self._wanted.wait()
