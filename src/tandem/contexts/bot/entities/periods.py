"""Numbers of instalments and lengths of time (12期, 分12个月, 一年半), and a single instalment (第3期)."""

import re

from tandem.contexts.bot.entities.entity import Entity, Period, Unit
from tandem.contexts.bot.entities.numerals import whole
from tandem.contexts.bot.entities.reading import Reading

_N = r"\d{1,3}|[一二两三四五六七八九十百]{1,5}"
_START = r"(?<![.,a-jl-vx-z第零一二三四五六七八九十月])"
_PERIOD = re.compile(
    rf"{_START}(?:(?<![百千\d])(?P<n>{_N}|半)|(?<=\d)(?P<spelled>[一二两三四五六七八九十]{{1,3}}|半)"
    r"|(?<=[百千])(?P<digit>[一二两三四五六七八九\d])) ?"
    r"(?P<unit>分?期|个半月|个月|年半?|天|个?(?:周|星期|礼拜)|个?季度)"
    r"(?!前|后|以|之[前后]|底|初|末|化|利|息|费|级|龄|轻|货)"
)
_SPOKEN = re.compile(r"(?P<n>[俩仨])(?P<unit>月|年|天|周|星期|礼拜)(?!前|后|以|之[前后]|底|初|末)")
"""俩 and 仨 hold their 个 already."""

_YEARS_MONTHS = re.compile(
    r"(?<![\d.第零一二三四五六七八九十])(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3}) ?年零?(?:又|加|和)?"
    r" ?(?P<months>\d{1,2}|[一二两三四五六七八九十]{1,3}) ?个月(?!前|后|以|之[前后])"
)
_ORDINAL = re.compile(rf"第 ?(?P<n>{_N}) ?期")
_MOST: dict[Unit, int] = {"instalment": 600, "day": 999, "week": 520, "month": 600, "year": 50}
_COUNT = re.compile(rf"\s{{0,3}}(?P<n>{_N})\s{{0,3}}")


def periods(reading: Reading) -> list[Entity]:
    """See the module. A bare number is a period when the bot has just asked for one."""
    found = []
    for match in _PERIOD.finditer(reading.text):
        value = _value(match["n"] or match["spelled"] or match["digit"], match["unit"])
        if value is not None and 0 < value.count <= _MOST[value.unit]:
            found.append(reading.entity("period", match.start(), match.end(), value))
    for match in _SPOKEN.finditer(reading.text):
        value = _value(match["n"], match["unit"])
        if value is not None:
            found.append(reading.entity("period", match.start(), match.end(), value))
    for match in _YEARS_MONTHS.finditer(reading.text):
        years, months = whole(match["n"]), whole(match["months"])
        if years and months and years <= _MOST["year"] and months < 12:
            value = Period(years * 12 + months, "month")
            found.append(reading.entity("period", match.start(), match.end(), value))
    for match in _ORDINAL.finditer(reading.text):
        n = whole(match["n"])
        if n and n <= _MOST["instalment"]:
            found.append(reading.entity("instalment", match.start(), match.end(), n))
    if "period" in reading.asked and (alone := _COUNT.fullmatch(reading.text)):
        n = whole(alone["n"])
        if n and n <= 60:
            found.append(reading.entity("period", alone.start("n"), alone.end("n"), Period(n, "instalment")))
    return found


def _value(count: str, unit: str) -> Period | None:
    bare = unit.removeprefix("个").removeprefix("分")
    if count == "半":
        halves = {"年": Period(6, "month"), "月": Period(15, "day")}
        return halves.get(bare)
    n = whole(count)
    if n is None:
        return None
    match bare:
        case "期":
            return Period(n, "instalment")
        case "月":
            return Period(n, "month")
        case "半月":
            return Period(n * 30 + 15, "day")
        case "年":
            return Period(n, "year")
        case "年半":
            return Period(n * 12 + 6, "month")
        case "季度":
            return Period(n * 3, "month")
        case "天":
            return Period(n, "day")
        case _:
            return Period(n, "week")
