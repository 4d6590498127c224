"""The built-in extractor: amounts, dates, phone numbers, digits and counts, by rule."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from tandem.contexts.bot.dialogue.numerals import NUMBER, read_number
from tandem.contexts.bot.dialogue.understanding import Found

_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)")
_AMOUNT = re.compile(rf"(?:¥|￥|rmb\s*)?({NUMBER})\s*(?:元|块钱|块|圆|yuan|rmb)|[¥￥]\s*({NUMBER})", re.I)
_COUNT = re.compile(rf"({NUMBER})\s*(?:个月|个|期|天|年|次|笔)")
_BARE = re.compile(NUMBER)
_ISO = re.compile(r"(20\d\d)[-/.年](1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])(?:日|号)?")
_MONTH_DAY = re.compile(rf"({NUMBER})月(?:份)?({NUMBER})(?:日|号)?")
# Of 2月30号, which is no day, the end is none either.
_DAY = re.compile(
    rf"(?:(这个月|本月|当月|下个月|下月|次月|每个?月)的?|(?<![月份\d一二三四五六七八九十]))({NUMBER})(?:日|号)"
)
_NEAR = {"今天": 0, "今日": 0, "现在": 0, "当天": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_NEAR_DAY = re.compile("大后天|" + "|".join(_NEAR))
_MONTH_END = re.compile(r"(这个月|本月|当月|下个月|下月|次月)?(?:的)?(?:月底|月末|底)")
_WEEKDAY = re.compile(r"(下|这|本)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
_LARGEST = Decimal(10) ** 12


class RuleExtractor:
    """See understanding.Extractor. Later kinds do not look where earlier ones found something."""

    def find(self, text: str, now: datetime) -> list[Found]:
        found: list[Found] = []
        today = now.date()
        for finder in (_phones, lambda t: _dates(t, today), _amounts, _counts, _bare):
            for one in finder(text):
                if not any(one.start < other.end and other.start < one.end for other in found):
                    found.append(one)
        return sorted(found, key=lambda one: one.start)


def _phones(text: str) -> Iterator[Found]:
    for hit in _PHONE.finditer(text):
        yield Found("phone", re.sub(r"\D", "", hit[1]), hit.start(), hit.end(), hit[0])


def _amounts(text: str) -> Iterator[Found]:
    for hit in _AMOUNT.finditer(text):
        fen = _fen(read_number(hit[1] or hit[2]))
        if fen is not None:
            yield Found("amount", fen, hit.start(), hit.end(), hit[0])


def _fen(value: Decimal | None) -> int | None:
    """Whole fen; an amount with parts of a fen is none."""
    if value is None or value > _LARGEST or value * 100 != int(value * 100):
        return None
    return int(value * 100)


def _counts(text: str) -> Iterator[Found]:
    for hit in _COUNT.finditer(text):
        value = read_number(hit[1])
        if value is not None and value == int(value) and value < _LARGEST:
            yield Found("number", int(value), hit.start(), hit.end(), hit[0])


def _bare(text: str) -> Iterator[Found]:
    """A number without a unit: digits to some, an amount or a count to others; the slot decides."""
    for hit in _BARE.finditer(text):
        value = read_number(hit[0])
        if hit[0].isascii() and hit[0].isdigit() and (len(hit[0]) > 1 or value is not None):
            yield Found("digits", hit[0], hit.start(), hit.end(), hit[0])
        elif value is not None and (hit[0][0].isdigit() or len(hit[0]) > 1 or len(text.strip()) <= 2):
            yield Found("plain_number", str(value), hit.start(), hit.end(), hit[0])


def _dates(text: str, today: date) -> Iterator[Found]:
    for hit in _ISO.finditer(text):
        yield from _dated(hit, _date(int(hit[1]), int(hit[2]), int(hit[3])))
    for hit in _MONTH_DAY.finditer(text):
        yield from _dated(hit, _coming(_small(hit[1]), _small(hit[2]), today))
    for hit in _DAY.finditer(text):
        yield from _dated(hit, _day_of_month(hit[1], _small(hit[2]), today))
    for hit in _NEAR_DAY.finditer(text):
        yield from _dated(hit, today + timedelta(days=_NEAR[hit[0]]))
    for hit in _MONTH_END.finditer(text):
        if hit[1] or "月" in hit[0]:
            year, month = _month(hit[1], today)
            yield from _dated(hit, date(year, month, calendar.monthrange(year, month)[1]))
    for hit in _WEEKDAY.finditer(text):
        day = "一二三四五六日".index(hit[2].replace("天", "日"))
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7 if hit[1] == "下" else 0)
        at = monday + timedelta(days=day)
        yield from _dated(hit, at if at >= today or hit[1] else at + timedelta(days=7))


def _dated(hit: re.Match[str], at: date | None) -> Iterator[Found]:
    if at is not None:
        yield Found("date", at.isoformat(), hit.start(), hit.end(), hit[0])


def _small(text: str) -> int:
    value = read_number(text)
    return int(value) if value is not None and value == int(value) and value < 100 else 0


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _coming(month: int, day: int, today: date) -> date | None:
    """This year's, or next year's when it is more than half a year past."""
    at = _date(today.year, month, day)
    if at is not None and (today - at).days > 183:
        return _date(today.year + 1, month, day)
    return at


def _day_of_month(which: str | None, day: int, today: date) -> date | None:
    """5号 is the next fifth; 下个月5号 the one of next month."""
    which = None if which is not None and which[0] == "每" else which
    year, month = _month(which, today)
    if which is None and day < today.day:
        year, month = _month("下个月", today)
    return _date(year, month, day)


def _month(which: str | None, today: date) -> tuple[int, int]:
    if which is None or which[0] not in "下次":
        return today.year, today.month
    return (today.year, today.month + 1) if today.month < 12 else (today.year + 1, 1)
