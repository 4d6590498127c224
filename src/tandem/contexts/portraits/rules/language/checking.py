"""Kinds are checked before a rule is kept: a date is not compared with a number."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tandem.contexts.portraits.rules.language.kinds import ORDERED, Kind
from tandem.contexts.portraits.rules.language.problems import BadRule
from tandem.contexts.portraits.rules.language.tree import (
    Compare,
    Constant,
    HasTag,
    Known,
    Logic,
    Name,
    Not,
    Sum,
    Tree,
    Within,
)

MAX_DAYS = 36_500
_SUMS: Mapping[tuple[str, Kind, Kind], Kind] = {
    ("+", "date", "days"): "date", ("-", "date", "days"): "date", ("-", "date", "date"): "days",
    ("+", "days", "days"): "days", ("-", "days", "days"): "days",
    ("+", "money", "money"): "money", ("-", "money", "money"): "money",
    ("*", "money", "number"): "money", ("*", "number", "money"): "money", ("/", "money", "number"): "money",
    ("/", "money", "money"): "number",
    ("+", "number", "number"): "number", ("-", "number", "number"): "number",
    ("*", "number", "number"): "number", ("/", "number", "number"): "number",
}  # fmt: skip


@dataclass(frozen=True)
class Word:
    """What a name stands for. `choices`: the texts it can be; empty: any."""

    key: str
    kind: Kind
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """`words` by every name they go by; `tags`: the keys there are."""

    words: Mapping[str, Word]
    tags: frozenset[str] = field(default=frozenset())

    def word(self, name: Name) -> Word:
        found = self.words.get(name.name) or self.words.get(name.name.lower())
        if found is None:
            raise BadRule("no_such_fact", name.at, name.end, name=name.name)
        return found


def check(tree: Tree, words: Vocabulary) -> Tree:
    """The tree with every name in its own form. Raises BadRule: no_such_fact, no_such_tag, no_such_choice,
    cannot_compare, cannot_order, cannot_reckon, not_a_condition, too_many_days."""
    resolved, kind = _checked(tree, words)
    if kind != "truth":
        raise BadRule("not_a_condition", tree.at, tree.end, kind=kind)
    return resolved


def kind_of(tree: Tree, words: Vocabulary) -> Kind:
    """What kind of value this part of a checked tree has."""
    return _checked(tree, words)[1]


def _checked(tree: Tree, words: Vocabulary) -> tuple[Tree, Kind]:
    match tree:
        case Constant(kind=kind, value=value):
            if kind == "days" and isinstance(value, int) and abs(value) > MAX_DAYS:
                raise BadRule("too_many_days", tree.at, tree.end, most=str(MAX_DAYS))
            return tree, kind
        case Name():
            word = words.word(tree)
            return replace(tree, name=word.key), word.kind
        case Known(name=name):
            return replace(tree, name=replace(name, name=words.word(name).key)), "truth"
        case HasTag(key=key):
            if key not in words.tags:
                raise BadRule("no_such_tag", tree.at, tree.end, name=key)
            return tree, "truth"
        case Not(inner=inner):
            return replace(tree, inner=_condition(inner, words)), "truth"
        case Logic(parts=parts):
            return replace(tree, parts=tuple(_condition(one, words) for one in parts)), "truth"
        case Within():
            return _within(tree, words), "truth"
        case Compare():
            return _compared(tree, words), "truth"
        case Sum():
            return _reckoned(tree, words)


def _condition(tree: Tree, words: Vocabulary) -> Tree:
    resolved, kind = _checked(tree, words)
    if kind != "truth":
        raise BadRule("not_a_condition", tree.at, tree.end, kind=kind)
    return resolved


def _compared(tree: Compare, words: Vocabulary) -> Tree:
    (left, one), (right, other) = _checked(tree.left, words), _checked(tree.right, words)
    if one != other:
        raise BadRule("cannot_compare", tree.right.at, tree.right.end, left=one, right=other)
    if tree.op not in ("==", "!=") and one not in ORDERED:
        raise BadRule("cannot_order", tree.at, tree.end, kind=one)
    _choice(tree.left, tree.right, words)
    _choice(tree.right, tree.left, words)
    return replace(tree, left=left, right=right)


def _within(tree: Within, words: Vocabulary) -> Tree:
    left, kind = _checked(tree.left, words)
    for one in tree.choices:
        if one.kind != kind:
            raise BadRule("cannot_compare", one.at, one.end, left=kind, right=one.kind)
        _choice(tree.left, one, words)
    return replace(tree, left=left)


def _choice(name: Tree, value: Tree, words: Vocabulary) -> None:
    """A text that a name can never be is a typing error."""
    if not (isinstance(name, Name) and isinstance(value, Constant) and value.kind == "text"):
        return
    choices = words.word(name).choices
    if choices and value.value not in choices:
        raise BadRule(
            "no_such_choice", value.at, value.end, name=str(value.value), choices=" · ".join(choices)
        )


def _reckoned(tree: Sum, words: Vocabulary) -> tuple[Tree, Kind]:
    (left, one), (right, other) = _checked(tree.left, words), _checked(tree.right, words)
    kind = _SUMS.get((tree.op, one, other))
    if kind is None:
        raise BadRule("cannot_reckon", tree.at, tree.end, left=one, right=other, sign=tree.op)
    return replace(tree, left=left, right=right), kind
