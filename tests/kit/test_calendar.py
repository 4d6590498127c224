"""Calendars by example: real weeks, real holidays, clocks that jump."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tandem.kit.calendar import ALL_DAY, Calendar, ExceptionalDay, Span, chinese_day, holidays_known_until
from tandem.kit.calendar.health import holidays_check
from tandem.kit.clock import FixedClock
from tandem.kit.errors import Invalid
from tandem.kit.health import Unhealthy

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = (Span.of("09:00", "12:00"), Span.of("13:30", "18:00"))
WEEK = (OFFICE,) * 5 + ((Span.of("10:00", "16:00"),), ())
CHINA = Calendar(week=WEEK, holidays="china")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ("2026-03-02 08:59:59", False),  # a Monday
        ("2026-03-02 09:00", True),
        ("2026-03-02 11:59:59", True),
        ("2026-03-02 12:00", False),
        ("2026-03-02 13:30", True),
        ("2026-03-02 18:00", False),
        ("2026-03-07 10:00", True),  # Saturday
        ("2026-03-08 10:00", False),  # Sunday
        ("2026-02-17 10:00", False),  # Spring Festival, a Tuesday
        ("2026-02-14 17:00", True),  # a make-up workday: Saturday with Monday's hours
        ("2026-10-01 10:00", False),
    ],
)
def test_open(when: str, is_open: bool) -> None:
    assert CHINA.is_open(at(when)) is is_open
    assert CHINA.is_open(at(when).astimezone(UTC)) is is_open


def test_next_open_and_close() -> None:
    assert CHINA.next_open(at("2026-03-02 10:00")) == at("2026-03-02 10:00")
    assert CHINA.next_open(at("2026-03-02 12:30")) == at("2026-03-02 13:30")
    assert CHINA.next_open(at("2026-03-07 16:00")) == at("2026-03-09 09:00")
    # The Spring Festival of 2026: off from 15 February, back on the 24th.
    assert CHINA.next_open(at("2026-02-14 18:00")) == at("2026-02-24 09:00")
    assert CHINA.next_close(at("2026-03-02 10:00")) == at("2026-03-02 12:00")
    assert CHINA.next_close(at("2026-03-02 12:30")) is None
    found = CHINA.next_open(at("2026-03-02 12:30"))
    assert found is not None
    assert found.tzinfo is UTC


def test_business_time() -> None:
    assert CHINA.add_business(at("2026-03-02 11:50"), timedelta(minutes=10)) == at("2026-03-02 12:00")
    assert CHINA.add_business(at("2026-03-02 11:50"), timedelta(minutes=30)) == at("2026-03-02 13:50")
    assert CHINA.add_business(at("2026-03-07 15:00"), timedelta(hours=2)) == at("2026-03-09 10:00")
    assert CHINA.add_business(at("2026-03-08 03:00"), timedelta(0)) == at("2026-03-08 03:00")
    assert CHINA.business_between(at("2026-03-02 00:00"), at("2026-03-09 00:00")) == timedelta(
        hours=5 * 7.5 + 6
    )
    assert CHINA.business_between(at("2026-03-02 12:00"), at("2026-03-02 13:30")) == timedelta(0)
    assert CHINA.business_between(at("2026-03-03 00:00"), at("2026-03-02 00:00")) == timedelta(0)


def test_exceptions_go_before_holidays() -> None:
    calendar = Calendar(
        week=WEEK,
        holidays="china",
        exceptions=(
            ExceptionalDay(date(2026, 10, 1), (Span.of("10:00", "11:00"),), "国庆值班"),
            ExceptionalDay(date(2026, 3, 2)),
        ),
    )
    assert calendar.is_open(at("2026-10-01 10:30"))
    assert not calendar.is_open(at("2026-03-02 10:00"))


def test_holiday_and_workday_spans() -> None:
    short = (Span.of("10:00", "16:00"),)
    calendar = Calendar(week=WEEK, holidays="china", holiday_spans=short, workday_spans=short)
    assert calendar.spans_on(date(2026, 10, 1)) == short
    assert calendar.spans_on(date(2026, 2, 14)) == short
    assert calendar.spans_on(date(2026, 3, 2)) == OFFICE


def test_holidays_of_a_year_nobody_knows() -> None:
    unknown = date(holidays_known_until().year + 1, 1, 1)
    assert chinese_day(unknown) is None
    assert CHINA.spans_on(unknown) == WEEK[unknown.weekday()]


async def test_that_holidays_run_out_is_told_before() -> None:
    end = datetime.combine(holidays_known_until(), time(15), UTC)
    clock = FixedClock(end - timedelta(days=30))
    check = holidays_check(clock, ZoneInfo("Asia/Shanghai"))
    assert str(await check.probe()) == f"known until {end.date()}"
    clock.advance(timedelta(days=20))
    with pytest.raises(Unhealthy, match=f"known until {end.date()} only"):
        await check.probe()


def test_always_and_never() -> None:
    always, never = Calendar.always(), Calendar(week=((),) * 7)
    now = at("2026-03-02 10:00")
    assert always.is_open(now)
    assert always.next_open(now) == now
    assert always.next_close(now) is None
    assert always.add_business(now, timedelta(days=1000)) == now + timedelta(days=1000)
    assert always.business_between(now, now + timedelta(days=400)) == timedelta(days=400)
    assert not never.is_open(now)
    assert never.next_open(now) is None
    assert never.next_close(now) is None
    assert never.add_business(now, timedelta(seconds=1)) is None
    assert never.business_between(now, now + timedelta(days=9)) == timedelta(0)


def test_openings_run_on_over_midnight() -> None:
    night = (Span.of("00:00", "06:00"), Span.of("22:00", "24:00"))
    calendar = Calendar(week=(night,) * 7)
    assert calendar.is_open(at("2026-03-03 00:00"))
    assert calendar.next_close(at("2026-03-02 23:00")) == at("2026-03-03 06:00")


def test_exceptions_far_ahead_only() -> None:
    calendar = Calendar(week=((),) * 7, exceptions=(ExceptionalDay(date(2027, 3, 1), (ALL_DAY,)),))
    assert calendar.next_open(at("2026-03-02 10:00")) == at("2027-03-01 00:00")
    assert calendar.next_close(at("2027-03-01 10:00")) == at("2027-03-02 00:00")


def test_clocks_that_jump() -> None:
    around = Calendar(week=((ALL_DAY,),) * 7, timezone="Europe/Berlin")
    day = (Span.of("01:00", "04:00"),)
    calendar = Calendar(week=(day,) * 7, timezone="Europe/Berlin")
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    for when, hours in ((spring, 2), (autumn, 4)):
        start = datetime(when.year, when.month, when.day, tzinfo=BERLIN)
        end = datetime(when.year, when.month, when.day + 1, tzinfo=BERLIN)
        assert calendar.business_between(start, end) == timedelta(hours=hours)
        assert around.business_between(start, end) == timedelta(hours=24 + hours - 3)
    skipped = Calendar(week=((Span.of("02:10", "02:50"),),) * 7, timezone="Europe/Berlin")
    noon = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    found = skipped.next_open(noon)
    assert found is not None
    assert found.astimezone(BERLIN).isoformat() == "2026-03-29T03:10:00+02:00"


def test_a_day_that_never_was() -> None:
    calendar = Calendar(week=(OFFICE,) * 5 + ((), ()), timezone="Pacific/Apia")  # the 30th would be a Friday
    zone = ZoneInfo("Pacific/Apia")
    start, end = datetime(2011, 12, 29, tzinfo=zone), datetime(2012, 1, 1, tzinfo=zone)
    assert calendar.business_between(start, end) == timedelta(hours=7.5)


@pytest.mark.parametrize(
    ("calendar", "locale", "text"),
    [
        (Calendar.always(), "zh-CN", "全天 24 小时"),
        (Calendar.always(), "en", "24 hours a day, every day"),
        (Calendar(week=((),) * 7), "zh-CN", "暂不营业"),
        (Calendar(week=((Span.of("08:00", "22:00"),),) * 7), "zh-CN", "每天 08:00–22:00"),
        (
            CHINA,
            "zh-CN",
            "周一至周五 09:00–12:00、13:30–18:00；周六 10:00–16:00；法定节假日休息，调休工作日照常",
        ),
        (
            CHINA,
            "en",
            "Mon–Fri 09:00–12:00, 13:30–18:00; Sat 10:00–16:00;"
            " closed on Chinese public holidays, open on make-up workdays",
        ),
        (
            Calendar(week=((ALL_DAY,),) * 7, holidays="china", holiday_spans=OFFICE[:1]),
            "zh-CN",
            "每天 全天；法定节假日 09:00–12:00，调休工作日照常",
        ),
    ],
)
def test_text(calendar: Calendar, locale: str, text: str) -> None:
    assert calendar.text(locale) == text


def test_text_with_zone() -> None:
    assert Calendar(week=WEEK).text("en", with_zone=True).endswith("Sat 10:00–16:00 (Asia/Shanghai time)")


@pytest.mark.parametrize(
    ("spans", "name", "locale", "text"),
    [
        ((), "系统维护", "zh-CN", "今天（系统维护）休息；平时 全天 24 小时"),
        ((), "", "en", "Closed today; usually 24 hours a day, every day"),
        ((Span(600, 720),), "年会", "zh-CN", "今天（年会）10:00–12:00；平时 全天 24 小时"),
    ],
)
def test_an_exceptional_day_is_said_on_that_day_only(
    spans: tuple[Span, ...], name: str, locale: str, text: str
) -> None:
    special = ExceptionalDay(date(2026, 11, 23), spans, name)
    calendar = replace(Calendar.always(), exceptions=(special,))
    usual = Calendar.always().text(locale)
    # 00:30 in Shanghai on that day, which is the day before in UTC; and the last minute of the day.
    for hour in (datetime(2026, 11, 22, 16, 30, tzinfo=UTC), datetime(2026, 11, 23, 15, 59, tzinfo=UTC)):
        assert calendar.text(locale, now=hour) == text
    for hour in (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), datetime(2026, 11, 23, 16, 0, tzinfo=UTC)):
        assert calendar.text(locale, now=hour) == usual


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        ([], [""]),
        ({"weekly": []}, ["weekly"]),
        ({"weekly": {"0": []}}, ["weekly.0"]),
        ({"weekly": {"mon": []}}, ["weekly.mon"]),
        ({"weekly": {"1": [{"from": "9:00", "to": "25:00"}]}}, ["weekly.1.0.from", "weekly.1.0.to"]),
        ({"weekly": {"1": [{"from": "24:30", "to": "24:00"}]}}, ["weekly.1.0.from"]),
        ({"weekly": {"1": [{"from": "10:00", "to": "10:00"}]}}, ["weekly.1.0"]),
        ({"weekly": {"1": [{"from": "22:00", "to": "06:00"}]}}, ["weekly.1.0"]),
        (
            {"weekly": {"1": [{"from": "09:00", "to": "12:00"}, {"from": "11:59", "to": "13:00"}]}},
            ["weekly.1"],
        ),
        ({"weekly": {"1": [{"from": "09:00", "to": "10:00"}] * 11}}, ["weekly.1"]),
        ({"weekly": {"1": ["09:00"]}}, ["weekly.1.0"]),
        ({"timezone": "Asia/Beijing"}, ["timezone"]),
        ({"timezone": 8}, ["timezone"]),
        ({"holidays": "de"}, ["holidays"]),
        ({"exceptions": [{"date": "2026-02-30"}]}, ["exceptions.0.date"]),
        ({"exceptions": [{"date": "2026-W01-1"}]}, ["exceptions.0.date"]),
        ({"exceptions": [{"date": "2026-02-03"}, {"date": "2026-02-03"}]}, ["exceptions.1.date"]),
        ({"exceptions": [{"date": "2026-02-03", "name": "x" * 101}]}, ["exceptions.0.name"]),
        ({"exceptions": ["2026-02-03"]}, ["exceptions.0"]),
        ({"exceptions": {}}, ["exceptions"]),
        ({"workday_spans": 1}, ["workday_spans"]),
        ({"weakly": {}, "timezone": "x"}, ["weakly", "timezone"]),
    ],
)
def test_faults_are_all_told(data: Any, paths: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        Calendar.from_dict(data, "en")
    assert caught.value.code == "invalid_calendar"
    assert [path for path, _ in caught.value.fields] == paths
    assert not any("calendar.invalid" in message or "{" in message for _, message in caught.value.fields)


def test_touching_spans_are_one_opening() -> None:
    halves = [{"from": "12:00", "to": "18:00"}, {"from": "09:00", "to": "12:00"}]
    calendar = Calendar.from_dict({"weekly": {"1": halves}})
    assert calendar.spans_on(date(2026, 3, 2)) == (Span.of("09:00", "18:00"),)
    assert calendar.next_close(at("2026-03-02 10:00")) == at("2026-03-02 18:00")
    assert calendar.text() == "周一 09:00–18:00"
