"""When a failing model is left alone: a circuit breaker, told the time."""

from dataclasses import dataclass
from typing import Literal

State = Literal["closed", "open", "half_open"]


@dataclass
class Breaker:
    """Opens after `failures` in a row (or when the server asks for a rest), lets one request try after
    `rest_s`, closes when that succeeds. Times are seconds of one monotonic clock."""

    failures: int = 5
    rest_s: float = 30.0
    _failed: int = 0
    _open_until: float | None = None
    _trying: bool = False

    def state(self, now: float) -> State:
        if self._open_until is None:
            return "closed"
        return "open" if now < self._open_until else "half_open"

    def admits(self, now: float) -> bool:
        """Whether a request may be sent now; the one that tries is counted from here on."""
        state = self.state(now)
        if state == "half_open" and not self._trying:
            self._trying = True
            return True
        return state == "closed"

    def succeeded(self) -> None:
        self._failed, self._open_until, self._trying = 0, None, False

    def failed(self, now: float, rest_s: float | None = None) -> None:
        """A request failed by the server's fault. `rest_s`: how long it asks to be left alone."""
        self._failed += 1
        if rest_s is not None or self._trying or self._failed >= self.failures:
            rest = self.rest_s if rest_s is None else min(max(rest_s, 0.0), 10 * self.rest_s)
            self._open_until = now + rest
        self._trying = False

    def gave_up(self) -> None:
        """The request that tried ended without telling anything of the server (cancelled, refused)."""
        self._trying = False
