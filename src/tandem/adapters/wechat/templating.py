"""What the platform demands of template messages. The kind of a field is part of its key: thing1, amount2, time3 …

Source: the platform's table of value limits ("参数值内容限制说明", the same for template and subscription messages)."""

import re

from tandem.contexts.channels.ports import TemplateRules, ValueRule, at_most, matching

_HANS = r"\u3400-\u9fff\uf900-\ufaff"
_HAN = f"[{_HANS}]"
_NAME = rf"(?=.{{1,10}}$)(?=.*{_HAN})[{_HANS}A-Za-z·]+|[A-Za-z .'·-]{{1,20}}"
_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_MONTH, _IN_MONTH = "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
_DAY = rf"[0-9]{{4}}(?:年{_MONTH}月{_IN_MONTH}日|[-/.]{_MONTH}[-/.]{_IN_MONTH})"
_TIME, _DATE = rf"(?:{_DAY} )?{_CLOCK}", rf"{_DAY}(?: {_CLOCK})?"


def _span(point: str) -> "re.Pattern[str]":
    """A point in time, or two joined by ~."""
    return re.compile(f"{point}(?:~{point})?")


_KINDS: dict[str, ValueRule] = {
    "thing": at_most(20),
    "const": at_most(20),
    "number": matching(re.compile(r"(?=.{1,32}$)[0-9]+(?:\.[0-9]+)?"), "not_number", 32),
    "letter": matching(re.compile(r"[A-Za-z]{1,32}"), "not_letters", 32),
    "symbol": matching(re.compile(r"[^\w\s]{1,5}"), "not_symbols", 5),
    "character_string": matching(re.compile(r"[\x21-\x7e]{1,32}"), "not_character_string", 32),
    "time": matching(_span(_TIME), "not_time"),
    "date": matching(_span(_DATE), "not_date"),
    "amount": matching(re.compile(r"[¥￥$€£]?[0-9]{1,10}(?:\.[0-9]+)?元?"), "not_amount"),
    "phone_number": matching(re.compile(r"[0-9+() -]{1,17}"), "not_phone", 17),
    "car_number": matching(re.compile(rf"{_HAN}?[A-Za-z0-9]{{1,6}}(?:{_HAN}|[A-Za-z0-9])?"), "not_car_number", 8),
    "name": matching(re.compile(_NAME), "not_name", 10),
    "phrase": matching(re.compile(rf"{_HAN}{{1,5}}"), "not_phrase", 5),
}  # fmt: skip
_KEY = re.compile(r"([a-z_]+?)_?[0-9]*")


def kind_of(key: str) -> str | None:
    """The kind that a key's name demands (character_string12: character_string); None for a key that names none."""
    found = _KEY.fullmatch(key)
    return found[1] if found and found[1] in _KINDS else None


TEMPLATES = TemplateRules(_KINDS, text_chars=600, external_id="needed", link=True, kind_of=kind_of)
