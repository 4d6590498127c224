"""Numbers as people type them: 1,280.50, 一千二, 3万5, 两百五."""

import re
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "壹": 1, "贰": 2, "叁": 3,
           "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_HAN = "".join(_DIGITS) + "".join(_UNITS) + "万"
NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:[万千百][{_HAN}\d]*)?|[{_HAN}]+"
_MIXED = re.compile(r"(\d[\d,]*(?:\.\d+)?)([万千百])(.*)")
_SCALE = {"万": 10000, "千": 1000, "百": 100}


def read_number(text: str) -> Decimal | None:
    """The number, or None when it is none."""
    try:
        mixed = _MIXED.fullmatch(text)
        if mixed:
            head = Decimal(mixed[1].replace(",", "")) * _SCALE[mixed[2]]
            return None if (rest := _rest(mixed[3], _SCALE[mixed[2]])) is None else head + rest
        if text[:1].isascii():
            return Decimal(text.replace(",", ""))
        return _han(text)
    except (ArithmeticError, ValueError, KeyError):
        return None


def _rest(text: str, scale: int) -> Decimal | None:
    """What follows a unit: 3万5 means 35000, 3万零5 means 30005."""
    if not text:
        return Decimal(0)
    if len(text) == 1 and (text.isdigit() or text in _DIGITS):
        return Decimal(int(text) if text.isascii() else _DIGITS[text]) * scale / 10
    return read_number(text.lstrip("零〇"))


def _han(text: str) -> Decimal | None:
    if "万" in text:
        head, _, tail = text.partition("万")
        high, low = _below(head) if head else None, _tail(tail, 10000)
        return None if high is None or low is None else Decimal(high * 10000 + low)
    value = _below(text)
    return None if value is None else Decimal(value)


def _tail(text: str, scale: int) -> int | None:
    if not text:
        return 0
    if len(text) == 1 and text in _DIGITS:
        return _DIGITS[text] * scale // 10
    return _below(text)


def _below(text: str) -> int | None:
    """Up to 9999. A last digit without a unit counts one unit lower: 一千二 is 1200, 一千零二 is 1002."""
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text)) if text else None
    total, digit, unit, zero = 0, None, 1, False
    for char in text:
        if char in _UNITS:
            if digit is None and total:
                return None
            unit = _UNITS[char]
            total += (1 if digit is None else digit) * unit
            digit, zero = None, False
        elif _DIGITS[char] == 0:
            zero = True
        elif digit is not None:
            return None
        else:
            digit = _DIGITS[char]
    if digit is None:
        return total
    return total + digit * (1 if zero or unit == 10 else unit // 10)
