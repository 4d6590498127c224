"""Weeks of a business calendar, and rates over counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta, tzinfo

REPEAT = timedelta(days=7)
"""Within this time a customer who comes back about the same matter was not helped (domain: repeat contact)."""
BAD_RATING = 2
"""Of five stars: so few and fewer say that it was not solved."""


@dataclass(frozen=True)
class Counts:
    """One week. Turns: `auto` (said by the bot alone: answers and flows), `draft` (put before the silent seat), `agent`
    (handed over), `clarified` (asked back), `small_talk`. Drafts: `drafts_decided` by people, `drafts_unedited` of them
    as they stood. `conversations` that the bot began and that are over; `contained`: no person took part; `abandoned`:
    left while the bot had asked back; `resolved`: contained, and nothing says otherwise."""

    turns: int = 0
    auto: int = 0
    draft: int = 0
    agent: int = 0
    clarified: int = 0
    small_talk: int = 0
    drafts: int = 0
    drafts_decided: int = 0
    drafts_unedited: int = 0
    conversations: int = 0
    contained: int = 0
    abandoned: int = 0
    resolved: int = 0

    @property
    def coverage(self) -> float | None:
        """Of the turns that asked for something, the share that the bot answered alone."""
        return share(self.auto, self.turns - self.small_talk)

    def plus(self, other: "Counts") -> "Counts":
        """Both together: a total's rates come from summed counts, not from a mean of rates."""
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Counts)))


def share(part: int, whole: int) -> float | None:
    """None where there is nothing to divide by."""
    return part / whole if whole else None


def monday(day: date) -> date:
    """The first day of the week that `day` lies in."""
    return day - timedelta(days=day.weekday())


def weeks_until(now: datetime, count: int, zone: tzinfo) -> list[date]:
    """The Mondays of the last `count` weeks, oldest first, the one under way last."""
    last = monday(now.astimezone(zone).date())
    return [last - timedelta(weeks=back) for back in range(count - 1, -1, -1)]


def begins(week: date, zone: tzinfo) -> datetime:
    """The moment a week begins."""
    return datetime.combine(week, time(), zone)


def final(week: date, now: datetime, zone: tzinfo) -> bool:
    """Whether nobody can come back any more: what was resolved in that week stays so."""
    return begins(week + timedelta(weeks=1), zone) + REPEAT <= now


def laid_out(weeks: Sequence[date], counted: Mapping[date, Counts]) -> list[tuple[date, Counts]]:
    """Every week, also those in which nothing happened."""
    return [(week, counted.get(week, Counts())) for week in weeks]
