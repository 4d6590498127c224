"""When to look at a customer again though nothing has happened."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta, tzinfo

from tandem.contexts.portraits.rules.book import Book
from tandem.contexts.portraits.rules.facts import Base
from tandem.contexts.portraits.rules.portraying import next_change

_WEEK = timedelta(days=7)
_AWAY = timedelta(minutes=1)


def begins(day: date, zone: tzinfo) -> datetime:
    """The moment a day of the lender's begins, also where a clock change swallows midnight."""
    return datetime.combine(day, time(), zone)


def next_reading(base: Base, today: date) -> date | None:
    """The day on which the loan book may know something that nobody told: after a due day has passed (was it
    debited?), and weekly while a debt is overdue."""
    due = base.lent.next_due_on if base.lent else None
    if due is None:
        return None
    return due + timedelta(days=1) if due >= today else today + _WEEK


def next_look(
    changes: date | None,
    reading: date | None,
    ends: list[datetime],
    *,
    away: bool,
    now: datetime,
    zone: tzinfo,
) -> tuple[datetime, bool] | None:
    """(when, whether the loan book is to be read then); None: not before something happens. `ends`: when tags end;
    `away`: the loan book did not answer."""
    found: list[tuple[datetime, bool]] = [(end, False) for end in ends]
    if changes is not None:
        found.append((begins(changes, zone), False))
    if reading is not None:
        found.append((begins(reading, zone), True))
    if away:
        found.append((now + _AWAY, True))
    if not found:
        return None
    first = min(at for at, _ in found)
    return first, any(loans for at, loans in found if at <= first)


def look_after(
    book: Book, base: Base, state: str, given: Collection[str], ends: Iterable[datetime], *,
    profiling: bool, now: datetime, zone: tzinfo,
) -> tuple[datetime, bool] | None:  # fmt: skip
    """`next_look` for a portrait just computed; `state` is the loan book's, `given` and `ends` are of tags by hand or
    by a model."""
    today = now.astimezone(zone).date()
    return next_look(
        next_change(book, base, today, given, profiling=profiling),
        next_reading(base, today) if state == "known" else None,
        list(ends), away=state == "away", now=now, zone=zone,
    )  # fmt: skip
