"""A rule in words: what staff read who did not write it. Words are in locales/*/portraits.json (`portraits.words`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tandem.contexts.portraits.rules.language.checking import Vocabulary, kind_of
from tandem.contexts.portraits.rules.language.kinds import Kind
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
from tandem.kit.i18n import translate

_LAYERS = ("stage", "value", "need")


@dataclass(frozen=True)
class Names:
    """What the lender calls things, in the reader's language. `segments`: by layer and key; `tags`: by key; `texts`:
    of the codes that text facts hold."""

    vocabulary: Vocabulary
    segments: Mapping[tuple[str, str], str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def in_words(tree: Tree, names: Names, locale: str) -> str:
    """The condition as a sentence without an end, in words of `locale`. The tree is a checked one."""
    return _Wording(names, locale).condition(tree)


@dataclass(frozen=True)
class _Wording:
    names: Names
    locale: str

    def said(self, key: str, **parts: str) -> str:
        return translate(f"portraits.words.{key}", self.locale, **parts)

    def condition(self, tree: Tree) -> str:
        match tree:
            case Logic(op=op, parts=parts):
                return self.said(op).join(self._part(one) for one in parts)
            case Not(inner=inner):
                return self._denied(inner)
            case Known(name=name):
                return self.said("known", fact=self.value(name))
            case HasTag(key=key):
                return self.said("tagged", tag=self.names.tags.get(key, key))
            case Compare():
                return self._compared(tree)
            case Within(left=left, choices=choices):
                return self._within(tree, left, choices, "within")
            case Constant(value=value):
                return self.said("always" if value else "never")
            case Name():
                return self.value(tree)
            case Sum():
                return self.value(tree)

    def _part(self, tree: Tree) -> str:
        said = self.condition(tree)
        return self.said("group", inner=said) if isinstance(tree, Logic) else said

    def _denied(self, inner: Tree) -> str:
        match inner:
            case Not(inner=twice):
                return self.condition(twice)
            case Known(name=name):
                return self.said("unknown", fact=self.value(name))
            case HasTag(key=key):
                return self.said("untagged", tag=self.names.tags.get(key, key))
            case Name(name=name):
                return self.said(f"not_{name}")
            case Within(left=left, choices=choices):
                return self._within(inner, left, choices, "without")
        return self.said("not", inner=self.condition(inner))

    def _compared(self, tree: Compare) -> str:
        kind = kind_of(tree.left, self.names.vocabulary)
        if kind == "truth" and isinstance(tree.right, Constant):
            held = bool(tree.right.value) == (tree.op == "==")
            return self.condition(tree.left) if held else self._denied(tree.left)
        sign = {"==": "is", "!=": "is_not", "<": "under", "<=": "at_most", ">": "over", ">=": "at_least"}[
            tree.op
        ]
        how = f"{sign}_day" if kind == "date" and tree.op in ("<", "<=", ">", ">=") else sign
        return self.said(how, left=self.value(tree.left), right=self._beside(tree.right, tree.left))

    def _within(self, tree: Tree, left: Tree, choices: tuple[Constant, ...], how: str) -> str:
        listed = self.said("comma").join(self._beside(one, left) for one in choices)
        return self.said(how, left=self.value(left), right=listed)

    def _beside(self, tree: Tree, named: Tree) -> str:
        """A value that is compared with a name: a segment's key stands for the segment."""
        if not (isinstance(tree, Constant) and isinstance(named, Name) and tree.kind == "text"):
            return self.value(tree)
        text = str(tree.value)
        known = self.names.segments.get((named.name, text)) or self.names.texts.get(text, text)
        return self.said("quoted", text=known)

    def value(self, tree: Tree) -> str:
        match tree:
            case Constant(kind=kind, value=value):
                return self._constant(kind, value)
            case Name(name="today"):
                return self.said("today")
            case Name(name=name):
                return translate(f"portraits.{'layer' if name in _LAYERS else 'fact'}.{name}", self.locale)
            case Sum():
                return self._reckoned(tree)
        return self.said("group", inner=self.condition(tree))

    def _reckoned(self, tree: Sum) -> str:
        left, right = tree.left, tree.right
        if (
            isinstance(left, Name)
            and left.name == "today"
            and isinstance(right, Constant)
            and tree.op in "+-"
        ):
            return self.said("ago" if tree.op == "-" else "ahead", days=self.value(right))
        share = right.value if isinstance(right, Constant) and right.kind == "number" else None
        if tree.op == "*" and isinstance(share, Decimal) and 0 < share < 1:
            return self.said(
                "share", whole=self.value(left), percent=f"{share * 100:f}".rstrip("0").rstrip(".")
            )
        sign = {"*": "×", "/": "÷", "-": "−"}.get(tree.op, tree.op)
        return " ".join((self._operand(left), sign, self._operand(right)))

    def _operand(self, tree: Tree) -> str:
        return self.said("group", inner=self.value(tree)) if isinstance(tree, Sum) else self.value(tree)

    def _constant(self, kind: Kind, value: object) -> str:
        match kind:
            case "money":
                yuan = f"{int(str(value)) / 100:,.2f}".removesuffix(".00")
                return self.said("money", yuan=yuan)
            case "days":
                return self.said("one_day" if value == 1 else "days", count=str(value))
            case "date" if isinstance(value, date):
                return value.isoformat()
            case "text":
                return self.said("quoted", text=self.names.texts.get(str(value), str(value)))
            case "truth":
                return self.said("yes" if value else "no")
        return str(value)
