"""A rule as a tree. Every node knows its place in the source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal as OneOf

from tandem.contexts.portraits.rules.language.kinds import Kind


@dataclass(frozen=True)
class Node:
    at: int
    end: int


@dataclass(frozen=True)
class Constant(Node):
    kind: Kind
    value: bool | int | Decimal | date | str


@dataclass(frozen=True)
class Name(Node):
    """A fact, a layer of segments, or `today`, as it was written."""

    name: str


@dataclass(frozen=True)
class Known(Node):
    name: Name


@dataclass(frozen=True)
class HasTag(Node):
    key: str


@dataclass(frozen=True)
class Not(Node):
    inner: "Tree"


@dataclass(frozen=True)
class Logic(Node):
    op: OneOf["and", "or"]
    parts: tuple["Tree", ...]


@dataclass(frozen=True)
class Compare(Node):
    op: OneOf["==", "!=", "<", "<=", ">", ">="]
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True)
class Within(Node):
    left: "Tree"
    choices: tuple[Constant, ...]


@dataclass(frozen=True)
class Sum(Node):
    op: OneOf["+", "-", "*", "/"]
    left: "Tree"
    right: "Tree"


Tree = Constant | Name | Known | HasTag | Not | Logic | Compare | Within | Sum


def walk(tree: Tree) -> Iterator[Tree]:
    """The node and all below it."""
    yield tree
    for child in children(tree):
        yield from walk(child)


def children(tree: Tree) -> tuple[Tree, ...]:
    match tree:
        case Known(name=name):
            return (name,)
        case Not(inner=inner):
            return (inner,)
        case Logic(parts=parts):
            return parts
        case Compare(left=left, right=right) | Sum(left=left, right=right):
            return (left, right)
        case Within(left=left, choices=choices):
            return (left, *choices)
    return ()
