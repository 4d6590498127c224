"""When a device is told, as tables and as properties."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.channels.push.rules import (
    PREVIEW_CHARS,
    Facts,
    Send,
    Skip,
    Wait,
    decide,
    reachable_at,
    words,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
USUAL = Facts(newest=5, had=4, devices=1)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (USUAL, Send()),
        (replace(USUAL, had=5), Skip("had")),
        (replace(USUAL, had=9), Skip("had")),
        (replace(USUAL, newest=0, had=0), Skip("nothing")),
        (replace(USUAL, devices=0), Skip("no_device")),
        (replace(USUAL, erased_or_restricted=True), Skip("person")),
        (replace(USUAL, contact_from="09:00", contact_until="18:00"), Send()),
        (
            replace(USUAL, contact_from="13:30", contact_until="18:00"),
            Wait(datetime(2026, 11, 22, 5, 30, tzinfo=UTC)),
        ),
        (
            replace(USUAL, contact_from="08:00", contact_until="12:00"),
            Wait(datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),
        ),
        (replace(USUAL, contact_from="20:00", contact_until="08:00", had=5), Skip("had")),
    ],
    ids=range(10),
)
def test_the_table(facts: Facts, verdict: object) -> None:
    assert decide(facts, NOON, ZONE) == verdict


clocks = st.times().map(lambda t: f"{t.hour:02}:{t.minute:02}")
moments = st.integers(1_577_836_800, 2_200_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


@given(clocks, clocks, moments)
def test_the_next_hour_is_soon_and_right(begins: str, ends: str, now: datetime) -> None:
    at = reachable_at(begins, ends, now, ZONE)
    assert now <= at <= now + timedelta(days=1)
    assert reachable_at(begins, ends, at, ZONE) == at
    if at > now:
        assert f"{at.astimezone(ZONE):%H:%M}" == begins


@pytest.mark.parametrize(
    ("preview", "shown"),
    [
        (None, "您有一条新消息"),
        ("", "您有一条新消息"),
        ("  \n ", "您有一条新消息"),
        ("已为您\n登记", "已为您 登记"),
        ("长" * 200, "长" * (PREVIEW_CHARS - 1) + "…"),
    ],
    ids=["no preview", "a picture", "blanks", "two lines", "long"],
)
def test_what_it_says(preview: str | None, shown: str) -> None:
    assert words(preview, "您有一条新消息") == shown
