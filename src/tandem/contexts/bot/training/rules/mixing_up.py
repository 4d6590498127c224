"""Intents that a model takes for one another."""

from collections import Counter
from collections.abc import Sequence

_MOST = 50
_AT_LEAST = 2
"""Examples that must be mixed up; one alone says little."""


def confused(labels: Sequence[str], true: Sequence[int], said: Sequence[int]) -> list[tuple[str, str, float]]:
    """(one, other, share of both's examples that were taken for the other), the worst first. `true`, `said`: places in
    `labels` for each example; below zero is out of scope and does not count."""
    sizes = Counter(place for place in true if place >= 0)
    wrong = Counter(
        (min(a, b), max(a, b)) for a, b in zip(true, said, strict=True) if a >= 0 and b >= 0 and a != b
    )
    found = [
        (labels[a], labels[b], round(n / (sizes[a] + sizes[b]), 4))
        for (a, b), n in wrong.items()
        if n >= _AT_LEAST
    ]
    return sorted(found, key=lambda one: (-one[2], one[0], one[1]))[:_MOST]
