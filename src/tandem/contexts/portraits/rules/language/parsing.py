"""From words to a tree."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from tandem.contexts.portraits.rules.language.kinds import Kind
from tandem.contexts.portraits.rules.language.problems import BadRule
from tandem.contexts.portraits.rules.language.tokens import Token, tokens
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

MAX_DEPTH = 30
MAX_TOKENS = 400
MAX_NUMBER = Decimal(10) ** 12
_COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")


def parse(source: str) -> Tree:
    """Raises BadRule, saying where: too_long, too_big, too_deep, not_understood, unexpected, unfinished, bad_date,
    bad_number, not_a_literal."""
    found = list(tokens(source))
    if not found:
        raise BadRule("empty", 0)
    if len(found) > MAX_TOKENS:
        raise BadRule("too_big", found[MAX_TOKENS].at, len(source), most=str(MAX_TOKENS))
    return _Reader(found, len(source)).whole()


class _Reader:
    def __init__(self, found: list[Token], length: int) -> None:
        self._tokens, self._length, self._at, self._depth = found, length, 0, 0

    def whole(self) -> Tree:
        tree = self._either()
        if (left := self._peek()) is not None:
            raise BadRule("unexpected", left.at, left.end, text=left.written)
        return tree

    def _either(self) -> Tree:
        return self._chain("or", self._both)

    def _both(self) -> Tree:
        return self._chain("and", self._negation)

    def _chain(self, word: Literal["and", "or"], read: Callable[[], Tree]) -> Tree:
        parts = [read()]
        while self._word(word):
            parts.append(read())
        return parts[0] if len(parts) == 1 else Logic(parts[0].at, parts[-1].end, word, tuple(parts))

    def _negation(self) -> Tree:
        token = self._word("not")
        if token is None:
            return self._comparison()
        inner = self._deeper(token, self._negation)
        return Not(token.at, inner.end, inner)

    def _comparison(self) -> Tree:
        left = self._sum()
        for sign in _COMPARISONS:
            if self._sign(sign):
                right = self._sum()
                op = cast(Literal["==", "!=", "<", "<=", ">", ">="], sign)
                return Compare(left.at, right.end, op, left, right)
        turned = self._not_in()
        if turned is None and self._word("in") is None:
            return left
        within = self._choices(left)
        return within if turned is None else Not(left.at, within.end, within)

    def _not_in(self) -> Token | None:
        """`not` counts here only before `in`."""
        here, then = self._peek(), self._peek(1)
        if here is None or then is None or (here.kind, here.text, then.kind, then.text) != (
            "word", "not", "word", "in",
        ):  # fmt: skip
            return None
        self._at += 2
        return here

    def _choices(self, left: Tree) -> Within:
        self._must("(")
        choices = [self._literal()]
        while self._sign(","):
            choices.append(self._literal())
        return Within(left.at, self._must(")").end, left, tuple(choices))

    def _literal(self) -> Constant:
        token = self._next()
        found = _constant(token)
        if found is None:
            raise BadRule("not_a_literal", token.at, token.end, text=token.written)
        return found

    def _sum(self) -> Tree:
        left = self._product()
        while token := (self._sign("+") or self._sign("-")):
            right = self._product()
            left = Sum(left.at, right.end, "+" if token.text == "+" else "-", left, right)
        return left

    def _product(self) -> Tree:
        left = self._term()
        while token := (self._sign("*") or self._sign("/")):
            right = self._term()
            left = Sum(left.at, right.end, "*" if token.text == "*" else "/", left, right)
        return left

    def _term(self) -> Tree:
        token = self._next()
        constant = _constant(token)
        if constant is not None:
            return constant
        if token.kind == "sign" and token.text == "(":
            inner = self._deeper(token, self._either)
            self._must(")")
            return inner
        if token.kind == "sign" and token.text == "-":
            return self._negative(token)
        if token.kind == "name":
            return Name(token.at, token.end, token.text)
        if token.kind == "word" and token.text == "known":
            return self._known(token)
        if token.kind == "word" and token.text == "tag":
            return self._tag(token)
        raise BadRule("unexpected", token.at, token.end, text=token.written)

    def _negative(self, sign: Token) -> Tree:
        inner = self._literal()
        if isinstance(inner.value, bool) or not isinstance(inner.value, int | Decimal):
            raise BadRule("unexpected", sign.at, sign.end, text="-")
        return Constant(sign.at, inner.end, inner.kind, -inner.value)

    def _known(self, word: Token) -> Tree:
        self._must("(")
        token = self._next()
        if token.kind != "name":
            raise BadRule("needs_a_fact", token.at, token.end)
        return Known(word.at, self._must(")").end, Name(token.at, token.end, token.text))

    def _tag(self, word: Token) -> Tree:
        self._must("(")
        token = self._next()
        if token.kind != "text":
            raise BadRule("needs_a_tag", token.at, token.end)
        return HasTag(word.at, self._must(")").end, token.text)

    def _deeper(self, token: Token, read: Callable[[], Tree]) -> Tree:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BadRule("too_deep", token.at, token.end, most=str(MAX_DEPTH))
        inner = read()
        self._depth -= 1
        return inner

    # Looking at words ------------------------------------------------------------------------------------

    def _peek(self, ahead: int = 0) -> Token | None:
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise BadRule("unfinished", self._length)
        self._at += 1
        return token

    def _take(self, kind: str, text: str) -> Token | None:
        token = self._peek()
        if token is None or (token.kind, token.text) != (kind, text):
            return None
        self._at += 1
        return token

    def _word(self, text: str) -> Token | None:
        return self._take("word", text)

    def _sign(self, text: str) -> Token | None:
        return self._take("sign", text)

    def _must(self, sign: str) -> Token:
        found = self._sign(sign)
        if found is not None:
            return found
        token = self._peek()
        at, end = (token.at, token.end) if token else (self._length, self._length + 1)
        raise BadRule("missing", at, end, sign=sign)


def _constant(token: Token) -> Constant | None:
    match token.kind:
        case "text":
            return Constant(token.at, token.end, "text", token.text)
        case "number":
            return _number(token)
        case "date":
            try:
                year, month, day = map(int, token.text.split("-"))
                return Constant(token.at, token.end, "date", date(year, month, day))
            except ValueError:
                raise BadRule("bad_date", token.at, token.end, text=token.text) from None
        case "word" if token.text in ("true", "false"):
            return Constant(token.at, token.end, "truth", token.text == "true")
    return None


def _number(token: Token) -> Constant:
    value = Decimal(token.text)
    kind: Kind = "number"
    whole = False
    match token.unit:
        case "元" | "万元":
            kind, whole, value = "money", True, value * (100 if token.unit == "元" else 1_000_000)
        case "天":
            kind, whole = "days", True
        case "%" | "％":
            value /= 100
    if value > MAX_NUMBER or (whole and value != int(value)):
        raise BadRule("bad_number", token.at, token.end, text=token.text)
    return Constant(token.at, token.end, kind, int(value) if value == int(value) else value)
