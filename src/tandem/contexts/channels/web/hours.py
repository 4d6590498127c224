"""Whether people are at work now, and when, in words."""

from dataclasses import dataclass
from datetime import datetime

from tandem.kit.calendar import Calendar
from tandem.kit.i18n import translate


@dataclass(frozen=True)
class Hours:
    """`next_open_at` is None while open, and when nobody ever comes again."""

    open: bool
    text: str
    next_open_at: datetime | None


def hours_of(calendar: Calendar | None, now: datetime, locale: str) -> Hours:
    """The hours of a queue's calendar; without one it is always open."""
    if calendar is None:
        return Hours(True, translate("channels.always_open", locale), None)
    is_open = calendar.is_open(now)
    return Hours(is_open, calendar.text(locale, now=now), None if is_open else calendar.next_open(now))
