"""Token buckets in memory: one limiter per process and purpose, bounded in size."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

from tandem.kit.errors import TooMany


class RateLimiter:
    """`per_minute` tokens a minute and a burst of `burst` for each key."""

    def __init__(
        self, per_minute: float, burst: int, *, max_keys: int = 100_000, time: Callable[[], float] = monotonic
    ) -> None:
        self._rate = per_minute / 60.0
        self._burst = float(burst)
        self._max_keys = max_keys
        self._time = time
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, key: str, code: str = "too_many_requests") -> None:
        """Take a token or raise `TooMany` with the seconds to wait."""
        now = self._time()
        tokens, at = self._buckets.get(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - at) * self._rate)
        if tokens < 1.0:
            raise TooMany(code, retry_after=(1.0 - tokens) / self._rate)
        self._buckets[key] = (tokens - 1.0, now)
        self._buckets.move_to_end(key)
        if len(self._buckets) > self._max_keys:
            self._buckets.popitem(last=False)
