"""Chinese public holidays and make-up workdays, by the State Council's yearly notice (package
chinesecalendar).

A notice comes out each autumn for the next year only. For years without data nobody knows the days:
calendars fall back to weekdays, and the health page says so (`health`)."""

from datetime import date
from functools import cache
from typing import Literal

import chinese_calendar.constants as data

DayKind = Literal["holiday", "workday"]


@cache
def holidays_known_until() -> date:
    """The last day that the installed data knows."""
    return date(max(data.holidays).year, 12, 31)


def chinese_day(day: date) -> DayKind | None:
    """`holiday`: off for a public holiday, weekends beside it included; `workday`: a weekend day worked
    instead; None: an ordinary day, or a year without data."""
    if day in data.workdays:
        return "workday"
    return "holiday" if day in data.holidays else None
