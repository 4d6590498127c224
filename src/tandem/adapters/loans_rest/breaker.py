"""A circuit breaker: a core that keeps failing is left alone for a while, so that nobody waits for it in vain."""

from collections.abc import Callable
from time import monotonic


class Breaker:
    """Opens after `failures` in a row. After `rest_s` one call may try; its end decides. `clock` counts seconds."""

    def __init__(
        self, failures: int = 5, rest_s: float = 15.0, clock: Callable[[], float] = monotonic
    ) -> None:
        self._most, self._rest, self._clock = failures, rest_s, clock
        self._failed = 0
        self._opened_at: float | None = None
        self._trying = False

    @property
    def open(self) -> bool:
        """True while calls are turned away."""
        return self._opened_at is not None and self._clock() - self._opened_at < self._rest

    def admits(self) -> bool:
        """Whether a call may go out now. A call that was admitted must say how it ended."""
        if self._opened_at is None:
            return True
        if self.open or self._trying:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        """The core answered, whatever it said."""
        self._failed, self._opened_at, self._trying = 0, None, False

    def failed(self) -> None:
        """The core did not answer, or was out of order."""
        self._failed += 1
        self._trying = False
        if self._opened_at is not None or self._failed >= self._most:
            self._opened_at = self._clock()

    def gave_up(self) -> None:
        """Nobody waited for the end of the call."""
        self._trying = False
