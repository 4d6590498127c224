"""How good a version is on texts that it did not learn from."""

from collections import Counter
from collections.abc import Sequence

_TAUS = (*(percent / 100 for percent in range(30, 95, 5)), 0.95, 0.97, 0.98, 0.99, 0.995, 0.999)
OUT = None
"""Said or true: out of scope."""


def accuracy(said: Sequence[str | None], true: Sequence[str | None]) -> float:
    """The share of texts whose intent, or lack of one, was said rightly; 0 for no texts."""
    return sum(a == b for a, b in zip(said, true, strict=True)) / max(len(true), 1)


def macro_f1(said: Sequence[str | None], true: Sequence[str | None]) -> float:
    """The mean over the true intents of the harmonic mean of precision and recall; out of scope counts as one."""
    given, wanted = Counter(said), Counter(true)
    right = Counter(a for a, b in zip(said, true, strict=True) if a == b)
    scores = [2 * right[one] / (given[one] + wanted[one]) for one in wanted]
    return sum(scores) / max(len(scores), 1)


def auc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    """How often a text in scope is held for one more than a text out of scope; ties count half. None where one kind
    is absent."""
    if not inside or not outside:
        return None
    ordered = sorted([(value, 1) for value in inside] + [(value, 0) for value in outside])
    wins, below, at = 0.0, 0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        yes = sum(kind for _, kind in ordered[at:end])
        no = end - at - yes
        wins += yes * (below + no / 2)
        below, at = below + no, end
    return wins / (len(inside) * len(outside))


def precision_curve(sure: Sequence[float], right: Sequence[bool]) -> list[dict[str, float]]:
    """For some thresholds from .3 to .999: `precision` of what lies above, and its share of all (`coverage`)."""
    found = []
    for tau in _TAUS:
        above = [ok for value, ok in zip(sure, right, strict=True) if value >= tau]
        found.append(
            {
                "tau": tau,
                "precision": round(sum(above) / len(above), 4) if above else 1.0,
                "coverage": round(len(above) / max(len(sure), 1), 4),
            }
        )
    return found
