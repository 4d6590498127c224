"""What is wrong with a command in itself."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.contexts.loans.command import Command
from tandem.contexts.loans.rules.checking import kept, key_fits, refusal
from tandem.contexts.loans.rules.waiting import LIFE, never_begun, next_ask

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "params", "code"),
    [
        ("repay", {"card": "c", "fen": 1}, None), ("repay", {"card": "c", "fen": 1, "loan": "L"}, None),
        ("repay", {"card": "c", "fen": 0}, "bad_amount"), ("repay", {"card": "c", "fen": -5}, "bad_amount"),
        ("repay", {"card": "c", "fen": 1.0}, "bad_amount"), ("repay", {"card": "c", "fen": "100"}, "bad_amount"),
        ("repay", {"card": "c", "fen": True}, "bad_amount"), ("repay", {"card": "c", "fen": 10**12}, "bad_amount"),
        ("repay", {"fen": 1}, "bad_parameters"), ("repay", {"card": "", "fen": 1}, "bad_parameters"),
        ("repay", {"card": "c", "fen": 1, "more": 1}, "bad_parameters"),
        ("repay", {"card": "a\x00b", "fen": 1}, "bad_parameters"),
        ("prepay", {"loan": "L", "card": "c", "fen": 0, "total_fen": 1}, "bad_amount"),
        ("prepay", {"loan": "L", "card": "c", "fen": 1, "total_fen": 0}, "bad_amount"),
        ("prepay", {"loan": "L", "fen": 1, "total_fen": 1}, "bad_parameters"),
        ("prepay", {"loan": "L", "card": "c", "fen": 1}, "bad_parameters"),
        ("prepay", {"loan": "L", "payment": "P1", "fen": 1, "total_fen": 2}, None),
        ("settle", {"loan": "L", "card": "c"}, "bad_parameters"),
        ("settle", {"loan": "L", "card": "c", "total_fen": -1}, "bad_amount"),
        ("settle", {"loan": "L", "card": "c", "total_fen": 0}, None),
        ("settle", {"loan": "L", "card": "c", "total_fen": False}, "bad_amount"),
        ("repay", {"payment": "P1", "fen": 1}, None), ("settle", {"loan": "L", "total_fen": 1}, "bad_parameters"),
        ("repay", {"card": "c", "payment": "P1", "fen": 1}, "bad_parameters"),
        ("settle", {"loan": "L", "payment": "P1", "total_fen": 1}, None),
        ("change_due_day", {"day": 0}, "bad_day"), ("change_due_day", {"day": 29}, "bad_day"),
        ("change_due_day", {"day": "8"}, "bad_day"), ("change_due_day", {"day": 28}, None),
        ("request_limit", {"fen": 0}, "bad_amount"),
        ("certificate", {"loan": "L", "delivery": "fax"}, "bad_parameters"),
        ("change_phone", {"phone": "1381234567"}, "bad_phone"), ("change_phone", {"phone": "13812345678"}, None),
        ("dispute", {"loan": "L", "fee": "penalty", "description": "多收了"}, None),
        ("dispute", {"loan": "L", "fee": "credit_report", "description": "写错了"}, None),
        ("dispute", {"loan": "L", "fee": "fee", "description": "多收了"}, "bad_parameters"),
        ("delete_everything", {}, "bad_parameters"),
    ],
)  # fmt: skip
def test_commands(kind: str, params: dict[str, object], code: str | None) -> None:
    assert refusal(Command("k", "B1", kind, params)) == code  # type: ignore[arg-type]


@pytest.mark.parametrize("customer", ["", "x" * 1001])
def test_of_nobody(customer: str) -> None:
    assert refusal(Command("k", customer, "change_due_day", {"day": 1})) == "bad_parameters"


@pytest.mark.parametrize(
    ("key", "fits"),
    [("k1", True), ("", False), ("a b", False), ("键", False), ("x" * 201, False), ("a\nb", False)],
)
def test_keys_travel_in_a_header(key: str, fits: bool) -> None:
    assert key_fits(key) is fits


def test_the_journal_keeps_the_ends_of_a_phone_number() -> None:
    assert kept({"phone": "13812345678", "loan": "L"}) == {"phone": "138****5678", "loan": "L"}


@settings(deadline=None)
@given(st.integers(0, 10_000))
def test_asking_gets_rarer_and_never_stops(asks: int) -> None:
    wait = next_ask(asks, NOW) - NOW
    assert timedelta(seconds=5) <= wait <= next_ask(asks + 1, NOW) - NOW <= timedelta(minutes=5)


def test_a_command_can_begin_until_it_expires() -> None:
    assert not never_begun(NOW + LIFE, NOW + LIFE)
    assert never_begun(NOW + LIFE, NOW + LIFE + timedelta(minutes=2))
