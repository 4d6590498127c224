"""A version's judgements of test examples: accuracy, precision and recall of each intent, confusion, and how they
differ from another version's."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tandem.contexts.bot.comparison.rules.significance import mcnemar

OUT_OF_SCOPE = "out_of_scope"
"""How a text that belongs to no intent is called among the labels."""

Kind = Literal["fixed", "broken", "other"]


@dataclass(frozen=True)
class AnsweredExample:
    """One test example. `said` and `truth` are intents' keys, or OUT_OF_SCOPE."""

    text: str
    truth: str
    said: str


@dataclass(frozen=True)
class Figures:
    """`macro_f1` is the mean over the intents that have test examples. `in_scope` is the accuracy of examples that
    have an intent, `scope_recall` the share of the others that were recognised as such (None without any)."""

    accuracy: float
    macro_f1: float
    in_scope: float | None
    scope_recall: float | None


@dataclass(frozen=True)
class PerIntent:
    """`precision` is None when the version never said this intent."""

    support: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class Changed:
    text: str
    truth: str
    a: str
    b: str
    kind: Kind


@dataclass(frozen=True)
class Compared:
    """`p_value`: how likely so unequal counts of `fixed` and `broken` are if both versions were equally good."""

    fixed: int
    broken: int
    p_value: float
    changed: tuple[Changed, ...]


def figures(judged: Sequence[AnsweredExample]) -> Figures:
    """Figures of one version. Raises ValueError without examples."""
    if not judged:
        raise ValueError("no test examples")
    inside = [one for one in judged if one.truth != OUT_OF_SCOPE]
    outside = [one for one in judged if one.truth == OUT_OF_SCOPE]
    each = per_intent(judged)
    f1 = [_f1(one) for intent, one in each.items() if one.support and intent != OUT_OF_SCOPE]
    return Figures(
        accuracy=_share(judged),
        macro_f1=sum(f1) / len(f1) if f1 else 0.0,
        in_scope=_share(inside) if inside else None,
        scope_recall=_share(outside) if outside else None,
    )


def per_intent(judged: Sequence[AnsweredExample]) -> dict[str, PerIntent]:
    """Precision and recall of every intent that is true or was said somewhere, by key."""
    support = Counter(one.truth for one in judged)
    said = Counter(one.said for one in judged)
    right = Counter(one.truth for one in judged if one.said == one.truth)
    return {
        intent: PerIntent(
            support[intent],
            right[intent] / said[intent] if said[intent] else None,
            right[intent] / support[intent] if support[intent] else None,
        )
        for intent in sorted(support.keys() | said.keys())
    }


def confusion(judged: Sequence[AnsweredExample], labels: Sequence[str]) -> list[tuple[int, int, int]]:
    """(place of the truth, place of what was said, how often) of every pair that occurs."""
    places: Mapping[str, int] = {label: place for place, label in enumerate(labels)}
    counts = Counter((places[one.truth], places[one.said]) for one in judged)
    return sorted((truth, said, n) for (truth, said), n in counts.items())


def labels_of(*judgements: Sequence[AnsweredExample]) -> list[str]:
    """Every intent that is true or was said by one of the versions; out of scope stands last."""
    found = {label for judged in judgements for one in judged for label in (one.truth, one.said)}
    return [*sorted(found - {OUT_OF_SCOPE}), *([OUT_OF_SCOPE] if OUT_OF_SCOPE in found else [])]


def compare(a: Sequence[AnsweredExample], b: Sequence[AnsweredExample]) -> Compared:
    """What b says otherwise than a. Both must judge the same examples in the same order; raises ValueError."""
    changed = []
    for one, other in zip(a, b, strict=True):
        if (one.text, one.truth) != (other.text, other.truth):
            raise ValueError("the versions judged different examples")
        if one.said != other.said:
            changed.append(Changed(one.text, one.truth, one.said, other.said, _kind(one, other)))
    fixed = sum(one.kind == "fixed" for one in changed)
    broken = sum(one.kind == "broken" for one in changed)
    order = {"broken": 0, "fixed": 1, "other": 2}
    changed.sort(key=lambda one: (order[one.kind], one.truth, one.text))
    return Compared(fixed, broken, mcnemar(fixed, broken), tuple(changed))


def _kind(a: AnsweredExample, b: AnsweredExample) -> Kind:
    if b.said == b.truth:
        return "fixed"
    return "broken" if a.said == a.truth else "other"


def _share(judged: Sequence[AnsweredExample]) -> float:
    return sum(one.said == one.truth for one in judged) / len(judged)


def _f1(one: PerIntent) -> float:
    if not one.precision or not one.recall:
        return 0.0
    return 2 * one.precision * one.recall / (one.precision + one.recall)
