"""A circuit breaker: a service that keeps failing is left alone for a while, so that nobody waits for it in vain."""

from collections.abc import Callable
from time import monotonic
from typing import Literal

State = Literal["closed", "open", "half_open"]


class Breaker:
    """Opens after `failures` in a row, or when the service asks for a rest. After `rest_s` one call may try; its end
    decides. `clock` counts seconds."""

    def __init__(self, failures: int, rest_s: float, clock: Callable[[], float] = monotonic) -> None:
        self._most, self._rest, self._clock = failures, rest_s, clock
        self._failed = 0
        self._open_until: float | None = None
        self._trying = False

    @property
    def state(self) -> State:
        """`open` while calls are turned away, `half_open` when one may try."""
        if self._open_until is None:
            return "closed"
        return "open" if self._clock() < self._open_until else "half_open"

    def admits(self) -> bool:
        """Whether a call may go out now. A call that was admitted must say how it ended."""
        state = self.state
        if state == "half_open" and not self._trying:
            self._trying = True
            return True
        return state == "closed"

    def succeeded(self) -> None:
        """The service answered, whatever it said."""
        self._failed, self._open_until, self._trying = 0, None, False

    def failed(self, rest_s: float | None = None) -> None:
        """The service did not answer, or was out of order. `rest_s`: how long it asks to be left alone; ten times our
        own rest at most."""
        self._failed += 1
        if rest_s is not None or self._trying or self._failed >= self._most:
            rest = self._rest if rest_s is None else min(max(rest_s, 0.0), 10 * self._rest)
            self._open_until = self._clock() + rest
        self._trying = False

    def gave_up(self) -> None:
        """The call ended without telling anything of the service (cancelled, refused)."""
        self._trying = False
