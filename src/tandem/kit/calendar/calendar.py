"""The calendar: when is it open, how long is a stretch of time in business time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tandem.kit.calendar import writing
from tandem.kit.calendar.holidays import chinese_day
from tandem.kit.calendar.spans import ALL_DAY, MINUTES, ExceptionalDay, Span, joined

Interval = tuple[datetime, datetime]
Week = tuple[tuple[Span, ...], ...]

_DAY = timedelta(days=1)
_HORIZON = timedelta(days=731)
"""How far ahead an opening is looked for. A calendar closed for two years counts as closed for good."""
_CACHED_DAYS = 4000


@dataclass(frozen=True)
class Calendar:
    """`week` has the spans of Monday to Sunday. With `holidays="china"`, public holidays have
    `holiday_spans` and make-up workdays `workday_spans` (None: those of Monday). `exceptions` go before
    everything.

    Spans are wall time of `timezone`. All datetimes given must be aware; those returned are UTC."""

    week: Week
    timezone: str = "Asia/Shanghai"
    holidays: Literal["none", "china"] = "none"
    holiday_spans: tuple[Span, ...] = ()
    workday_spans: tuple[Span, ...] | None = None
    exceptions: tuple[ExceptionalDay, ...] = ()
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _by_date: Mapping[date, ExceptionalDay] = field(init=False, repr=False, compare=False)
    _days: dict[date, tuple[Interval, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        object.__setattr__(self, "_zone", ZoneInfo(self.timezone))
        object.__setattr__(self, "_by_date", {day.date: day for day in self.exceptions})

    @classmethod
    def always(cls, timezone: str = "Asia/Shanghai") -> "Calendar":
        """Open around the clock."""
        return cls(week=((ALL_DAY,),) * 7, timezone=timezone)

    @classmethod
    def from_dict(cls, data: Any, locale: str = "zh-CN") -> "Calendar":
        """From the JSON form (see `to_dict`; `id` and `name` are passed over). Raises kit.errors.Invalid
        "invalid_calendar" with every fault found, as (path, message in `locale`) pairs."""
        return cls(**writing.read(data, locale))

    def to_dict(self) -> dict[str, Any]:
        """{timezone, weekly: {"1" (Monday) … "7": [{from, to}]}, holidays, holiday_spans, workday_spans,
        exceptions: [{date, name, spans}]}; times `HH:MM`, `24:00` at most."""
        return writing.write(self)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The spans of a local date, sorted, touching ones joined."""
        if day in self._by_date:
            return joined(self._by_date[day].spans)
        kind = chinese_day(day) if self.holidays == "china" else None
        if kind == "holiday":
            return joined(self.holiday_spans)
        if kind == "workday":
            return joined(self.week[0] if self.workday_spans is None else self.workday_spans)
        return joined(self.week[day.weekday()])

    def is_open(self, at: datetime) -> bool:
        """Whether business goes on at this instant. The first instant of a span is open, its end is
        closed."""
        day = at.astimezone(self._zone).date()
        return any(
            start <= at < end for near in (day - _DAY, day, day + _DAY) for start, end in self._on(near)
        )

    def next_open(self, at: datetime) -> datetime | None:
        """`at` itself when open, else the next opening; None when there is none within two years."""
        at = at.astimezone(UTC)
        for start, end in self._from(at):
            if end > at:
                return max(start, at)
        return None

    def next_close(self, at: datetime) -> datetime | None:
        """When the opening that `at` lies in ends; None when it is closed at `at`, or never closes."""
        at = at.astimezone(UTC)
        until: datetime | None = None
        for start, end in self._from(at):
            if end <= at:
                continue
            if until is None:
                if start > at:
                    return None
                until = end
            elif start > until:
                return until
            else:
                until = max(until, end)
            if until - at > _HORIZON:
                return None
        return until

    def add_business(self, at: datetime, duration: timedelta) -> datetime | None:
        """The first instant by which `duration` of business time has passed since `at` (`at` for none or
        less); None when that never happens."""
        at = at.astimezone(UTC)
        if duration <= timedelta(0):
            return at
        left = duration
        for opened, end in self._from(at):
            start = max(opened, at)
            if end - start >= left:
                return start + left
            left -= max(end - start, timedelta(0))
        return None

    def business_between(self, start: datetime, end: datetime) -> timedelta:
        """The business time from `start` to `end`; zero when `end` is not after `start`."""
        start, end, total = start.astimezone(UTC), end.astimezone(UTC), timedelta(0)
        if end <= start:
            return total
        for opened, closed in self._from(start):
            if opened >= end:
                break
            total += max(min(closed, end) - max(opened, start), timedelta(0))
        return total

    def text(self, locale: str = "zh-CN", *, with_zone: bool = False, now: datetime | None = None) -> str:
        """The opening hours for people: `周一至周五 09:00–18:00；周六 10:00–16:00`. `now`: if the day is an
        exceptional one, that is said first."""
        from tandem.kit.calendar.wording import opening_text

        today = now.astimezone(self._zone).date() if now else None
        return opening_text(self, locale, with_zone=with_zone, today=today)

    def exceptional(self, day: date) -> ExceptionalDay | None:
        """What was entered for this local date by itself."""
        return self._by_date.get(day)

    def _from(self, at: datetime) -> Iterator[Interval]:
        """Openings in order, disjoint (they may touch), from shortly before `at`; ends after a long
        closure."""
        day = at.astimezone(self._zone).date() - _DAY
        last = at - 2 * _DAY
        while True:
            for opened, end in self._on(day):
                start = max(opened, last)
                if end > start:
                    yield start, end
                    last = end
            day += _DAY
            if datetime.combine(day, time(), UTC) - max(last, at) > _HORIZON:
                return

    def _on(self, day: date) -> tuple[Interval, ...]:
        found = self._days.get(day)
        if found is None:
            if len(self._days) > _CACHED_DAYS:
                self._days.clear()
            found = self._days[day] = tuple(self._intervals(day))
        return found

    def _intervals(self, day: date) -> list[Interval]:
        if self._instant(day, MINUTES // 2).astimezone(self._zone).date() != day:
            return []  # a date that the zone skipped (Samoa had no 30 December 2011)
        pairs = [
            (self._instant(day, span.start), self._instant(day, span.end)) for span in self.spans_on(day)
        ]
        # A span inside the hour that clocks skip is empty.
        return sorted((start, end) for start, end in pairs if start < end)

    def _instant(self, day: date, minutes: int) -> datetime:
        """Wall time to UTC. Skipped wall times move forward; of repeated ones the first counts."""
        days, minutes = divmod(minutes, MINUTES)
        local = datetime.combine(day + days * _DAY, time(minutes // 60, minutes % 60), self._zone)
        return local.astimezone(UTC)
