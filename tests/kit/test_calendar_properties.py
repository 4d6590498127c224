"""What holds for every calendar and every instant."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.kit.calendar import Calendar, ExceptionalDay, Span

ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "UTC"]


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    return tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))


dates = st.dates(date(2025, 12, 1), date(2027, 2, 1))
instants = st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 1), timezones=st.just(UTC))  # noqa: DTZ001
durations = st.timedeltas(timedelta(0), timedelta(days=20))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    days = draw(st.lists(dates, unique=True, max_size=4))
    return Calendar(
        week=tuple(draw(spans()) for _ in range(7)),
        timezone=draw(st.sampled_from(ZONES)),
        holidays=draw(st.sampled_from(["none", "china"])),
        holiday_spans=draw(spans()),
        workday_spans=draw(st.none() | spans()),
        exceptions=tuple(ExceptionalDay(day, draw(spans())) for day in sorted(days)),
    )


@given(calendars(), instants, durations)
@settings(max_examples=150, deadline=None)
def test_adding_and_measuring_are_inverse(calendar: Calendar, at: datetime, duration: timedelta) -> None:
    due = calendar.add_business(at, duration)
    if due is None:
        return
    assert due >= at
    assert calendar.business_between(at, due) == duration
    if duration:
        # The first such instant: a moment earlier it is not yet reached.
        assert calendar.business_between(at, due - timedelta(microseconds=1)) < duration


@given(calendars(), instants, instants, instants)
@settings(max_examples=100, deadline=None)
def test_measuring_adds_up(calendar: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted((a, b, c))
    whole = calendar.business_between(a, c)
    assert whole == calendar.business_between(a, b) + calendar.business_between(b, c)
    assert timedelta(0) <= whole <= c - a


@given(calendars(), instants)
@settings(max_examples=150, deadline=None)
def test_openings_and_closings_agree(calendar: Calendar, at: datetime) -> None:
    opening = calendar.next_open(at)
    assert (opening == at) is calendar.is_open(at)
    if opening is None:
        assert calendar.business_between(at, at + timedelta(days=60)) == timedelta(0)
        return
    assert calendar.is_open(opening)
    assert calendar.business_between(at, opening) == timedelta(0)
    close = calendar.next_close(opening)
    if close is not None:
        assert not calendar.is_open(close)
        assert calendar.business_between(opening, close) == close - opening


@given(calendars(), instants)
@settings(max_examples=100, deadline=None)
def test_open_follows_the_wall_clock(calendar: Calendar, at: datetime) -> None:
    """Away from changes of the clock, being open is what the spans of the local date say."""
    local = at.astimezone(calendar._zone)
    if any(
        (local + timedelta(hours=h)).utcoffset() != local.utcoffset()
        or (at + timedelta(hours=h)).astimezone(calendar._zone).utcoffset() != local.utcoffset()
        for h in (-25, -3, 3, 25)
    ):
        return
    minutes = local.hour * 60 + local.minute
    said = any(span.start <= minutes < span.end for span in calendar.spans_on(local.date()))
    assert calendar.is_open(at) is said


@given(calendars())
@settings(max_examples=100, deadline=None)
def test_json_form_keeps_everything(calendar: Calendar) -> None:
    assert Calendar.from_dict(calendar.to_dict()) == calendar
