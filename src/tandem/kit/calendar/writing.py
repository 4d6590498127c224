"""The JSON form of calendars: reading with every fault told, and writing."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from tandem.kit.calendar.spans import ExceptionalDay, Span, clock_text, minute, overlap
from tandem.kit.errors import Invalid
from tandem.kit.i18n import translate

if TYPE_CHECKING:
    from tandem.kit.calendar.calendar import Calendar

MOST_SPANS, MOST_EXCEPTIONS, MOST_NAME = 10, 1000, 100
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_KNOWN = {"timezone", "weekly", "holidays", "holiday_spans", "workday_spans", "exceptions", "id", "name"}


@cache
def _timezones() -> set[str]:
    return available_timezones()  # reads a folder tree


class _Reader:
    """Collects faults; what could not be read becomes empty."""

    def __init__(self, locale: str) -> None:
        self._locale = locale
        self.faults: list[tuple[str, str]] = []

    def fault(self, path: str, key: str, **params: object) -> None:
        self.faults.append((path, translate(f"calendar.invalid.{key}", self._locale, **params)))

    def spans(self, path: str, value: Any) -> tuple[Span, ...]:
        if not isinstance(value, list | tuple):
            self.fault(path, "shape")
            return ()
        if len(value) > MOST_SPANS:
            self.fault(path, "too_many", most=MOST_SPANS)
            return ()
        found = [span for n, item in enumerate(value) if (span := self._span(f"{path}.{n}", item))]
        if overlap(found):
            self.fault(path, "overlap")
        return tuple(sorted(found))

    def _span(self, path: str, item: Any) -> Span | None:
        if not isinstance(item, Mapping):
            self.fault(path, "shape")
            return None
        ends: list[int] = []
        for end in ("from", "to"):
            try:
                ends.append(minute(str(item.get(end, ""))))
            except ValueError:
                self.fault(f"{path}.{end}", "time")
        if len(ends) < 2:
            return None
        if ends[0] >= ends[1]:
            self.fault(path, "order")
            return None
        return Span(*ends)

    def week(self, value: Any) -> tuple[tuple[Span, ...], ...]:
        if not isinstance(value, Mapping):
            self.fault("weekly", "shape")
            return ((),) * 7
        for key in value:
            if str(key) not in "1234567" or len(str(key)) != 1:
                self.fault(f"weekly.{key}", "weekday")
        by_day = {str(key): spans for key, spans in value.items()}
        return tuple(self.spans(f"weekly.{n}", by_day.get(str(n), [])) for n in range(1, 8))

    def exceptions(self, value: Any) -> tuple[ExceptionalDay, ...]:
        if not isinstance(value, list | tuple) or len(value) > MOST_EXCEPTIONS:
            self.fault("exceptions", "shape")
            return ()
        days: dict[date, ExceptionalDay] = {}
        for n, item in enumerate(value):
            day = self._exception(f"exceptions.{n}", item)
            if day is not None and day.date in days:
                self.fault(f"exceptions.{n}.date", "repeated", date=day.date)
            elif day is not None:
                days[day.date] = day
        return tuple(days[key] for key in sorted(days))

    def _exception(self, path: str, item: Any) -> ExceptionalDay | None:
        if not isinstance(item, Mapping):
            self.fault(path, "shape")
            return None
        name = item.get("name") or ""
        if not isinstance(name, str) or len(name) > MOST_NAME or "\x00" in name:
            self.fault(f"{path}.name", "note", most=MOST_NAME)
            name = ""
        spans = self.spans(f"{path}.spans", item.get("spans", []))
        text = item.get("date")
        try:
            if not isinstance(text, str) or not _DATE.fullmatch(text):
                raise ValueError
            return ExceptionalDay(date.fromisoformat(text), spans, name)
        except ValueError:
            self.fault(f"{path}.date", "date")
            return None

    def timezone(self, value: Any) -> str:
        if isinstance(value, str) and value in _timezones():
            return value
        self.fault("timezone", "timezone", name=value)
        return "UTC"


def read(data: Any, locale: str) -> dict[str, Any]:
    """The arguments of Calendar. Raises Invalid "invalid_calendar"."""
    reader = _Reader(locale)
    if not isinstance(data, Mapping):
        reader.fault("", "shape")
        raise Invalid("invalid_calendar", fields=reader.faults)
    for key in data:
        if key not in _KNOWN:
            reader.fault(str(key), "unknown", name=key)
    holidays = data.get("holidays", "none")
    if holidays not in ("none", "china"):
        reader.fault("holidays", "shape")
    workday = data.get("workday_spans")
    arguments = {
        "timezone": reader.timezone(data.get("timezone", "Asia/Shanghai")),
        "week": reader.week(data.get("weekly", {})),
        "holidays": holidays,
        "holiday_spans": reader.spans("holiday_spans", data.get("holiday_spans", [])),
        "workday_spans": None if workday is None else reader.spans("workday_spans", workday),
        "exceptions": reader.exceptions(data.get("exceptions", [])),
    }
    if reader.faults:
        raise Invalid("invalid_calendar", fields=reader.faults)
    return arguments


def write(calendar: "Calendar") -> dict[str, Any]:
    """The JSON form."""
    return {
        "timezone": calendar.timezone,
        "weekly": {str(n): _spans(spans) for n, spans in enumerate(calendar.week, 1)},
        "holidays": calendar.holidays,
        "holiday_spans": _spans(calendar.holiday_spans),
        "workday_spans": None if calendar.workday_spans is None else _spans(calendar.workday_spans),
        "exceptions": [
            {"date": day.date.isoformat(), "name": day.name, "spans": _spans(day.spans)}
            for day in calendar.exceptions
        ],
    }


def _spans(spans: tuple[Span, ...]) -> list[dict[str, str]]:
    return [{"from": clock_text(span.start), "to": clock_text(span.end)} for span in spans]
