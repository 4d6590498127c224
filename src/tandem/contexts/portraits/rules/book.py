"""The rule book: all rules in force, in an order in which each finds what it reads.

Layers give every customer at most one segment each: the first whose rule holds. Tags are given by rules that hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args
from uuid import UUID

from tandem.contexts.portraits.rules.facts import CATALOGUE
from tandem.contexts.portraits.rules.language import Rule, Vocabulary, Word
from tandem.kit.i18n import SUPPORTED, translate

LayerKey = Literal["stage", "value", "need"]
LAYERS: tuple[LayerKey, ...] = get_args(LayerKey)


@dataclass(frozen=True)
class Segment:
    key: str
    name: str
    name_en: str
    rule: Rule


@dataclass(frozen=True)
class Layer:
    """One layer as published. `version`: its number."""

    key: LayerKey
    version_id: UUID
    version: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class TagRule:
    """`tag`: its key. `version`: of the rule."""

    tag: str
    name: str
    name_en: str
    tag_id: UUID
    version_id: UUID
    version: int
    rule: Rule


@dataclass(frozen=True)
class Book:
    """`order`: layer and tag rules so that each comes after what it reads. `revision`: rises with every publication."""

    revision: int = 0
    layers: Mapping[str, Layer] = field(default_factory=dict)
    tags: Mapping[str, TagRule] = field(default_factory=dict)
    order: tuple[tuple[Literal["layer", "tag"], str], ...] = ()

    @property
    def rules(self) -> list[Rule]:
        """Every rule in the book."""
        layered = [segment.rule for layer in self.layers.values() for segment in layer.segments]
        return layered + [one.rule for one in self.tags.values()]


class Circular(ValueError):
    """Rules that wait for each other; `chain` names them, the first again at its end."""

    def __init__(self, chain: Sequence[str]) -> None:
        super().__init__(" → ".join(chain))
        self.chain = tuple(chain)


def bind(revision: int, layers: Sequence[Layer], tags: Sequence[TagRule]) -> Book:
    """Raises Circular."""
    needs = {f"layer:{one.key}": _needs(s.rule for s in one.segments) for one in layers}
    needs |= {f"tag:{one.tag}": _needs((one.rule,)) for one in tags}
    order = [_split(name) for name in _in_order(needs)]
    return Book(revision, {one.key: one for one in layers}, {one.tag: one for one in tags}, tuple(order))


def _split(name: str) -> tuple[Literal["layer", "tag"], str]:
    kind, _, key = name.partition(":")
    return ("layer", key) if kind == "layer" else ("tag", key)


def _needs(rules: Iterable[Rule]) -> set[str]:
    found: set[str] = set()
    for rule in rules:
        found |= {f"layer:{name}" for name in rule.reads.names if name in LAYERS}
        found |= {f"tag:{key}" for key in rule.reads.tags}
    return found


def _in_order(needs: Mapping[str, set[str]]) -> list[str]:
    done: list[str] = []
    path: list[str] = []

    def visit(name: str) -> None:
        if name in done or name not in needs:
            return
        if name in path:
            raise Circular([*path[path.index(name) :], name])
        path.append(name)
        for other in sorted(needs[name]):
            visit(other)
        path.pop()
        done.append(name)

    for name in sorted(needs):
        visit(name)
    return done


def vocabulary(tags: frozenset[str], segments: Mapping[str, Sequence[str]]) -> Vocabulary:
    """What rules may name: facts by key and by their labels, layers as texts (`segments`: their keys), `today`."""
    words = {"today": Word("today", "date"), "今天": Word("today", "date")}
    for fact in CATALOGUE.values():
        word = Word(fact.key, fact.kind, fact.choices)
        words[fact.key] = word
        words |= {translate(f"portraits.fact.{fact.key}", locale): word for locale in SUPPORTED}
    for layer in LAYERS:
        word = Word(layer, "text", tuple(segments.get(layer, ())))
        words[layer] = word
        words |= {translate(f"portraits.layer.{layer}", locale): word for locale in SUPPORTED}
    return Vocabulary(words, tags)
