"""Words of a rule. Full-width signs and 且 或 非 count as what they stand for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tandem.contexts.portraits.rules.language.problems import BadRule

MAX_CHARS = 2_000

_TOKENS = re.compile(
    r"\s*(?:(?P<date>\d{4}-\d{1,2}-\d{1,2})"
    r"|(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>万元|元|天|%|％)?"
    r"|(?P<text>\"[^\"]*\"|'[^']*'|“[^”]*”|‘[^’]*’)"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>==|!=|<=|>=|[<>=≥≤≠＝＜＞+\-*/×÷(),（），]))"
)
_SIGNS = {
    "=": "==", "＝": "==", "≥": ">=", "≤": "<=", "≠": "!=", "＜": "<", "＞": ">", "×": "*", "÷": "/", "（": "(",
    "）": ")", "，": ",",
}  # fmt: skip
_WORDS = {"且": "and", "并且": "and", "或": "or", "或者": "or", "非": "not", "不": "not", "属于": "in"}
RESERVED = frozenset({"and", "or", "not", "in", "true", "false", "known", "tag"})


@dataclass(frozen=True)
class Token:
    """`text` is what it stands for, `written` the source."""

    kind: Literal["date", "number", "text", "name", "word", "sign"]
    text: str
    at: int
    end: int
    unit: str | None = None
    written: str = ""


def tokens(source: str) -> Iterator[Token]:
    """Raises BadRule: too_long, not_understood."""
    if len(source) > MAX_CHARS:
        raise BadRule("too_long", MAX_CHARS, len(source), most=str(MAX_CHARS))
    at = 0
    while source[at:].strip():
        found = _TOKENS.match(source, at)
        if found is None:
            start = at + len(source[at:]) - len(source[at:].lstrip())
            raise BadRule("not_understood", start, text=source[start])
        kind = "number" if found["number"] else found.lastgroup
        assert kind is not None
        yield _token(kind, found, found.end("unit") if found["unit"] else found.end(kind))
        at = found.end()


def _token(kind: str, found: re.Match[str], end: int) -> Token:
    text, at = found[kind], found.start(kind)
    match kind:
        case "text":
            return Token("text", text[1:-1], at, end, written=text)
        case "number":
            return Token("number", text, at, end, found["unit"], text)
        case "date":
            return Token("date", text, at, end, written=text)
        case "sign":
            return Token("sign", _SIGNS.get(text, text), at, end, written=text)
    word = _WORDS.get(text, text)
    if word in RESERVED:
        return Token("word", word, at, end, written=text)
    return Token("name", text, at, end, written=text)
