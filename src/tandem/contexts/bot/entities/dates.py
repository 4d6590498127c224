"""Days that are named by the calendar: 2026-03-15, 3月15, 12.5号, 下个月5号, 十五号, 月底.

Where the year or the month is left open the value is the next such day, today included, and the one before it
is the alternative. A day that no calendar has (2月30号) is found without a value, so that the bot can say
so.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tandem.contexts.bot.entities.entity import DateSpan, Entity
from tandem.contexts.bot.entities.numerals import spelled_digits, whole
from tandem.contexts.bot.entities.reading import Reading

_D = r"(?:[1-3]?\d|[一二两三四五六七八九十]{1,3})"
_M = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_NOT_IN_NUMBER = r"(?<![\d.,a-vx-z零一二三四五六七八九十百千第])"
_NOT_DAY = r"(?![\d.]|楼|线|店|房|院|门|柜|机|码|文|客服|员|卡|键|公馆|仓)"
_YEAR_WORDS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2, "上年": -1, "本年": 0, "次年": 1}
_YEAR = (
    r"(?:(?P<year>(?:19|20)?\d\d|[零一二三四五六七八九]{2}(?:[零一二三四五六七八九]{2})?) ?年 ?"
    r"|(?P<word>前年|去年|今年|明年|后年|上年|本年|次年)的? ?)"
)
_MONTH_WORD = r"(?P<shift>下下个?|上上个?|下个?|上个?|这个?|本|当|次|隔)月"
_THIRD = {"初": 0, "上旬": 0, "中": 1, "中旬": 1, "底": 2, "末": 2, "下旬": 2, "尾": 2}

_FULL = re.compile(
    _NOT_IN_NUMBER
    + r"(?P<y>(?:19|20)\d\d)(?P<sep>[-/.年])(?P<m>\d{1,2})(?:[-/.月])(?P<d>\d{1,2})[日号]?(?![\d.])"
)
_COMPACT = re.compile(r"(?<![\da-z.-])(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)(?![\da-z.-])")
_MONTH_DAY = re.compile(
    _NOT_IN_NUMBER
    + f"{_YEAR}?(?P<m>{_M}) ?月份?(?: ?(?:(?P<d>{_D}) ?(?:[日号]|(?![\\d期天个年万千百点元块%.]))"
    r"|月?(?P<third>初|中旬|上旬|下旬|中|底|末|尾)(?!始|间)))?" + _NOT_DAY
)
_SLASHED = re.compile(_NOT_IN_NUMBER + r"(?P<m>1[0-2]|0?[1-9])(?P<sep>[/.-])(?P<d>[0-3]?\d)(?![\d.,/%-])")
_RELATIVE_MONTH = re.compile(
    _MONTH_WORD + rf"份?的?(?: ?(?:(?P<d>{_D}) ?(?:[日号]|(?![\d期天个年万千百点元块%.]))"
    r"|月?(?P<third>初|中旬|上旬|下旬|中|底|末|尾)))?" + _NOT_DAY
)
_DOTTED = re.compile(_NOT_IN_NUMBER + r"(?P<m>1[0-2]|0?[1-9])\.(?P<d>[0-3]?\d) ?[号日]" + _NOT_DAY)
_BARE_DAY = re.compile(
    _NOT_IN_NUMBER + rf"(?<!月)(?<!月 )(?P<monthly>每个?月的?)?(?P<d>{_D}) ?[号日]" + _NOT_DAY
)
_BARE_THIRD = re.compile(r"(?<![\d一二三四五六七八九十个上下这本当次])月(?P<third>初|中|底|末|尾)")
_YEAR_PART = re.compile(f"{_YEAR}(?P<part>上半年|下半年|年底|年初|底|初)?(?!化|利|息|费|报|龄|份|前|后|内)")
_HALF = re.compile(r"(?<!年)(?P<part>上半年|下半年|年底|年末|年初)")
_DAYS_ASKED = re.compile(rf"(?<![\d.])(?P<d>{_D})(?![\d.万千百期个])")


def calendar_days(reading: Reading) -> list[Entity]:
    """See the module."""
    found = [*_full(reading), *_months(reading), *_bare(reading), *_years(reading)]
    if "date" in reading.asked:
        found += _as_asked(reading)
    return found


def month_of(day: date, shift: int) -> tuple[int, int]:
    """(year, month), `shift` months from `day`'s."""
    months = day.year * 12 + day.month - 1 + shift
    return months // 12, months % 12 + 1


def month_span(year: int, month: int) -> DateSpan:
    return DateSpan(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _full(reading: Reading) -> Iterator[Entity]:
    for pattern in (_FULL, _COMPACT):
        for match in pattern.finditer(reading.text):
            day = _day(int(match["y"]), int(match["m"]), int(match["d"]))
            if day or (pattern is _FULL and match["sep"] != "."):
                yield _found(reading, match, [day])


def _months(reading: Reading) -> Iterator[Entity]:
    for match in _MONTH_DAY.finditer(reading.text):
        month = whole(match["m"].lstrip("0"))
        year = _year_of(reading, match)
        if month is None or year == 0:
            continue
        years = [year] if year else [reading.today.year + shift for shift in (-1, 0, 1)]
        months = [(year, month) for year in years]
        yield from _in_months(reading, match, months, settled=len(years) == 1)
    for match in _RELATIVE_MONTH.finditer(reading.text):
        shift = _shift(match["shift"])
        yield from _in_months(reading, match, [month_of(reading.today, shift)], settled=True)


def _in_months(
    reading: Reading, match: re.Match[str], months: list[tuple[int, int]], *, settled: bool
) -> Iterator[Entity]:
    """A day or a part of these months; unless `settled`, the next such and the last such."""
    third, day = match["third"], whole(match["d"]) if match["d"] else 0
    if day is None or not 0 <= day <= 31:
        return
    if day:
        spans = [found for year, month in months if (found := _day(year, month, day))]
    else:
        spans = [_part(*month, third) if third else month_span(*month) for month in months]
    yield _found(reading, match, spans if settled else next_and_last(spans, reading.today))


def _bare(reading: Reading) -> Iterator[Entity]:
    here = [month_of(reading.today, shift) for shift in (-2, -1, 0, 1, 2)]
    for match in _DOTTED.finditer(reading.text):
        yield from _in_years(reading, match)
    for match in _BARE_DAY.finditer(reading.text):
        day = whole(match["d"])
        if day is not None and 1 <= day <= 31:
            days = [found for year, month in here if (found := _day(year, month, day))]
            entity = _found(reading, match, next_and_last(days, reading.today))
            yield replace(entity, label="monthly") if match["monthly"] else entity
    for match in _BARE_THIRD.finditer(reading.text):
        parts = [_part(*month, match["third"]) for month in here[2:4]]
        yield _found(reading, match, parts[:1] if parts[0].end >= reading.today else parts[::-1])


def _years(reading: Reading) -> Iterator[Entity]:
    for match in _YEAR_PART.finditer(reading.text):
        if match["year"] and len(match["year"]) != 4:
            continue
        year = _year_of(reading, match)
        if year:
            yield _found(reading, match, [_year_span(year, match["part"])])
    for match in _HALF.finditer(reading.text):
        yield _found(reading, match, [_year_span(reading.today.year, match["part"])])


def _as_asked(reading: Reading) -> Iterator[Entity]:
    """3.15 and 15 are days when the bot has just asked for one."""
    for match in _SLASHED.finditer(reading.text):
        yield from _in_years(reading, match)
    for match in _DAYS_ASKED.finditer(reading.text):
        day = whole(match["d"])
        if day is not None and 1 <= day <= 31 and match["d"] == reading.text.strip():
            here = [month_of(reading.today, shift) for shift in (-2, -1, 0, 1, 2)]
            days = [found for year, month in here if (found := _day(year, month, day))]
            yield _found(reading, match, next_and_last(days, reading.today))


def _in_years(reading: Reading, match: re.Match[str]) -> Iterator[Entity]:
    """A month and a day in figures: the next such and the last such, where any year has it."""
    months = [(reading.today.year + shift, int(match["m"])) for shift in (-1, 0, 1)]
    days = [found for year, month in months if (found := _day(year, month, int(match["d"])))]
    if days:
        yield _found(reading, match, next_and_last(days, reading.today))


def _found(reading: Reading, match: re.Match[str], spans: Sequence[DateSpan | None]) -> Entity:
    """The first span is the value; without any the day does not exist."""
    known = list(dict.fromkeys(span for span in spans if span))
    if not known:
        return reading.entity("date", match.start(), match.end(), None, doubt="no_such_day")
    return reading.entity("date", match.start(), match.end(), known[0], alternatives=tuple(known[1:]))


def next_and_last(spans: list[DateSpan], today: date) -> list[DateSpan]:
    """One reading where it is today or runs already."""
    ahead = [span for span in spans if span.end >= today]
    if ahead and ahead[0].start <= today:
        return ahead[:1]
    behind = [span for span in spans if span.end < today]
    return [*ahead[:1], *behind[-1:]]


def _year_of(reading: Reading, match: re.Match[str]) -> int | None:
    """The year that is named, if one is; 0 for one that nobody means."""
    if match["word"]:
        return reading.today.year + _YEAR_WORDS[match["word"]]
    digits = spelled_digits(match["year"] or "")
    if digits is None:
        return None
    year = int(digits) if len(digits) == 4 else 2000 + int(digits)
    return year if 1900 <= year <= 2100 else 0


def _shift(word: str) -> int:
    bare = word.rstrip("个")
    return {"下下": 2, "上上": -2, "隔": 2, "下": 1, "次": 1, "上": -1}.get(bare, 0)


def _day(year: int, month: int, day: int) -> DateSpan | None:
    try:
        return DateSpan.on(date(year, month, day))
    except ValueError:
        return None


def _part(year: int, month: int, third: str) -> DateSpan:
    """月初 is the first ten days, 月底 from the 21st on: the three 旬."""
    place = _THIRD[third]
    start = date(year, month, 1) + timedelta(days=10 * place)
    return DateSpan(start, month_span(year, month).end if place == 2 else start + timedelta(days=9))


def _year_span(year: int, part: str | None) -> DateSpan:
    first, last = {"上半年": (1, 6), "下半年": (7, 12), "年初": (1, 3), "初": (1, 3)}.get(
        part or "", (10, 12) if part else (1, 12)
    )
    return DateSpan(date(year, first, 1), month_span(year, last).end)
