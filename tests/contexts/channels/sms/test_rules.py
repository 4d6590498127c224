"""What every gateway has in common, decided without one."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.channels.sms.rules.numbers import mobile_number
from tandem.contexts.channels.sms.rules.promoting import QuietHours, promotion
from tandem.contexts.channels.sms.rules.refusing import refuses_marketing
from tandem.contexts.channels.sms.rules.segments import encoding_of, segmented, units
from tandem.contexts.channels.sms.rules.signing import signature_fault, signed

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        ("", "gsm7", 1),
        ("a" * 160, "gsm7", 1),
        ("a" * 161, "gsm7", 2),
        ("a" * 306, "gsm7", 2),
        ("a" * 307, "gsm7", 3),
        ("€" * 80, "gsm7", 1),  # 160 septets: each is escaped
        ("€" * 81, "gsm7", 2),
        ("€" * 153, "gsm7", 3),  # 76 of them in 153 septets: none is cut from its escape
        ("`", "ucs2", 1),  # no grave accent in the default alphabet
        ("贷" * 70, "ucs2", 1),
        ("贷" * 71, "ucs2", 2),
        ("贷" * 134, "ucs2", 2),
        ("贷" * 135, "ucs2", 3),
        ("😀" * 35, "ucs2", 1),
        ("😀" * 36, "ucs2", 2),
        ("😀" * 67, "ucs2", 3),  # 33 in 67 units: no pair is cut
    ],
)
def test_segments(text, encoding, count):
    carried = segmented(text)
    assert (carried.encoding, carried.count) == (encoding, count)


@given(st.text(alphabet=st.one_of(st.sampled_from("ab€[]贷款😀é"), st.characters(exclude_categories=["Cs"]))))
def test_no_segment_is_too_long_and_nothing_is_lost(text):
    carried = segmented(text)
    assert "".join(carried.pieces) == text
    alone, joined = (160, 153) if carried.encoding == "gsm7" else (70, 67)
    sizes = [sum(units(one, carried.encoding) for one in piece) for piece in carried.pieces]
    assert max(sizes) <= (alone if carried.count == 1 else joined)
    if carried.encoding == "ucs2":
        assert sum(sizes) == len(text.encode("utf-16-be")) // 2
    assert encoding_of(text) == carried.encoding


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("您的账单已出", "【禾穗】您的账单已出"),
        ("【禾穗】您的账单已出", "【禾穗】您的账单已出"),
        ("  【禾穗】您好 ", "【禾穗】您好"),
        ("【别家】您好", "【禾穗】【别家】您好"),
        ("您好，我是【禾穗】客服", "【禾穗】您好，我是【禾穗】客服"),
    ],
)
def test_the_signature_stands_in_front_once(text, whole):
    assert signed(text, "禾穗") == whole
    assert signed(whole, "禾穗") == whole


@pytest.mark.parametrize("wrong", ["", "禾", "禾" * 21, "【禾穗】", "禾穗\n金融", " 禾穗", "禾[穗"])
def test_signatures_that_no_operator_takes(wrong):
    assert signature_fault(wrong) is not None


def test_a_signature_that_can_be_used():
    assert signature_fault("禾穗消费金融") is None


@pytest.mark.parametrize(
    "typed",
    [
        "13900000000",
        "+8613900000000",
        "008613900000000",
        "86 139 0000 0000",
        "139-0000-0000",
        "１３９００００００００",
    ],
)
def test_one_number_however_it_is_written(typed):
    assert mobile_number(typed) == "13900000000"


@pytest.mark.parametrize(
    "typed",
    [
        "", "10086", "1390000000", "139000000000", "12900000000", "01088886666", "+85291234567", "+1 415 555 0100",
        "13900000000\r\nBcc: x", "١٣٩٠٠٠٠٠٠٠٠", "13900000000" * 9, "张伟",
    ],
)  # fmt: skip
def test_what_is_no_mobile_number(typed):
    assert mobile_number(typed) is None


@given(st.text(max_size=60))
def test_a_mobile_number_is_eleven_digits_or_none(typed):
    number = mobile_number(typed)
    assert number is None or (len(number) == 11 and number.isascii() and mobile_number(number) == number)


@pytest.mark.parametrize(
    "text", ["退订", "T", "t", " TD ", "TD01", "ＴＤ", "“退订”", "回T", "回复TD。", "拒收", "【退订】"]
)
def test_refusals_of_marketing(text):
    assert refuses_marketing(text, talking=False)
    assert refuses_marketing(text, talking=True)


@pytest.mark.parametrize("text", ["N", "r", "Ｎ"])
def test_single_letters_may_be_answers(text):
    assert refuses_marketing(text, talking=False)
    assert not refuses_marketing(text, talking=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "取消退订",
        "我要退订会员服务怎么操作",
        "TDX",
        "Today",
        "不",
        "NO",
        "退订单",
        "TT",
        "贷款",
        "0",
        "订阅",
        "T" * 30,
    ],
)
def test_what_refuses_nothing(text):
    assert not refuses_marketing(text, talking=False)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-22T{clock}:00+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "verdict", "over"),
    [
        ("09:00", "go", None),
        ("20:59", "go", None),
        ("21:00", "later", "2026-11-23T09:00:00+08:00"),
        ("00:00", "later", "2026-11-22T09:00:00+08:00"),
        ("08:59", "later", "2026-11-22T09:00:00+08:00"),
    ],
)
def test_no_marketing_at_night(now, verdict, over):
    found = promotion(True, at(now), SHANGHAI, QuietHours())
    assert found.verdict == verdict
    assert found.not_before == (datetime.fromisoformat(over) if over else None)


def test_no_marketing_without_consent_and_hours_of_ones_own():
    assert promotion(False, at("12:00"), SHANGHAI, QuietHours()).verdict == "refused"
    noon = QuietHours(time(12), time(14))
    assert promotion(True, at("12:30"), SHANGHAI, noon).not_before == at("14:00")
    assert promotion(True, at("11:59"), SHANGHAI, noon).verdict == "go"
    assert promotion(True, at("03:00"), SHANGHAI, QuietHours(time(0), time(0))).verdict == "go"


@given(st.integers(0, 4_000_000_000), st.times(), st.times())
def test_quiet_hours_end_outside_of_themselves(seconds, begins, ends):
    now = datetime.fromtimestamp(seconds, UTC)
    hours = QuietHours(begins, ends)
    over = (
        hours.ends_at(now, SHANGHAI)
        if datetime(2, 1, 1, tzinfo=UTC) < now < datetime(9990, 1, 1, tzinfo=UTC)
        else None
    )
    if over is not None:
        assert now < over
        assert hours.ends_at(over, SHANGHAI) is None
