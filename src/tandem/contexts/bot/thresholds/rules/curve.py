"""Precision against τ. Outcomes scatter; that a higher confidence is right more often is known beforehand, so
the curve is monotone (pool adjacent violators: Ayer et al., Ann. Math. Statist. 26, 1955)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor

from tandem.contexts.bot.thresholds.rules import wilson

_STEPS = 10_000
_SHOWN = 120


@dataclass(frozen=True)
class Outcome:
    """What became of a judgement that the text means `intent`: whether that was right."""

    intent: str
    confidence: float
    right: bool


@dataclass(frozen=True)
class Point:
    """If everything from `tau` up were answered: `precision` of the `outcomes` there, `low` its lower bound,
    `coverage` their share of all outcomes. `edge`: a stretch of even precision begins here, so the figure is
    the plain share of right ones."""

    tau: float
    precision: float
    low: float
    coverage: float
    outcomes: int
    edge: bool


@dataclass
class _Stretch:
    starts: list[float]
    counts: list[int]
    right: int

    @property
    def n(self) -> int:
        return sum(self.counts)

    @property
    def share(self) -> float:
        return self.right / self.n


def stepped(confidence: float) -> float:
    """Rounded down to what thresholds are made of, so that the outcome that sets one is not below it."""
    steps = floor(confidence * _STEPS + 1e-9)  # 0.57 is 5699.999… ten-thousandths
    return steps / _STEPS if steps / _STEPS <= confidence else (steps - 1) / _STEPS


def curve(outcomes: Iterable[Outcome]) -> tuple[Point, ...]:
    """The points at which the answer changes, τ ascending; empty without outcomes."""
    stretches = _pooled(outcomes)
    whole = sum(one.n for one in stretches)
    found: list[Point] = []
    n, right = 0, 0.0
    for stretch in reversed(stretches):
        share = stretch.share
        for place in range(len(stretch.starts) - 1, -1, -1):
            n += stretch.counts[place]
            right += share * stretch.counts[place]
            precision = min(right / n, 1.0)
            low = wilson.lower(precision, n)
            found.append(Point(stretch.starts[place], precision, low, n / whole, n, place == 0))
    return tuple(reversed(found))


def _pooled(outcomes: Iterable[Outcome]) -> list[_Stretch]:
    """Neighbouring confidences joined until a higher one is never right less often."""
    ordered = sorted((stepped(one.confidence), one.right) for one in outcomes)
    stretches: list[_Stretch] = []
    for tau, group in groupby(ordered, key=lambda pair: pair[0]):
        verdicts = [right for _, right in group]
        stretches.append(_Stretch([tau], [len(verdicts)], sum(verdicts)))
        while len(stretches) > 1 and stretches[-2].share >= stretches[-1].share:
            last = stretches.pop()
            stretches[-1].starts += last.starts
            stretches[-1].counts += last.counts
            stretches[-1].right += last.right
    return stretches


def at(points: Sequence[Point], tau: float) -> Point | None:
    """The point that holds at `tau`: the lowest not below it; None when every outcome lies below."""
    return next((one for one in points if one.tau >= tau), None)


def thinned(points: Sequence[Point], most: int = _SHOWN) -> tuple[Point, ...]:
    """At most so many points for a drawing; edges stay as far as there is room, and both ends do."""
    if len(points) <= most:
        return tuple(points)
    edges = [n for n, one in enumerate(points) if one.edge]
    room = max(most - len(edges), 2)
    spread = {round(n * (len(points) - 1) / (room - 1)) for n in range(room)}
    kept = sorted(spread | set(edges))
    while len(kept) > most:
        kept = [kept[0], *kept[1:-1:2], kept[-1]]
    return tuple(points[n] for n in kept)
