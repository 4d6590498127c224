"""Expressions of flows: a small grammar of comparisons, read by hand. Nothing of it reaches Python's own evaluator.

    either   = both ("or" both)*            both = negation ("and" negation)*
    negation = ["not"] comparison           comparison = sum [("=="|"!="|"<"|"<="|">"|">=") sum]
    sum      = term (("+"|"-") term)*       term = "(" either ")" | name(.name)* | number["元"|"天"] | "text" | …

Amounts are whole fen (500元 is 50000), dates compare as dates (today + 30天), `none` is a slot not known.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

_TOKENS = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d{1,2})?)(?P<unit>元|天)?|(?P<text>\"[^\"]*\"|'[^']*')"
    r"|(?P<name>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)|(?P<sign>==|!=|<=|>=|<|>|\+|-|\(|\)))"
)
_CONSTANTS = {"true": True, "false": False, "none": None}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class BadExpression(ValueError):
    """`at` is the place in the text, from 0."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason, self.at = reason, at


@dataclass(frozen=True)
class Days:
    """A number of days, to add to a date."""

    n: int


Scope = Mapping[str, Any]
"""`today` (a date), slots by name, results by name (mappings). Dates may be ISO texts."""

Evaluate = Callable[[Scope], Any]


@dataclass(frozen=True)
class Expression:
    """A parsed expression. `names` are the paths it reads."""

    source: str
    names: tuple[str, ...]
    evaluate: Evaluate

    def holds(self, scope: Scope) -> bool:
        """Whether it is true. Comparing what is not known is false."""
        return bool(self.evaluate(scope))


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    unit: str | None
    at: int


def parse(source: str) -> Expression:
    """Raises BadExpression, saying where."""
    reader = _Reader(list(_tokens(source)), source)
    evaluate = reader.either()
    reader.finish()
    return Expression(source, tuple(dict.fromkeys(reader.names)), evaluate)


def _tokens(source: str) -> Iterator[_Token]:
    at = 0
    while source[at:].strip():
        found = _TOKENS.match(source, at)
        if found is None:
            blank = len(source[at:]) - len(source[at:].lstrip())
            raise BadExpression(f"{source[at + blank]!r} is not understood", at + blank)
        kind = found.lastgroup if found.lastgroup != "unit" else "number"
        assert kind is not None
        yield _Token(kind, found[kind], found["unit"], found.start(kind))
        at = found.end()


class _Reader:
    def __init__(self, tokens: list[_Token], source: str) -> None:
        self._tokens, self._source, self._at = tokens, source, 0
        self.names: list[str] = []

    def finish(self) -> None:
        token = self._peek()
        if token is not None:
            raise BadExpression(f"{token.text!r} was not expected here", token.at)

    def either(self) -> Evaluate:
        left = self._both()
        while self._take("or"):
            first, second = left, self._both()
            left = lambda s, a=first, b=second: a(s) or b(s)  # type: ignore[misc]  # noqa: E731
        return left

    def _both(self) -> Evaluate:
        left = self._negation()
        while self._take("and"):
            first, second = left, self._negation()
            left = lambda s, a=first, b=second: a(s) and b(s)  # type: ignore[misc]  # noqa: E731
        return left

    def _negation(self) -> Evaluate:
        if self._take("not"):
            inner = self._negation()
            return lambda s: not inner(s)
        return self._comparison()

    def _comparison(self) -> Evaluate:
        left = self._sum()
        for sign in ("==", "!=", "<=", ">=", "<", ">"):
            if self._take(sign):
                right = self._sum()
                return _comparing(sign, left, right)
        return left

    def _sum(self) -> Evaluate:
        left = self._term()
        while True:
            sign = "+" if self._take("+") else "-" if self._take("-") else None
            if sign is None:
                return left
            first, second, times = left, self._term(), 1 if sign == "+" else -1
            left = lambda s, a=first, b=second, t=times: _add(a(s), b(s), t)  # type: ignore[misc]  # noqa: E731

    def _term(self) -> Evaluate:
        token = self._next()
        if token.text == "(" and token.kind == "sign":
            inner = self.either()
            if not self._take(")"):
                raise BadExpression("a ) is missing", len(self._source))
            return inner
        if token.kind == "number":
            value = _number(token)
            return lambda s: value
        if token.kind == "text":
            text = token.text[1:-1]
            return lambda s: text
        if token.kind == "name" and token.text not in ("and", "or", "not"):
            return self._name(token.text)
        raise BadExpression(f"{token.text!r} was not expected here", token.at)

    def _name(self, path: str) -> Evaluate:
        if path in _CONSTANTS:
            constant = _CONSTANTS[path]
            return lambda s: constant
        self.names.append(path)
        return lambda s: look_up(s, path)

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> _Token:
        token = self._peek()
        if token is None:
            raise BadExpression("something is missing at the end", len(self._source))
        self._at += 1
        return token

    def _take(self, text: str) -> bool:
        token = self._peek()
        if token is None or token.text != text or token.kind == "text":
            return False
        self._at += 1
        return True


def look_up(scope: Scope, path: str) -> Any:
    """The value at `slot` or `result.field`; None when it is not known."""
    value: Any = scope
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _number(token: _Token) -> int | Decimal | Days:
    if token.unit == "元":
        return int(Decimal(token.text) * 100)
    if token.unit == "天":
        return Days(int(Decimal(token.text)))
    return Decimal(token.text) if "." in token.text else int(token.text)


def _comparing(sign: str, left: Evaluate, right: Evaluate) -> Evaluate:
    def compare(scope: Scope) -> bool:
        a, b = _plain(left(scope)), _plain(right(scope))
        if sign in ("==", "!="):
            return bool((a == b) == (sign == "=="))
        if a is None or b is None or isinstance(a, str) != isinstance(b, str):
            return False
        return _COMPARE[sign](a, b)

    return compare


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _add(a: Any, b: Any, times: int) -> Any:
    if a is None or b is None:
        return None
    if isinstance(b, Days):
        start = date.fromisoformat(a[:10]) if isinstance(a, str) else a
        return start + timedelta(days=times * b.n) if isinstance(start, date) else None
    if isinstance(a, str | date) or isinstance(b, str | date):
        return None
    return a + times * b
