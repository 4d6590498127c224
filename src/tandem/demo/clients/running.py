"""Running a load in one process: uvloop where there is one, enough file descriptors, Ctrl-C as a request."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from tandem.kit.garbage import collect_seldom

T = TypeVar("T")


def run(main: Callable[[asyncio.Event], Coroutine[Any, Any, T]]) -> T:
    """Run `main(stop)`. The first Ctrl-C sets `stop`, the second one ends at once (KeyboardInterrupt)."""
    allow_many_sockets()
    if sys.platform == "win32":
        return asyncio.run(_with_stop(main))
    import uvloop

    return uvloop.run(_with_stop(main))


async def _with_stop(main: Callable[[asyncio.Event], Awaitable[T]]) -> T:
    collect_seldom()  # the load's own pauses would be counted as the server's
    stop = asyncio.Event()
    task = asyncio.ensure_future(main(stop))

    def interrupt() -> None:
        if stop.is_set():
            task.cancel()
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, interrupt)
    try:
        return await task
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def allow_many_sockets() -> None:
    """Lift the soft limit of open files to the hard one."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def sleep_or_stop(seconds: float, stop: asyncio.Event) -> bool:
    """Sleep; True as soon as `stop` is set."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), max(0.0, seconds))
    return stop.is_set()
