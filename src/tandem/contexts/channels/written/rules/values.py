"""What may stand in a template's fields, for channels that have no rules of their own."""

import re

from tandem.contexts.channels.written.template import ValueFault, ValueRule

_AMOUNT = re.compile(r"[¥￥$]?[0-9]{1,10}(?:\.[0-9]{1,2})?元?")
_NUMBER = re.compile(r"[0-9]{1,32}(?:\.[0-9]{1,8})?")
_D, _T = (
    r"[0-9]{4}[年./-](?:0?[1-9]|1[0-2])[月./-](?:0?[1-9]|[12][0-9]|3[01])日?",
    r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?",
)
_DATE = re.compile(rf"{_D}(?: {_T})?")


def one_line(value: str) -> bool:
    """Whether it holds no line ends and nothing else that is not shown: no value makes a head of a mail, or a second
    line of a form."""
    return value.isprintable()


def at_most(limit: int) -> ValueRule:
    """Any text of so many characters."""

    def rule(value: str) -> ValueFault | None:
        return ValueFault("too_long", limit) if len(value) > limit else None

    return rule


def matching(pattern: "re.Pattern[str]", code: str, limit: int | None = None) -> ValueRule:
    """Whatever is wrong with it has one code."""

    def rule(value: str) -> ValueFault | None:
        return None if pattern.fullmatch(value) else ValueFault(code, limit)

    return rule


PLAIN: dict[str, ValueRule] = {
    "text": at_most(100),
    "amount": matching(_AMOUNT, "not_amount"),
    "date": matching(_DATE, "not_date"),
    "number": matching(_NUMBER, "not_number"),
}
"""Kinds of field that need nobody's approval."""
