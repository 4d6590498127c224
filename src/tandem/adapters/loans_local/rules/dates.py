"""Which day an instalment falls due, and how many days lie between two."""

from collections.abc import Callable
from datetime import date, timedelta

from tandem.adapters.loans_local.rules.terms import DayCount, Terms

DayOff = Callable[[date], bool]


def weekend(day: date) -> bool:
    """Off, when nobody says better (public holidays come from a calendar)."""
    return day.isoweekday() > 5


def due_dates(terms: Terms, day_off: DayOff = weekend) -> list[date]:
    """The due date of every instalment: the contract's day of each month, the first at least `shortest_first` days
    after the disbursement."""
    first = on_day(terms.disbursed_on, 0, terms.due_day)
    while first <= terms.disbursed_on or (first - terms.disbursed_on).days < terms.shortest_first:
        first = on_day(first, 1, terms.due_day)
    days = [on_day(first, n, terms.due_day) for n in range(terms.periods)]
    return [following(day, day_off) for day in days] if terms.holidays == "following" else days


def on_day(of: date, months: int, day: int) -> date:
    """The `day` (1–28) of the month `months` after that of `of`."""
    month = of.year * 12 + of.month - 1 + months
    return date(month // 12, month % 12 + 1, day)


def days_between(start: date, end: date, count: DayCount) -> int:
    """Days that bear interest: the first counts, the last does not (放款当天起息，还款当天不计息)."""
    if count == "30/360":
        months = 12 * (end.year - start.year) + end.month - start.month
        return max(0, 30 * months + min(end.day, 30) - min(start.day, 30))
    return max(0, (end - start).days)


def following(day: date, day_off: DayOff) -> date:
    """The day, or the next working one after it."""
    while day_off(day):
        day += timedelta(days=1)
    return day
