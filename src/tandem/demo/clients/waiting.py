"""Waiting for something to become true, woken by each frame that arrives."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Signal:
    """Tasks wait until their probe finds something; every notify lets all of them look again."""

    def __init__(self) -> None:
        self._waiters: list[tuple[Callable[[], object], asyncio.Future[object]]] = []

    def notify(self) -> None:
        if not self._waiters:
            return
        still = []
        for probe, waiter in self._waiters:
            if waiter.done():
                continue
            found = probe()
            if found:
                waiter.set_result(found)
            else:
                still.append((probe, waiter))
        self._waiters = still

    async def until(self, probe: Callable[[], T | None], timeout: float) -> T | None:
        """What `probe` found (anything true), or None after `timeout` seconds."""
        found = probe()
        if found:
            return found
        waiter: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiters.append((probe, waiter))
        try:
            async with asyncio.timeout(timeout):
                return await waiter  # type: ignore[return-value]
        except TimeoutError:
            return None
        finally:
            waiter.cancel()
