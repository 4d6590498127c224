"""What the rule book says of one customer on one day, and on which day it will say something else by itself."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Any

from tandem.contexts.portraits.rules.book import Book, Layer
from tandem.contexts.portraits.rules.facts import Base, facts_on, turns
from tandem.contexts.portraits.rules.language import Rule, Value, evaluate, shown
from tandem.contexts.portraits.rules.language.tree import Compare

HORIZON = timedelta(days=400)
_MOST_TURNS = 60
_MOVING = frozenset({"today", "customer_days", "days_to_due", "overdue_days", "days_since_contact"})
WITHOUT_PROFILING = frozenset({"stage"})
"""Layers that say nothing about a person's worth or wishes: where they stand with their contract."""


@dataclass(frozen=True)
class Verdict:
    """`why`: the rule, the facts it read, and what was not known (`unknown`: keys of segments passed over for it)."""

    value: str
    why: Mapping[str, Any]


@dataclass(frozen=True)
class Portrait:
    """`undecided`: tags of which nobody can say whether they hold, with the facts that are missing."""

    segments: Mapping[str, Verdict] = field(default_factory=dict)
    tags: Mapping[str, Verdict] = field(default_factory=dict)
    undecided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def outcome(self) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
        """What counts as the same: segments and tags, whatever the reasons."""
        return tuple(sorted((k, v.value) for k, v in self.segments.items())), tuple(sorted(self.tags))


def portray(book: Book, base: Base, today: date, standing: Collection[str], *, profiling: bool) -> Portrait:
    """`standing`: keys of tags the customer has by hand or by a model. Without consent to `profiling` no rule gives a
    tag, and only the layer of stages is filled."""
    facts = facts_on(base, today)
    tags = set(standing)
    segments: dict[str, Verdict] = {}
    given: dict[str, Verdict] = {}
    undecided: dict[str, tuple[str, ...]] = {}
    for kind, key in book.order:
        if not profiling and (kind == "tag" or key not in WITHOUT_PROFILING):
            continue
        if kind == "layer":
            verdict = _segment(book.layers[key], facts, tags)
            facts[key] = verdict.value if verdict else None
            if verdict:
                segments[key] = verdict
            continue
        rule = book.tags[key].rule
        held = evaluate(rule.tree, facts, tags)
        if held:
            given[key] = Verdict(key, why(rule, facts, book.tags[key].version))
            tags.add(key)
        elif held is None:
            undecided[key] = tuple(sorted(_missing(rule, facts)))
    return Portrait(segments, given, undecided)


def _segment(layer: Layer, facts: Mapping[str, Value | None], tags: Collection[str]) -> Verdict | None:
    """The first segment whose rule holds. Those before it of which nobody knows are named."""
    passed: list[str] = []
    for segment in layer.segments:
        held = evaluate(segment.rule.tree, facts, tags)
        if held:
            reason = why(segment.rule, facts, layer.version)
            return Verdict(segment.key, {**reason, "unknown": passed} if passed else reason)
        if held is None:
            passed.append(segment.key)
    return None


def why(rule: Rule, facts: Mapping[str, Value | None], version: int) -> dict[str, Any]:
    """The reason as it is kept: the rule and the facts it read."""
    read = sorted(name for name in rule.reads.names if name != "today")
    return {
        "rule": rule.source, "version": version,
        "facts": {name: shown(facts.get(name)) for name in read}, "tags": sorted(rule.reads.tags),
    }  # fmt: skip


def _missing(rule: Rule, facts: Mapping[str, Value | None]) -> Iterator[str]:
    return (name for name in rule.reads.names if facts.get(name) is None)


# When it changes by itself ------------------------------------------------------------------------------------


def next_change(
    book: Book, base: Base, today: date, standing: Collection[str], *, profiling: bool
) -> date | None:
    """The first later day on which the book says something else though nothing has happened; None: never by itself. A
    change further away than `HORIZON` is looked for again on the horizon's day; a customer with very many contacts is
    looked at again earlier than need be, never later."""
    now = portray(book, base, today, standing, profiling=profiling).outcome
    read = {name for rule in book.rules for name in rule.reads.names}
    bends = turns(base, read, today)
    last = today + HORIZON
    if len(bends) > _MOST_TURNS:
        last = min(last, bends[_MOST_TURNS])
    for day in _candidates(book, base, today, [d for d in bends if d <= last], last):
        if portray(book, base, day, standing, profiling=profiling).outcome != now:
            return day
    return last if last < today + HORIZON or read & _MOVING else None


def _candidates(book: Book, base: Base, today: date, bends: list[date], last: date) -> list[date]:
    """Every day on which a comparison may turn: facts move by a day a day between their bends, so that where two sides
    meet follows from two days."""
    atoms = [one for rule in book.rules for one, read in rule.comparisons if _MOVING & read.names]
    found = set(bends)
    starts = [today, *bends]
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else last
        if end - start < timedelta(days=2):
            continue
        first, second = facts_on(base, start), facts_on(base, start + timedelta(days=1))
        for atom in atoms:
            found |= {start + timedelta(days=n) for n in _meet(atom, first, second, (end - start).days)}
    return sorted(day for day in found if today < day <= last)


def _meet(
    atom: Compare, first: Mapping[str, Value | None], second: Mapping[str, Value | None], most: int
) -> set[int]:
    """In how many days the two sides meet or have passed each other."""
    a, b = _gap(atom, first), _gap(atom, second)
    if a is None or b is None or a == b:
        return set()
    days = -a / (b - a)
    return {n for n in (floor(days), ceil(days), floor(days) + 1) if 0 < n <= most}


def _gap(atom: Compare, facts: Mapping[str, Value | None]) -> Decimal | None:
    left, right = evaluate(atom.left, facts, ()), evaluate(atom.right, facts, ())
    if isinstance(left, date) and isinstance(right, date):
        return Decimal((left - right).days)
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return Decimal(left) - Decimal(right)
    return None
