"""Chinese public holidays and make-up workdays, by the State Council's yearly notice (package
chinesecalendar).

A notice comes out each autumn for the next year only. For years without data nobody knows the days:
callers fall back to weekdays and can say so (`holidays_known_until`)."""

from datetime import date
from functools import cache
from typing import Literal

import chinese_calendar.constants as data

DayKind = Literal["holiday", "workday"]


@cache
def _years() -> tuple[int, int]:
    return min(data.holidays).year, max(data.holidays).year


def holidays_known_until() -> date:
    """The last day that the installed data knows."""
    return date(_years()[1], 12, 31)


def holidays_known(day: date) -> bool:
    """True when the data covers the year of this day."""
    first, last = _years()
    return first <= day.year <= last


def chinese_day(day: date) -> DayKind | None:
    """`holiday`: off for a public holiday, weekends beside it included; `workday`: a weekend day worked
    instead; None: an ordinary day, or a year without data."""
    if day in data.workdays:
        return "workday"
    return "holiday" if day in data.holidays else None
