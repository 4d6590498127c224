"""Levels, limits and what people type: tables, and what must hold of any life."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.verification.rules import limits, typed
from tandem.contexts.verification.rules.levels import NEEDED, Level, Proven, fresh_until, level_of, needed
from tandem.contexts.verification.rules.limits import Tried

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ALL = frozenset({"phone", "session", "address"})


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def proven(method: str, minutes: float) -> Proven:
    return Proven(method, ago(minutes), fresh_until(method, ago(minutes)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("proofs", "vouched", "level"),
    [
        ([], False, Level.PUBLIC),
        ([], True, Level.BOUND),
        ([proven("code", 0)], False, Level.FRESH),
        ([proven("code", 9.9)], False, Level.FRESH),
        ([proven("code", 10)], False, Level.BOUND),
        ([proven("code", 24 * 60 - 1)], False, Level.BOUND),
        ([proven("code", 24 * 60)], False, Level.PUBLIC),
        ([proven("id_digits", 0)], False, Level.BOUND),
        ([proven("agent", 1)], False, Level.FRESH),
        ([proven("code", 24 * 60), proven("id_digits", 5)], False, Level.BOUND),
    ],
)
def test_what_proofs_amount_to(proofs: list[Proven], vouched: bool, level: Level) -> None:
    assert level_of(proofs, NOW, vouched=vouched) is level


def test_what_moves_money_wants_a_fresh_code() -> None:
    assert {name for name, level in NEEDED.items() if level is Level.FRESH} == {
        "repay", "prepay", "settle", "change_due_day", "change_phone", "request_limit", "settlement_certificate",
    }  # fmt: skip
    assert needed("bill", personal=True, changes=False) is Level.BOUND
    assert needed("something_new", personal=True, changes=True) is Level.FRESH
    assert needed("something_new", personal=True, changes=False) is Level.BOUND
    assert needed("rates", personal=False, changes=False) is Level.PUBLIC


@pytest.mark.parametrize(
    ("sent", "same", "free_in_s"),
    [
        ([], ALL, None),
        ([0.5], ALL, 30),
        ([1], ALL, None),
        ([0.5], frozenset({"session"}), None),
        ([50, 40, 30, 20, 10], frozenset({"phone"}), 600),
        ([9, 8, 7, 6, 5], frozenset({"session"}), 60),
        ([59] * 29, frozenset({"address"}), None),
        ([59] * 30, frozenset({"address"}), 60),
    ],
)
def test_when_the_next_code_may_be_asked_for(
    sent: list[float], same: frozenset[limits.By], free_in_s: int | None
) -> None:
    found = limits.may_send_from([Tried(ago(m), "sent", same) for m in sent], NOW)
    assert (found[0] - NOW).total_seconds() if found else None is free_in_s


def wrong(*minutes: float, same: frozenset[limits.By] = ALL) -> list[Tried]:
    return [Tried(ago(m), "wrong", same) for m in minutes]


@pytest.mark.parametrize(
    ("tried", "locked_min"),
    [
        (wrong(4, 3, 2, 1), None),
        (wrong(5, 4, 3, 2, 1), 14),
        (wrong(20, 15, 10, 5, 0), None),
        (wrong(20, 19, 18, 17, 16), None),
        (wrong(5, 4, 3, 2, 1, same=frozenset({"phone"})), 14),
        (wrong(5, 4, 3, 2, 1, same=frozenset({"address"})), None),
        # A second lock lasts twice as long.
        (wrong(60, 59, 58, 57, 56, 5, 4, 3, 2, 1), 29),
        ([*wrong(5, 4, 3), Tried(ago(2), "proven", ALL), *wrong(1, 0.5)], None),
    ],
)
def test_wrong_answers_lock(tried: list[Tried], locked_min: int | None) -> None:
    until = limits.locked_until(tried, NOW)
    assert (round((until - NOW).total_seconds() / 60) if until else None) == locked_min


@given(st.lists(st.tuples(st.floats(0, 3000), st.sampled_from(["sent", "wrong", "proven"])), max_size=60))
def test_nobody_tries_more_than_five_times_in_a_quarter_of_an_hour(life: list[tuple[float, str]]) -> None:
    """Whatever is tried whenever no lock stands: wrong answers between two proofs come at most five at a time."""
    done: list[Tried] = []
    for minutes, kind in sorted(life, reverse=True):
        at = ago(minutes)
        if limits.locked_until(done, at) is None:
            done.append(Tried(at, kind, ALL))  # type: ignore[arg-type]
    wrongs: list[datetime] = []
    for one in done:
        wrongs = [] if one.kind == "proven" else [*wrongs, one.at] if one.kind == "wrong" else wrongs
        assert sum(at > one.at - limits.FAILURE_WINDOW for at in wrongs) <= limits.TRIES


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13900000000", "13900000000"), ("139 0000 0000", "13900000000"), ("+86 139-0000-0000", "13900000000"),
        ("１３９００００００００", "13900000000"), ("008613900000000", "13900000000"), ("1390000000", None),
        ("139000000000", None), ("12900000000", None), ("手机号", None), ("", None), ("١٣٩٠٠٠٠٠٠٠٠", None),
    ],
)  # fmt: skip
def test_a_number_as_it_is_typed(text: str, number: str | None) -> None:
    assert typed.phone(text) == number


@pytest.mark.parametrize(
    ("text", "end"),
    [("123x", "123X"), (" 1234 ", "1234"), ("12X3", None), ("123", None), ("１２３Ｘ", "123X")],
)
def test_the_end_of_an_id_number(text: str, end: str | None) -> None:
    assert typed.id_digits(text) == end
