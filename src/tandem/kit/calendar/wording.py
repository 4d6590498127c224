"""Opening hours in words."""

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from tandem.kit.calendar.spans import ALL_DAY, Span, joined
from tandem.kit.i18n import translate

if TYPE_CHECKING:
    from tandem.kit.calendar.calendar import Calendar

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def opening_text(calendar: "Calendar", locale: str, *, with_zone: bool, today: date | None = None) -> str:
    """`每天 08:00–22:00`; `周一至周五 09:00–18:00；周六 10:00–16:00；法定节假日休息，调休工作日照常`.
    Where `today` is an exceptional day that comes first: `今天（系统维护）休息；平时 全天 24 小时`."""
    usual = _usual(calendar, locale)
    if today is not None and (day := calendar.exceptional(today)) is not None:
        key = "today" if day.spans else "today_closed"
        name = translate("calendar.text.because", locale, name=day.name) if day.name else ""
        hours = _hours(joined(day.spans), locale)
        usual = translate(f"calendar.text.{key}", locale, name=name, hours=hours, usual=usual)
    return usual + translate("calendar.text.zone", locale, zone=calendar.timezone) if with_zone else usual


def _usual(calendar: "Calendar", locale: str) -> str:

    def t(key: str, **params: object) -> str:
        return translate(f"calendar.text.{key}", locale, **params)

    week = [joined(spans) for spans in calendar.week]
    if not any(week):
        return t("never")
    observed = calendar.holidays == "china"
    holiday = joined(calendar.holiday_spans)
    if all(spans == (ALL_DAY,) for spans in week) and (not observed or holiday == (ALL_DAY,)):
        return t("always")
    parts: list[str] = []
    for spans, group in groupby(range(7), key=lambda day: week[day]):
        days = list(group)
        if spans:
            parts.append(t("day", days=_days(days, locale), hours=_hours(spans, locale)))
    if observed:
        parts.append(t("holidays_open", hours=_hours(holiday, locale)) if holiday else t("holidays"))
    return t("separator").join(parts)


def _hours(spans: tuple[Span, ...], locale: str) -> str:
    if spans == (ALL_DAY,):
        return translate("calendar.text.all_day", locale)
    return translate("calendar.text.hours_separator", locale).join(str(span) for span in spans)


def _days(days: list[int], locale: str) -> str:
    if len(days) == 7:
        return translate("calendar.text.every_day", locale)
    first, last = (translate(f"calendar.weekday.{_DAYS[day]}", locale) for day in (days[0], days[-1]))
    return first if len(days) == 1 else translate("calendar.text.range", locale, first=first, last=last)
