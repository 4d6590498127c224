"""What a rule says of one customer: true, false, or None where nobody knows (Kleene's three values)."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Any

from tandem.contexts.portraits.rules.language.kinds import Value
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

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}

Facts = Mapping[str, Value | None]


def evaluate(tree: Tree, facts: Facts, tags: Collection[str]) -> Value | None:
    """`facts` by key, layers of segments and `today` among them; `tags`: the keys of those the customer has."""
    match tree:
        case Constant(value=constant):
            return constant
        case Name(name=name):
            return facts.get(name)
        case Known(name=name):
            return facts.get(name.name) is not None
        case HasTag(key=key):
            return key in tags
        case Not(inner=inner):
            held = evaluate(inner, facts, tags)
            return None if held is None else not held
        case Logic():
            return _logic(tree, facts, tags)
        case Within(left=left, choices=choices):
            value = evaluate(left, facts, tags)
            return None if value is None else value in [one.value for one in choices]
        case Compare(op=op, left=left, right=right):
            a, b = evaluate(left, facts, tags), evaluate(right, facts, tags)
            return None if a is None or b is None else _COMPARE[op](a, b)
        case Sum():
            sum_: Value | None = reckon(
                tree.op, evaluate(tree.left, facts, tags), evaluate(tree.right, facts, tags)
            )
            return sum_


def _logic(tree: Logic, facts: Facts, tags: Collection[str]) -> bool | None:
    """One false part makes `and` false and one true part makes `or` true, whatever is not known beside it."""
    decisive = tree.op == "or"
    unknown = False
    for part in tree.parts:
        held = evaluate(part, facts, tags)
        if held is None:
            unknown = True
        elif held == decisive:
            return decisive
    return None if unknown else not decisive


def reckon(op: str, a: Any, b: Any) -> Any:
    """None when one side is not known, or the result cannot be (division by nought, a date beyond the calendar)."""
    if a is None or b is None:
        return None
    try:
        if isinstance(a, date):
            if isinstance(b, date):
                return (a - b).days
            return a + timedelta(days=b) if op == "+" else a - timedelta(days=b)
        match op:
            case "+":
                return a + b
            case "-":
                return a - b
            case "*":
                return a * b
        return Decimal(a) / Decimal(b)
    except (OverflowError, DivisionByZero, InvalidOperation):
        return None
