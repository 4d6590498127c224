"""Deadlines, as functions of a calendar and the time. A queue without a calendar is always open."""

from datetime import datetime, timedelta
from typing import Protocol


class OpenHours(Protocol):
    """The part of a business calendar that clocks need (`tandem.kit.calendar.Calendar` has it)."""

    def is_open(self, at: datetime) -> bool: ...
    def next_open(self, at: datetime) -> datetime | None: ...
    def add_business(self, at: datetime, duration: timedelta) -> datetime | None: ...


def counts_from(calendar: OpenHours | None, now: datetime) -> datetime:
    """From when a wait counts: now, or the next opening."""
    if calendar is None or calendar.is_open(now):
        return now
    return calendar.next_open(now) or now


def due(calendar: OpenHours | None, start: datetime, seconds: int) -> datetime:
    """`seconds` of open time after `start`."""
    if calendar is None:
        return start + timedelta(seconds=seconds)
    return calendar.add_business(start, timedelta(seconds=seconds)) or start + timedelta(seconds=seconds)
