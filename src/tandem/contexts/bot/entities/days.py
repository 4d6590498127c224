"""Days that are named from today: 后天, 上周五, 三天后, 最近半年; and ranges made of two dates."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tandem.contexts.bot.entities.dates import month_of, month_span, next_and_last
from tandem.contexts.bot.entities.entity import DateSpan, Entity
from tandem.contexts.bot.entities.numerals import whole
from tandem.contexts.bot.entities.reading import Reading

_WORDS = {"大前天": -3, "前天": -2, "前晚": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "昨儿": -1, "今天": 0, "今日": 0,
          "今晚": 0, "今早": 0, "今儿": 0, "当天": 0, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "明儿": 1, "后天": 2,
          "后日": 2, "大后天": 3}  # fmt: skip
_WORD = re.compile(
    "(?<![年月])(?:大?前天|前晚|昨[天日晚儿]|今[天日晚早儿]|当天|明[天日早晚儿](?!细|显)|大?后[天日])"
)
"""明年今天 is a day next year, and not today."""

_WEEKDAY = re.compile(
    r"(?P<shift>上上个?|下下个?|上个?|下个?|这个?|本)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末1-6])(?![\d一二三四五六七八九十]|个月|年|期)"
)
_WEEK = re.compile(
    r"(?P<shift>上上个?|下下个?|上个?|下个?|这个?|本)(?:周|星期|礼拜)(?![一二三四五六日天末1-6])"
)
_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,4}|[俩仨半])"
_UNIT = r" ?(?P<unit>个?半?月|年半?|天|日|个?(?:周|星期|礼拜))"
_AFTER = re.compile(rf"(?<![\d.第]){_N}{_UNIT}(?P<side>之后|以后|后(?!天)|之前|以前|前(?!天))")
_LATELY = re.compile(
    rf"(?P<side>最近|近|过去|之前|前|未来|接下来|今后)(?:的|这)? ?(?:{_N}){_UNIT}(?!前|后|以)"
)
_JOINT = re.compile(r" ?(?:到|至|-|~|—) ?")
_TAIL = re.compile(r" ?(?:到|至|-|~|—) ?(?P<d>[1-3]?\d|[一二三四五六七八九十]{1,3}) ?[号日]")
_DAYS = {"周": 7, "星期": 7, "礼拜": 7, "天": 1, "日": 1}
_WEEK_DAYS = (
    {char: place for place, char in enumerate("一二三四五六日")}
    | {"天": 6}
    | {str(n): n - 1 for n in range(1, 7)}
)


def relative_days(reading: Reading) -> list[Entity]:
    """See the module."""
    return [*_words(reading), *_weeks(reading), *_offsets(reading)]


def joined(reading: Reading, dates: Sequence[Entity]) -> list[Entity]:
    """Ranges: two neighbouring dates with 到 between them, and 3月1到15号."""
    found = []
    by_start = {entity.start: entity for entity in sorted(dates, key=lambda one: one.end)}
    for first in dates:
        tail = _TAIL.match(reading.text, first.end)
        joint = _JOINT.match(reading.text, first.end)
        second = by_start.get(joint.end()) if joint else None
        if tail:
            spans, end = _tailed(first, whole(tail["d"]) or 0), tail.end()
        elif second is not None:
            spans, end = _ordered(first, second), second.end
        else:
            continue
        if spans:
            found.append(reading.entity("date", first.start, end, spans[0], alternatives=tuple(spans[1:])))
    return found


def _readings(entity: Entity) -> list[DateSpan]:
    return [span for span in (entity.value, *entity.alternatives) if isinstance(span, DateSpan)]


def _tailed(first: Entity, day: int) -> list[DateSpan]:
    """From a day to another of the same month."""
    ends = [(span, _on(span.start, day)) for span in _readings(first) if span.start == span.end]
    return [DateSpan(span.start, end) for span, end in ends if end is not None and end > span.start]


def _ordered(first: Entity, second: Entity) -> list[DateSpan]:
    """Readings of both ends in which the range does not run backwards, shortest first; at most two."""
    spans = [
        DateSpan(a.start, b.end) for a in _readings(first) for b in _readings(second) if a.start <= b.end
    ]
    shortest = min((span.end - span.start for span in spans), default=timedelta())
    return [span for span in dict.fromkeys(spans) if span.end - span.start == shortest][:2]


def _words(reading: Reading) -> Iterator[Entity]:
    for match in _WORD.finditer(reading.text):
        day = reading.today + timedelta(days=_WORDS[match.group()])
        yield reading.entity("date", match.start(), match.end(), DateSpan.on(day))


def _weeks(reading: Reading) -> Iterator[Entity]:
    monday = reading.today - timedelta(days=reading.today.weekday())
    for match in _WEEKDAY.finditer(reading.text):
        shifts = [_weeks_on(match["shift"])] if match["shift"] else [-1, 0, 1]
        spans = [_in_week(monday + timedelta(weeks=shift), match["day"]) for shift in shifts]
        order = spans if match["shift"] else next_and_last(spans, reading.today)
        yield reading.entity("date", match.start(), match.end(), order[0], alternatives=tuple(order[1:]))
    for match in _WEEK.finditer(reading.text):
        start = monday + timedelta(weeks=_weeks_on(match["shift"]))
        yield reading.entity("date", match.start(), match.end(), DateSpan(start, start + timedelta(days=6)))


def _offsets(reading: Reading) -> Iterator[Entity]:
    for match in _AFTER.finditer(reading.text):
        sign = 1 if "后" in match["side"] else -1
        day = _moved(reading.today, match["n"], match["unit"], sign)
        if day:
            yield reading.entity("date", match.start(), match.end(), DateSpan.on(day))
    for match in _LATELY.finditer(reading.text):
        ahead = match["side"] in ("未来", "接下来", "今后")
        day = _moved(reading.today, match["n"], match["unit"], 1 if ahead else -1)
        if day:
            start, end = sorted((day, reading.today))
            yield reading.entity("date", match.start(), match.end(), DateSpan(start, end))


def _in_week(monday: date, char: str) -> DateSpan:
    if char == "末":
        return DateSpan(monday + timedelta(days=5), monday + timedelta(days=6))
    return DateSpan.on(monday + timedelta(days=_WEEK_DAYS[char]))


def _weeks_on(word: str) -> int:
    return {"上上": -2, "上": -1, "下": 1, "下下": 2}.get(word.rstrip("个"), 0)


def _moved(today: date, count: str, unit: str, sign: int) -> date | None:
    """`today` moved by a count of units: 半个月 are 15 days, 一年半 18 months; None out of the calendar."""
    n = whole(count) if count != "半" else 0
    bare = unit.removeprefix("个")
    if n is None:
        return None
    if bare in _DAYS:
        days = n * _DAYS[bare] if count != "半" else 0
        return today + timedelta(days=sign * days) if days else None
    if count == "半":
        return today + timedelta(days=15 * sign) if bare == "月" else _months_on(today, 6 * sign)
    if bare == "半月":
        month = _months_on(today, n * sign)
        return month + timedelta(days=15 * sign) if month else None
    months = n if bare == "月" else n * 12 + (6 if bare == "年半" else 0)
    return _months_on(today, months * sign)


def _months_on(day: date, months: int) -> date | None:
    """The same day so many months on, or that month's last."""
    year, month = month_of(day, months)
    if not 1900 <= year <= 2200:
        return None
    last = month_span(year, month).end
    return last if day.day > last.day else last.replace(day=day.day)


def _on(day: date, number: int) -> date | None:
    try:
        return day.replace(day=number)
    except ValueError:
        return None
