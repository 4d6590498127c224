"""Latencies as a benchmark reports them."""

from collections.abc import Sequence
from typing import Any

from tandem.demo.clients.figures import percentile, rounded


def latencies(seconds: Sequence[float]) -> dict[str, Any]:
    """Number, p50, p95, p99 and the worst, in milliseconds."""
    return {
        "n": len(seconds),
        "p50": _ms(percentile(seconds, 0.50)),
        "p95": _ms(percentile(seconds, 0.95)),
        "p99": _ms(percentile(seconds, 0.99)),
        "max": _ms(max(seconds, default=None)),
    }


def _ms(value: float | None) -> float | None:
    return None if value is None else rounded(value * 1000, 2)
