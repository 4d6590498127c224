"""Which days a model learns from, is calibrated on and is judged on: earlier ones, later ones, the last ones.

Between two of these spans lie as many days as an outcome takes, so that no outcome of one is seen in the next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from zlib import crc32

CALIBRATED, JUDGED = timedelta(days=56), timedelta(days=56)
WARM_UP = timedelta(days=60)
"""The past that features look at, before the first day that is learned from."""
LEAST_LEARNED = timedelta(days=60)
_WEEK = 7


@dataclass(frozen=True)
class Span:
    """From `first` to `last`, both in it."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Split:
    learned: Span
    calibrated: Span
    judged: Span

    def part_of(self, day: date) -> int | None:
        """0: to learn from, 1: to calibrate on, 2: to judge on; None: in none of them."""
        for place, span in enumerate((self.learned, self.calibrated, self.judged)):
            if day in span:
                return place
        return None


def split(first: date, today: date, ahead: int) -> Split | None:
    """`first`: the first day of the history; `ahead`: within how many days an outcome shows. None: too short a
    history."""
    gap = timedelta(days=ahead)
    day = timedelta(days=1)
    judged = Span(today - gap - JUDGED + day, today - gap)
    calibrated = Span(judged.first - gap - CALIBRATED, judged.first - gap - day)
    learned = Span(first + WARM_UP, calibrated.first - gap - day)
    return Split(learned, calibrated, judged) if learned.first + LEAST_LEARNED <= learned.last else None


def days_of(customer: bytes, span: Span) -> Iterator[date]:
    """One day a week of this customer's, so that all weekdays are there: `customer` is any lasting name of theirs."""
    day = span.first + timedelta(days=(crc32(customer) - span.first.toordinal()) % _WEEK)
    while day <= span.last:
        yield day
        day += timedelta(days=_WEEK)


def chosen(customer: bytes, seed: int, share: float) -> bool:
    """Whether the customer is among those whom a version learns from, where there are more than it may."""
    return crc32(customer, seed) < share * 2**32
