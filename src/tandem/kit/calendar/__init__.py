"""Business calendars: opening hours by weekday, exceptional dates, Chinese public holidays. Pure: no clock
inside."""

from tandem.kit.calendar.calendar import Calendar
from tandem.kit.calendar.holidays import DayKind, chinese_day, holidays_known_until
from tandem.kit.calendar.spans import ALL_DAY, ExceptionalDay, Span

__all__ = ["ALL_DAY", "Calendar", "DayKind", "ExceptionalDay", "Span", "chinese_day", "holidays_known_until"]
