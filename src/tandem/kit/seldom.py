"""Saying the same thing seldom: strangers could fill a log with what they are refused."""

from collections.abc import Callable
from time import monotonic

_EVERY_S = 10.0
_MOST = 1_000


class Seldom:
    """`now()` is True for each thing once in ten seconds; a thousand made-up things make it forget all."""

    def __init__(self, every_s: float = _EVERY_S, *, time: Callable[[], float] = monotonic) -> None:
        self._every_s, self._time = every_s, time
        self._last: dict[tuple[str, ...], float] = {}

    def now(self, *what: str) -> bool:
        """Whether it is to be said."""
        now = self._time()
        if now - self._last.get(what, now - self._every_s) < self._every_s:
            return False
        if len(self._last) >= _MOST:
            self._last.clear()
        self._last[what] = now
        return True
