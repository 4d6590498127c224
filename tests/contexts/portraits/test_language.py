"""The language of rules: what it reads, what it refuses and where, and that unknown is not false."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.contexts.portraits.errors import fault_view
from tandem.contexts.portraits.rules.book import vocabulary
from tandem.contexts.portraits.rules.language import BadRule, compile_rule, evaluate
from tandem.kit.i18n import SUPPORTED, catalogue

WORDS = vocabulary(frozenset({"vip"}), {"stage": ("overdue", "repaying")})
TODAY = date(2026, 11, 22)


def says(rule: str, tags: tuple[str, ...] = (), **facts: object) -> object:
    return evaluate(compile_rule(rule, WORDS).tree, {"today": TODAY, **facts}, tags)


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        ("overdue_days >= 30天", {"overdue_days": 30}, True),
        ("overdue_days >= 30天", {"overdue_days": 29}, False),
        ("principal_left > 5万元", {"principal_left": 5_000_000}, False),
        ("principal_left ≥ 5万元", {"principal_left": 5_000_000}, True),
        ("principal_left > 100.5元", {"principal_left": 10_051}, True),
        ("next_due_on - today <= 3天", {"next_due_on": date(2026, 11, 25)}, True),
        ("next_due_on < today + 3天", {"next_due_on": date(2026, 11, 25)}, False),
        ("first_loan_on >= 2026-11-22", {"first_loan_on": TODAY}, True),
        ("principal_left > credit_limit * 80%", {"principal_left": 81, "credit_limit": 100}, True),
        ("principal_left / credit_limit > 0.5", {"principal_left": 1, "credit_limit": 0}, None),
        ("language == “en”", {"language": "en"}, True),
        ("language in ('en', 'zh-CN')", {"language": "zh-CN"}, True),
        ("language not in ('en')", {"language": "zh-CN"}, True),
        ("逾期天数 > 0天 且 (在贷笔数 = 1 或 非 身份已核实)", {"overdue_days": 1, "loans_open": 1}, True),
        ("stage == 'overdue'", {"stage": "overdue"}, True),
        ("today > 2026-11-21 and not blocked", {"blocked": False}, True),
        ("known(last_contact_on)", {}, False),
        ("last_rating > -1", {"last_rating": 0}, True),
    ],
)  # fmt: skip
def test_a_rule_says(rule: str, facts: dict[str, object], expected: object) -> None:
    assert says(rule, **facts) is expected


def test_a_tag_is_asked_for_by_its_key() -> None:
    assert says('tag("vip")', ("vip",)) is True
    assert says('tag("vip")') is False


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("overdue_days > 0天", None), ("not overdue_days > 0天", None), ("overdue_days > 0天 or true", True),
        ("overdue_days > 0天 and false", False), ("overdue_days > 0天 or false", None),
        ("overdue_days > 0天 and true", None), ("overdue_days == overdue_days", None),
        ("language in ('en')", None), ("overdue_days + 3天 > 0天", None),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_not_false(rule: str, expected: bool | None) -> None:
    assert says(rule) is expected


@pytest.mark.parametrize(
    ("rule", "code", "at", "end"),
    [
        ("first_loan_on > 30", "cannot_compare", 16, 18),
        ("overdue_days > 30", "cannot_compare", 15, 17),
        ("verified > true", "cannot_order", 0, 15),
        ("overdue_days > 0天 and principal_left", "not_a_condition", 22, 36),
        ("principal_left + overdue_days > 0元", "cannot_reckon", 0, 29),
        ("overdu_days > 0天", "no_such_fact", 0, 11),
        ('tag("vap")', "no_such_tag", 0, 10),
        ("stage == 'overdeu'", "no_such_choice", 9, 18),
        ("'zh' == language", "no_such_choice", 0, 4),
        ("language in ('zh')", "no_such_choice", 13, 17),
        ("language in ('en', 3)", "cannot_compare", 19, 20),
        ("first_loan_on > 2026-02-30", "bad_date", 16, 26),
        ("principal_left > 0.001元", "bad_number", 17, 23),
        ("(verified", "missing", 9, 10),
        ("verified and", "unfinished", 12, 13),
        ("verified verified", "unexpected", 9, 17),
        ("verified # x", "not_understood", 9, 10),
        ("known(3)", "needs_a_fact", 6, 7),
        ("tag(vip)", "needs_a_tag", 4, 7),
        ("language in (today)", "not_a_literal", 13, 18),
        ("overdue_days > 99999天", "too_many_days", 15, 21),
        ("", "empty", 0, 1),
        ("overdue_days", "not_a_condition", 0, 12),
        ("__import__('os')", "unexpected", 10, 11),
        ("(" * 31 + "true" + ")" * 31, "too_deep", 30, 31),
        ("true or " * 260 + "true", "too_long", 2000, 2084),
        ("true or " * 200 + "true", "too_big", 1600, 1604),
    ],
)
def test_what_is_wrong_is_told_with_its_place(rule: str, code: str, at: int, end: int) -> None:
    with pytest.raises(BadRule) as refused:
        compile_rule(rule, WORDS)
    fault = refused.value.fault
    assert (fault.code, fault.at, fault.end) == (code, at, end)
    for locale in SUPPORTED:
        text = fault_view(fault, locale)["text"]
        assert text
        assert "{" not in text
        assert "portraits." not in text


def test_kinds_are_named_in_the_readers_language() -> None:
    with pytest.raises(BadRule) as refused:
        compile_rule("first_loan_on > 30", WORDS)
    assert fault_view(refused.value.fault, "zh-CN")["text"] == "左边是日期，这里是数字，不能比较。"
    assert (
        fault_view(refused.value.fault, "en")["text"]
        == "The left side is a date, this is a number: they cannot be compared."
    )


def test_labels_of_facts_are_words_of_the_language_and_no_two_are_the_same() -> None:
    labels = [
        text
        for key, text in catalogue("zh-CN").items()
        if key.startswith(("portraits.fact.", "portraits.layer."))
    ]
    assert len(set(labels)) == len(labels)
    # English labels are for reading; those of one word can be written, too.
    for label in labels:
        compile_rule(f"known({label})", WORDS)


_PIECES = (
    "verified", "(", ")", "and", "or", "not", "30天", "5元", "overdue_days", ">", "==", "today", "in", ",", "'en'",
    "language", "+", "known", "tag",
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(_PIECES), max_size=25).map(" ".join))
def test_whatever_is_typed_it_is_read_or_refused_with_a_place(rule: str) -> None:
    fault, said = None, None
    try:
        said = evaluate(compile_rule(rule, WORDS).tree, {"today": TODAY}, ())
    except BadRule as error:
        fault = error.fault
    assert said in (True, False, None)
    assert fault is None or 0 <= fault.at <= len(rule) < fault.end + len(rule)
