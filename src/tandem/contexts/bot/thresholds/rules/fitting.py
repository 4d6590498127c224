"""From which confidence on the bot may answer by itself, for each intent.

Fitted: the lowest τ whose precision is at least the target even at its lower bound. Where outcomes are too few to
say so, the wider threshold holds (an intent takes the global one, that the shipped one), unless the outcomes there
speak against it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tandem.contexts.bot.thresholds.rules import wilson
from tandem.contexts.bot.thresholds.rules.curve import Outcome, Point, at, curve

Source = Literal["fitted", "global", "default"]

PRECISION = 0.97
"""Of a hundred answers that the bot gives by itself, how many come from the right entry (design, section 4)."""
DRAFT_PRECISION = 0.8
"""Of a hundred drafts, how many can go out as they stand (ADR 0010)."""
_LOWEST = 0.5
_FEW = 10
"""So few outcomes speak neither for nor against."""
_DRAFTS = 20


@dataclass(frozen=True)
class Defaults:
    """What holds before anything was fitted. `never` lies above every confidence that is not certain."""

    auto: float
    draft: float
    never: float


@dataclass(frozen=True)
class Fit:
    """`precision`, `low` and `coverage` are of the outcomes from `auto` up, None where there are none. `held`:
    the target lies below `low`. `source`: whose outcomes `auto` comes from."""

    auto: float
    draft: float
    source: Source
    outcomes: int
    precision: float | None
    low: float | None
    coverage: float | None
    held: bool
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Fitted:
    """`intents` has those with outcomes; every other takes the global one."""

    precision: float
    all: Fit
    intents: Mapping[str, Fit]

    def of(self, intent: str) -> Fit:
        """The thresholds of an intent, also of one that nobody has said anything of."""
        return self.intents.get(intent) or _bare(self.all)


def fit(outcomes: Sequence[Outcome], precision: float, defaults: Defaults) -> Fitted:
    """Thresholds for every intent with outcomes, and for the rest. `precision` between 0.5 and 0.999."""
    shipped = Fit(defaults.auto, defaults.draft, "default", 0, None, None, None, False, ())
    together = _fit(outcomes, precision, shipped, defaults.never)
    grouped: defaultdict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        grouped[one.intent].append(one)
    wider = _bare(together)
    each = {intent: _fit(own, precision, wider, defaults.never) for intent, own in sorted(grouped.items())}
    return Fitted(precision, together, each)


def _bare(whole: Fit) -> Fit:
    """The global thresholds as an intent without outcomes has them."""
    source: Source = "default" if whole.source == "default" else "global"
    return Fit(whole.auto, whole.draft, source, 0, None, None, None, False, ())


def _fit(outcomes: Sequence[Outcome], precision: float, wider: Fit, never: float) -> Fit:
    points = curve(outcomes)
    auto, source = _auto(points, precision, wider, never)
    draft = wider.draft if source == "default" else _draft(outcomes, auto, wider)
    here = at(points, auto)
    fitted = Fit(auto, draft, source, len(outcomes), None, None, None, False, points)
    if here is None:
        return fitted
    return replace(
        fitted, precision=here.precision, low=here.low, coverage=here.coverage, held=here.low >= precision
    )


def _auto(points: Sequence[Point], precision: float, wider: Fit, never: float) -> tuple[float, Source]:
    held = next((one for one in points if one.edge and one.low >= precision), None)
    if held is not None:
        return max(held.tau, _LOWEST), "fitted"
    if not _against(at(points, wider.auto), precision):
        return wider.auto, wider.source
    # The wider threshold lets wrong answers out here: the next one from which they stop, or none.
    better = (
        one.tau
        for one in points
        if one.edge and one.tau > wider.auto and one.precision >= precision and one.outcomes >= _FEW
    )
    return next(better, never), "fitted"


def _against(here: Point | None, precision: float) -> bool:
    """Whether outcomes show that the precision does not hold."""
    return (
        here is not None and here.outcomes >= _FEW and wilson.upper(here.precision, here.outcomes) < precision
    )


def _draft(outcomes: Sequence[Outcome], auto: float, wider: Fit) -> float:
    """From where to `auto` the best entry is right often enough to show to a person; `auto` where nowhere."""
    points = curve([one for one in outcomes if one.confidence < auto])
    good = (
        one.tau for one in points if one.edge and one.precision >= DRAFT_PRECISION and one.outcomes >= _DRAFTS
    )
    found = next(good, None)
    if found is None:
        found = auto if _against(at(points, wider.draft), DRAFT_PRECISION) else wider.draft
    return min(found, auto)
