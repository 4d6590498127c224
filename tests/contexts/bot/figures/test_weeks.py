"""Weeks begin on Monday by the business's clock, and totals come from sums."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.bot.figures.rules.weeks import (
    Counts,
    begins,
    final,
    laid_out,
    monday,
    share,
    weeks_until,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), date(2026, 11, 16)),  # Sunday 23:59 in Shanghai
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), date(2026, 11, 23)),  # Monday 00:00 there
    ],
)
def test_a_week_begins_by_the_local_clock(now: datetime, expected: date) -> None:
    assert weeks_until(now, 3, SHANGHAI)[-1] == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_monday_is_a_monday_of_that_week(day: date) -> None:
    assert monday(day).weekday() == 0
    assert 0 <= (day - monday(day)).days < 7


def test_weeks_follow_each_other_across_the_year() -> None:
    found = weeks_until(datetime(2027, 1, 5, tzinfo=UTC), 3, SHANGHAI)
    assert found == [date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4)]


def test_a_week_is_final_when_nobody_can_come_back() -> None:
    week = date(2026, 11, 2)
    assert not final(week, datetime(2026, 11, 15, 15, 59, tzinfo=UTC), SHANGHAI)
    assert final(week, datetime(2026, 11, 15, 16, 0, tzinfo=UTC), SHANGHAI)
    assert begins(week, SHANGHAI).utcoffset() is not None


def test_totals_come_from_sums_and_nothing_is_divided_by_nothing() -> None:
    both = Counts(turns=10, auto=5, small_talk=2).plus(Counts(turns=30, auto=27, small_talk=0))
    assert both.coverage == 32 / 38
    assert Counts(turns=3, small_talk=3).coverage is None
    assert share(0, 0) is None
    assert laid_out([date(2026, 11, 2)], {}) == [(date(2026, 11, 2), Counts())]
