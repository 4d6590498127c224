"""Numbers as people write them: 一千二, 3万5, 1,280.50, 十五. The grammar is checked: nonsense has no value."""

import re
from decimal import Decimal

_SPOKEN = {"两": 2, "幺": 1, "俩": 2, "仨": 3}
DIGITS = {char: place for place, char in enumerate("零一二三四五六七八九")} | _SPOKEN

_UNITS = (("亿", 100_000_000), ("万", 10_000), ("千", 1000), ("百", 100), ("十", 10))
_ARABIC = re.compile(r"(?:0|[1-9]\d{0,2}(?:,\d{3}){1,4}|[1-9]\d{0,13})(?:\.\d{1,6})?")
_LONGEST = 32


def number(text: str) -> Decimal | None:
    """The value of a whole numeral, Chinese, Arabic or mixed; None when it is not one.

    A digit alone after a unit is a tenth of it, as people say it: 一万二 is 12000, 两百五 250."""
    text = text.replace("w", "万").replace("萬", "万")
    if not text or len(text) > _LONGEST:
        return None
    if text.endswith("k"):
        thousands = _plain(text[:-1])
        return None if thousands is None else thousands * 1000
    return _value(text, 0)


def whole(text: str) -> int | None:
    """The value of a numeral without a fraction."""
    found = number(text)
    return int(found) if found is not None and found == found.to_integral_value() else None


def spelled_digits(text: str) -> str | None:
    """二零二六 → "2026"; None unless every character is a digit, Chinese or Arabic."""
    found = [str(DIGITS[c]) if c in DIGITS else c if c in "0123456789" else "" for c in text]
    return "".join(found) if found and all(found) else None


def _value(text: str, level: int) -> Decimal | None:
    for place in range(level, len(_UNITS)):
        char, size = _UNITS[place]
        left, found, right = text.partition(char)
        if not found:
            continue
        count = Decimal(1) if not left and size == 10 else _value(left, place + 1)
        if count is None or count == 0 or not _fits(count, size):
            return None
        exact = count == count.to_integral_value()
        rest = _rest(right, size, place + 1) if exact or not right else None
        return None if rest is None else count * size + rest
    return _plain(text)


def _fits(count: Decimal, size: int) -> bool:
    return count < (10_000 if size >= 10_000 else 10)


def _rest(text: str, size: int, level: int) -> Decimal | None:
    """What follows a unit: nothing, a digit alone, or a smaller number."""
    if not text:
        return Decimal(0)
    ceiling = size
    if text.startswith("零"):
        text, ceiling = text[1:], size // 10
        if size == 10:
            return None
    elif len(text) == 1 and (text in DIGITS or text in "123456789"):
        return Decimal(DIGITS.get(text, 0) or int(text)) * (size // 10)
    found = _value(text, level)
    if found is None or found == 0 or found >= ceiling or found != found.to_integral_value():
        return None
    return found


def _plain(text: str) -> Decimal | None:
    if text in DIGITS:
        return Decimal(DIGITS[text])
    if _ARABIC.fullmatch(text):
        return Decimal(text.replace(",", ""))
    before, point, after = text.partition("点")
    if point and before in DIGITS and 1 <= len(after) <= 4:
        digits = spelled_digits(after)
        return None if digits is None else Decimal(f"{DIGITS[before]}.{digits}")
    return None
