"""Pure decisions of self-service."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.selfservice.deadlines import answer_by
from tandem.contexts.selfservice.levels import missing
from tandem.contexts.selfservice.rules.certifying import (
    grouped,
    in_words,
    masked_name,
    new_code,
    read_code,
)
from tandem.contexts.selfservice.rules.paying import next_look, payable_until, split
from tandem.kit.calendar import Calendar, Span

FEN = st.integers(1, 10**10)


@given(st.sampled_from(["repay", "settle"]), FEN, FEN)
def test_no_fen_is_lost_and_none_too_many_booked(purpose: str, asked: int, paid: int) -> None:
    booked, back = split(purpose, asked, paid)  # type: ignore[arg-type]
    assert booked + back == paid
    assert 0 <= booked <= asked
    assert back >= 0
    if purpose == "settle":
        assert booked in (0, asked)


@given(st.integers(0, 10_000))
def test_looking_never_ends_and_gets_rarer(looks: int) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    wait = next_look(looks, now) - now
    assert timedelta(seconds=5) <= wait <= next_look(looks + 1, now) - now <= timedelta(minutes=5)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"), (1, "壹分"), (10, "壹角整"), (105, "壹元零伍分"), (110, "壹元壹角整"), (1_000, "壹拾元整"),
        (100_05, "壹佰元零伍分"), (480_000, "肆仟捌佰元整"), (1_000_500, "壹万零伍元整"),
        (3_600_000, "叁万陆仟元整"), (10_000_000_00, "壹仟万元整"), (1_0000_0001_00, "壹亿零壹元整"),
        (1_2003_0405_67, "壹亿贰仟零叁万零肆佰零伍元陆角柒分"),
    ],
)  # fmt: skip
def test_amounts_in_words(fen: int, words: str) -> None:
    assert in_words(fen) == words


_DIGIT = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACE = {"拾": 10, "佰": 100, "仟": 1000}


def _value(words: str) -> int:
    """What an amount in words says, read by another way than it was written."""
    total = section = digit = 0
    for c in words:
        if c in _DIGIT:
            digit = _DIGIT[c]
        elif c in _PLACE:
            section, digit = section + digit * _PLACE[c], 0
        elif c in "万亿":
            part = section + digit
            total = total + part * 10**4 if c == "万" else (total + part) * 10**8
            section = digit = 0
        elif c == "元":
            total, section, digit = (total + section + digit) * 100, 0, 0
        elif c == "角":
            total, digit = total + digit * 10, 0
        elif c == "分":
            total, digit = total + digit, 0
    return total


@given(st.integers(0, 10**13))
def test_amounts_in_words_say_the_amount(fen: int) -> None:
    words = in_words(fen)
    assert _value(words) == fen
    assert "零零" not in words


def test_codes() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        assert read_code(grouped(code).lower()) == code
    for typed in ("", "ABC", "I" * 16, "０" * 16, "ABCD" * 5):
        assert read_code(typed) is None


@pytest.mark.parametrize(
    ("name", "shown"), [("王雨欣", "王*欣"), ("李浩", "李*"), ("王", "*"), ("", ""), ("欧阳娜娜", "欧*娜")]
)
def test_masked_names(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("action", "have", "want"),
    [
        ("loans", "public", "bound"), ("loans", "bound", None), ("settle", "bound", "fresh"), ("settle", "fresh", None),
        ("something_new", "bound", "fresh"),
    ],
)  # fmt: skip
def test_levels(action: str, have: str, want: str | None) -> None:
    assert missing(action, have) == want  # type: ignore[arg-type]


def test_deadlines() -> None:
    assert answer_by("credit_objection", date(2026, 11, 23)) == date(2026, 12, 13)
    assert answer_by("credit_objection", date(2012, 1, 1)) is None
    assert answer_by("fee_dispute", date(2026, 11, 23)) is None


@given(st.integers(0, 24 * 60 - 1))
def test_a_cashier_page_is_only_open_while_the_ledger_books(minute: int) -> None:
    """For half an hour at most, and never so short that nobody can pay."""
    now = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=minute)
    hours = Calendar(((Span.of("08:00", "22:00"),),) * 7, timezone="UTC")
    until = payable_until(now, hours)
    assert payable_until(now, None) == now + timedelta(minutes=30)
    assert payable_until(now, Calendar.always("UTC")) == now + timedelta(minutes=30)
    if until is None:
        assert not hours.is_open(now) or not hours.is_open(now + timedelta(minutes=5))
    else:
        assert hours.is_open(now)
        assert hours.is_open(until + timedelta(minutes=1))
        assert timedelta(minutes=3) <= until - now <= timedelta(minutes=30)
