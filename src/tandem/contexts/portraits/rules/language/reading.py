"""A rule ready for use: read, checked, and known for what it reads."""

from collections.abc import Iterator
from dataclasses import dataclass

from tandem.contexts.portraits.rules.language.checking import Vocabulary, check
from tandem.contexts.portraits.rules.language.parsing import parse
from tandem.contexts.portraits.rules.language.tree import HasTag, Known, Name, Tree, walk


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


def compile_rule(source: str, words: Vocabulary) -> Rule:
    """Raises BadRule."""
    tree = check(parse(source), words)
    return Rule(source.strip(), tree, reads(tree))


def reads(tree: Tree) -> Reads:
    """What the tree names."""
    return Reads(frozenset(_names(tree)), frozenset(n.key for n in walk(tree) if isinstance(n, HasTag)))


def _names(tree: Tree) -> Iterator[str]:
    for node in walk(tree):
        if isinstance(node, Name):
            yield node.name
        elif isinstance(node, Known):
            yield node.name.name
