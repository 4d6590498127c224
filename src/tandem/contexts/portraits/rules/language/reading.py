"""A rule ready for use: read, checked, and known for what it reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tandem.contexts.portraits.rules.language.checking import Vocabulary, check
from tandem.contexts.portraits.rules.language.parsing import parse
from tandem.contexts.portraits.rules.language.tree import Compare, HasTag, Known, Name, Tree, Within, walk


@dataclass(frozen=True)
class Reads:
    """What a rule needs: facts, layers and `today` by key, and tags."""

    names: frozenset[str]
    tags: frozenset[str]


@dataclass(frozen=True)
class Rule:
    source: str
    tree: Tree
    reads: Reads

    @cached_property
    def comparisons(self) -> tuple[tuple[Compare, Reads], ...]:
        """Every comparison in the rule, and what it reads: walked once, asked for with every portrait."""
        return tuple((one, reads(one)) for one in _comparisons(self.tree))


def compile_rule(source: str, words: Vocabulary) -> Rule:
    """Raises BadRule."""
    tree = check(parse(source), words)
    return Rule(source.strip(), tree, reads(tree))


def reads(tree: Tree) -> Reads:
    """What the tree names."""
    return Reads(frozenset(_names(tree)), frozenset(n.key for n in walk(tree) if isinstance(n, HasTag)))


def _comparisons(tree: Tree) -> Iterator[Compare]:
    for node in walk(tree):
        if isinstance(node, Compare):
            yield node
        elif isinstance(node, Within):
            yield from (Compare(node.at, node.end, "==", node.left, one) for one in node.choices)


def _names(tree: Tree) -> Iterator[str]:
    for node in walk(tree):
        if isinstance(node, Name):
            yield node.name
        elif isinstance(node, Known):
            yield node.name.name
