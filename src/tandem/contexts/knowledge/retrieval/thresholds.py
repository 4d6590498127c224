"""Reading held-out judgements: thresholds that hold a precision, and the figures shown to people."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.contexts.knowledge.retrieval.calibration import CERTAIN, Band, Quality
from tandem.kit.logistic import Floats

OFFERED = 2
"""How many entries a clarifying question offers, beside 都不是."""
_CLARIFY_HELPS = 0.5
_LOWEST_ANSWER = 0.5
_HIGHEST_ANSWER = CERTAIN
_NEVER = 0.99
"""Above every confidence but that of a question that is a phrasing, word for word."""

_ENOUGH = 20.0
_BANDS = 10


@dataclass(frozen=True)
class HeldOutQuestion:
    """One held-out question: the probabilities given, and what was true. `acceptable`: right, or an entry
    that the right one's editor lists as related. `offered`: a clarifying question would show the right one."""

    confidence: float
    scope: float
    right: bool
    acceptable: bool
    offered: bool
    within_three: bool
    weight: float
    answerable: bool
    out_of_scope: bool


def choose(judged: Sequence[HeldOutQuestion], precision: float) -> tuple[float, float]:
    """(tau_answer, tau_clarify). Where no threshold holds the precision only word for word is answered.
    Answers at or above tau_answer are acceptable at least as often as `precision`; between the two, the right
    entry is among the OFFERED best more often than not."""
    confidence, _, weight = _columns(judged)
    right = np.asarray([j.acceptable for j in judged], dtype=np.float64)
    order = np.argsort(-confidence, kind="stable")
    held = np.cumsum((right * weight)[order]) / np.cumsum(weight[order])
    enough = np.cumsum(weight[order]) >= _ENOUGH
    last_of_equals = np.append(np.diff(confidence[order]) != 0, True)
    good = np.flatnonzero((held >= precision) & enough & last_of_equals)
    if not len(good):
        return _NEVER, _clarify_from(judged, _NEVER)
    tau = float(confidence[order][good[-1]])
    tau_answer = min(max(tau, _LOWEST_ANSWER), _HIGHEST_ANSWER)
    return tau_answer, _clarify_from(judged, tau_answer)


def _clarify_from(judged: Sequence[HeldOutQuestion], tau_answer: float) -> float:
    near = np.asarray([j.offered for j in judged], dtype=np.float64)
    confidence, _, weight = _columns(judged)
    best = tau_answer
    for edge in np.arange(0.05, tau_answer, 0.05)[::-1]:
        inside = (confidence >= edge) & (confidence < edge + 0.05)
        whole = float(weight[inside].sum())
        if whole and float((near * weight)[inside].sum()) / whole < _CLARIFY_HELPS:
            break
        best = float(edge)
    return round(best, 4)


def promising_from(
    judged: Sequence[HeldOutQuestion], answered: Sequence[bool], tau_answer: float, hardly: float
) -> float:
    """The highest confidence below which at most a share `hardly` is `answered` by better judges; never above
    `tau_answer`."""
    confidence, _, weight = _columns(judged)
    order = np.argsort(confidence, kind="stable")
    share = np.cumsum((np.asarray(answered) * weight)[order]) / np.cumsum(weight[order])
    last_of_equals = np.append(np.diff(confidence[order]) != 0, True)
    few = np.flatnonzero((share <= hardly) & last_of_equals)
    rest = order[few[-1] + 1 :] if len(few) else order
    return min(float(confidence[rest[0]]), tau_answer) if len(rest) else tau_answer


def draft_from(judged: Sequence[HeldOutQuestion], tau_answer: float, precision: float) -> float:
    """tau_draft: of the questions between it and `tau_answer` the best entry is acceptable at least as often
    as `precision`, so that a person may approve most drafts as they stand. `tau_answer` itself where no
    threshold holds that: then nothing is worth a draft."""
    between = [one for one in judged if one.confidence < tau_answer]
    if not between:
        return tau_answer
    confidence, _, weight = _columns(between)
    right = np.asarray([j.acceptable for j in between], dtype=np.float64)
    order = np.argsort(-confidence, kind="stable")
    held = np.cumsum((right * weight)[order]) / np.cumsum(weight[order])
    enough = np.cumsum(weight[order]) >= _ENOUGH
    last_of_equals = np.append(np.diff(confidence[order]) != 0, True)
    good = np.flatnonzero((held >= precision) & enough & last_of_equals)
    if not len(good):
        return tau_answer
    return float(confidence[order][good[-1]])


def measure(judged: Sequence[HeldOutQuestion], tau_answer: float) -> Quality:
    """The figures of held-out questions."""
    confidence, right, weight = _columns(judged)
    scope = np.asarray([j.scope for j in judged])
    acceptable = np.asarray([j.acceptable for j in judged], dtype=np.float64)
    answerable = np.asarray([j.answerable for j in judged])
    near = np.asarray([j.within_three for j in judged])
    foreign = np.asarray([j.out_of_scope for j in judged])
    answered = confidence >= tau_answer
    given = float(weight[answered].sum())
    return Quality(
        questions=int(answerable.sum()),
        recall_at_1=float(right[answerable].mean()),
        recall_at_3=float(near[answerable].mean()),
        precision=float((acceptable * weight)[answered].sum() / given) if given else 1.0,
        precision_strict=float((right * weight)[answered].sum() / given) if given else 1.0,
        coverage=float((answered & answerable).sum() / answerable.sum()),
        oos_auc=auc(scope[answerable], scope[foreign]),
        brier=float(((confidence - right) ** 2 * weight).sum() / weight.sum()),
    )


def reliability(judged: Sequence[HeldOutQuestion]) -> tuple[Band, ...]:
    """Confidence against how often it was right, in ten bands; empty bands are left out."""
    confidence, right, weight = _columns(judged)
    place = np.minimum((confidence * _BANDS).astype(int), _BANDS - 1)
    found = []
    for band in range(_BANDS):
        inside = place == band
        whole = float(weight[inside].sum())
        if whole:
            mean = float((confidence * weight)[inside].sum() / whole)
            rate = float((right * weight)[inside].sum() / whole)
            found.append(Band(band / _BANDS, (band + 1) / _BANDS, whole, mean, rate))
    return tuple(found)


def auc(higher: Floats, lower: Floats) -> float:
    """How often one of `higher` lies above one of `lower`; ties count half."""
    if not len(higher) or not len(lower):
        return 0.5
    ordered = np.sort(lower)
    below = np.searchsorted(ordered, higher, side="left")
    level = np.searchsorted(ordered, higher, side="right")
    return float((below + level).mean() / 2 / len(ordered))


def _columns(judged: Sequence[HeldOutQuestion]) -> tuple[Floats, Floats, Floats]:
    rows = np.asarray([(j.confidence, j.right, j.weight) for j in judged], dtype=np.float64)
    return rows[:, 0], rows[:, 1], rows[:, 2]
