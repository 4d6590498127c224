"""How long to wait before a process that ended is started again."""

from dataclasses import dataclass

_FIRST_S, _LONGEST_S = 0.1, 5.0
_HEALTHY_AFTER_S = 10.0


@dataclass(frozen=True)
class Backoff:
    """`failures`: how often in a row the process ended soon after it was started."""

    failures: int = 0

    def after_run(self, lasted_s: float) -> "Backoff":
        """The state after a run of `lasted_s` seconds; a long one counts as a fresh start."""
        return Backoff(0 if lasted_s >= _HEALTHY_AFTER_S else self.failures + 1)

    @property
    def delay_s(self) -> float:
        """Seconds to wait now: none after a long run, then doubling up to a limit."""
        if self.failures <= 1:
            return 0.0 if self.failures == 0 else _FIRST_S
        return min(_LONGEST_S, _FIRST_S * 2.0 ** min(self.failures - 1, 16))
