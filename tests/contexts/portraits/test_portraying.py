"""What the book says of a customer, and on which day it will say something else by itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contexts.portraits.sample import RULES, TODAY, bases, book

from tandem.contexts.portraits.rules.book import Circular
from tandem.contexts.portraits.rules.facts import CATALOGUE, Base, Contacts, Lent, facts_on
from tandem.contexts.portraits.rules.facts.base import from_json, to_json
from tandem.contexts.portraits.rules.looking import begins, next_look, next_reading
from tandem.contexts.portraits.rules.portraying import HORIZON, next_change, portray

DEMO = book()
SHANGHAI = ZoneInfo("Asia/Shanghai")
REPAYING = Lent(
    1,
    1,
    1_200_000,
    800_000,
    4,
    12,
    date(2026, 6, 1),
    date(2026, 6, 1),
    date(2026, 12, 8),
    5_000_000,
    4_000_000,
)


def customer(lent: Lent | None = REPAYING, *, bound: bool = True, last: int | None = 10) -> Base:
    days = (TODAY - timedelta(days=last),) if last is not None else ()
    return Base(bound, bound, False, date(2026, 1, 1), "zh-CN", lent, Contacts(days))


def stage(base: Base, on: date = TODAY) -> str | None:
    found = portray(DEMO, base, on, (), profiling=True).segments.get("stage")
    return found.value if found else None


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (customer(None, bound=False), "visitor"),
        (customer(Lent(0, 0, 0, 0, 0, 0)), "applying"),
        (customer(replace(REPAYING, first_on=date(2026, 10, 1))), "new"),
        (customer(), "repaying"),
        (customer(replace(REPAYING, next_due_on=date(2026, 11, 21))), "overdue"),
        (customer(replace(REPAYING, next_due_on=TODAY)), "repaying"),
        (customer(replace(REPAYING, open=0, next_due_on=None)), "settled"),
        (customer(replace(REPAYING, open=0, next_due_on=None), last=91), "dormant"),
        (customer(replace(REPAYING, open=0, next_due_on=None), last=90), "settled"),
        (customer(replace(REPAYING, open=0, next_due_on=None), last=None), "dormant"),
        (customer(None), None),
    ],
)
def test_the_stage_of_life(base: Base, expected: str | None) -> None:
    assert stage(base) == expected


def test_a_reason_names_the_rule_the_facts_and_what_was_not_known() -> None:
    found = portray(DEMO, customer(None), TODAY, (), profiling=True)
    need = found.segments["need"]
    assert need.value == "none"
    assert need.why["unknown"] == ["relief", "due_soon", "more_limit", "again"]
    assert found.undecided["long_overdue"] == ("overdue_days",)
    value = portray(DEMO, customer(), TODAY, (), profiling=True).segments["value"]
    assert value.why == {
        "rule": "loans_settled > 0 or available_limit >= 1万元", "version": 1, "tags": [],
        "facts": {"loans_settled": 0, "available_limit": 4_000_000},
    }  # fmt: skip


def test_without_consent_only_the_stage_is_told_and_no_rule_gives_a_tag() -> None:
    late = customer(replace(REPAYING, next_due_on=date(2026, 9, 1)))
    assert "long_overdue" in portray(DEMO, late, TODAY, (), profiling=True).tags
    found = portray(DEMO, late, TODAY, ("vip",), profiling=False)
    assert list(found.segments) == ["stage"]
    assert (found.tags, found.undecided) == ({}, {})


def test_rules_see_the_tags_and_layers_they_read_whatever_their_order() -> None:
    rules = {"a": 'tag("b") and stage == "late"', "b": 'tag("vip")'}
    made = book(rules, {"stage": [("late", "overdue_days > 0天"), ("fine", "true")]})
    late = customer(replace(REPAYING, next_due_on=date(2026, 9, 1)))
    assert set(portray(made, late, TODAY, ("vip",), profiling=True).tags) == {"a", "b"}
    assert not portray(made, late, TODAY, (), profiling=True).tags


@pytest.mark.parametrize(
    "tags",
    [{"a": 'tag("a")'}, {"a": 'tag("b")', "b": 'not tag("a")'}, {"a": 'stage == "x"'}],
)
def test_rules_that_wait_for_each_other_are_refused(tags: dict[str, str]) -> None:
    with pytest.raises(Circular) as refused:
        book(tags, {"stage": [("x", 'tag("a")'), ("y", "true")]})
    assert refused.value.chain[0] == refused.value.chain[-1]


def _by_looking_at_every_day(made: object, base: Base, today: date) -> date | None:
    now = portray(made, base, today, (), profiling=True).outcome  # type: ignore[arg-type]
    for n in range(1, 401):
        day = today + timedelta(days=n)
        if portray(made, base, day, (), profiling=True).outcome != now:  # type: ignore[arg-type]
            return day
    return None


@settings(max_examples=60, deadline=None)
@given(bases(), st.lists(st.sampled_from(RULES), min_size=1, max_size=3, unique=True))
def test_the_next_look_is_the_first_day_on_which_something_changes(base: Base, rules: list[str]) -> None:
    made = book({f"t{n}": rule for n, rule in enumerate(rules)}, {})
    expected = _by_looking_at_every_day(made, base, TODAY)
    found = next_change(made, base, TODAY, (), profiling=True)
    assert found == expected or (expected is None and found == TODAY + HORIZON)


def test_the_next_look_of_the_demo_lenders_rules() -> None:
    fine = customer(last=None)
    assert next_change(DEMO, fine, TODAY, (), profiling=True) == date(2026, 12, 5)  # due soon
    assert next_change(DEMO, fine, date(2026, 12, 8), (), profiling=True) == date(2026, 12, 9)  # overdue
    assert next_change(DEMO, fine, date(2026, 12, 9), (), profiling=True) == date(2027, 1, 7)  # 30 days of it


def test_what_changes_tomorrow_is_looked_at_tomorrow() -> None:
    made = book({"quiet": "days_since_contact > 90天"}, {})
    assert next_change(made, customer(last=90), TODAY, (), profiling=True) == TODAY + timedelta(days=1)
    assert next_change(made, customer(last=91), TODAY, (), profiling=True) == TODAY + HORIZON
    still = book({"bound": "bound"}, {})
    assert next_change(still, customer(), TODAY, (), profiling=True) is None


def test_a_change_further_away_than_the_horizon_happens() -> None:
    """Looked for again on the horizon's day, and once more, until its own day is in sight."""
    made = book({"loyal": "customer_days >= 730天"}, {})
    new = replace(customer(), since=TODAY)
    first = next_change(made, new, TODAY, (), profiling=True)
    assert first == TODAY + HORIZON
    assert next_change(made, new, first, (), profiling=True) == TODAY + timedelta(days=730)


def test_what_is_kept_of_a_customer_comes_back_the_same() -> None:
    base = customer()
    assert from_json(to_json(base)) == base
    assert from_json(to_json(customer(None, last=None))) == customer(None, last=None)


def test_the_loan_book_is_read_after_a_due_day_and_weekly_while_overdue() -> None:
    assert next_reading(customer(), TODAY) == date(2026, 12, 9)
    assert next_reading(customer(), date(2026, 12, 8)) == date(2026, 12, 9)
    assert next_reading(customer(), date(2026, 12, 9)) == date(2026, 12, 16)
    assert next_reading(customer(None), TODAY) is None


def test_a_look_is_at_the_beginning_of_the_lenders_day() -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    day = date(2026, 12, 5)
    assert next_look(day, None, [], away=False, now=now, zone=SHANGHAI) == (
        datetime(2026, 12, 4, 16, tzinfo=UTC),
        False,
    )
    assert next_look(day, day, [], away=False, now=now, zone=SHANGHAI) == (
        datetime(2026, 12, 4, 16, tzinfo=UTC),
        True,
    )
    assert next_look(None, day, [], away=True, now=now, zone=SHANGHAI) == (now + timedelta(minutes=1), True)
    assert next_look(None, None, [], away=False, now=now, zone=SHANGHAI) is None


@pytest.mark.parametrize(
    ("zone", "day"),
    [("America/Havana", date(2026, 3, 8)), ("America/Havana", date(2026, 11, 1)), ("Asia/Beirut", date(2026, 3, 29)),
     ("America/Santiago", date(2026, 9, 6)), ("Asia/Shanghai", date(2026, 11, 22))],
)  # fmt: skip
def test_a_day_begins_also_where_the_clock_is_changed_at_midnight(zone: str, day: date) -> None:
    there = ZoneInfo(zone)
    at = begins(day, there).astimezone(UTC)
    assert at.astimezone(there).date() == day
    assert (at - timedelta(seconds=1)).astimezone(there).date() == day - timedelta(days=1)


def test_every_fact_says_something_of_everybody() -> None:
    for base in (customer(), customer(None, bound=False, last=None)):
        assert facts_on(base, TODAY).keys() == CATALOGUE.keys() | {"today"}
