"""Messages as customers write them, labelled before the rules were read: who must reach a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.bot.meaning.lines import parsed, shipped_bytes
from tandem.contexts.bot.rules import mandatory
from tandem.contexts.bot.rules.handover.wording import reworded


def messages(name: str) -> list[tuple[str, str]]:
    file = f"{name}.tsv"
    return [(line.reason, line.text) for line in parsed(shipped_bytes()[file], file)]


def shares(name: str) -> tuple[float, float]:
    """(recall, precision)."""
    rows = [(reason != "none", mandatory(text) is not None) for reason, text in messages(name)]
    right = sum(must and fired for must, fired in rows)
    return right / sum(must for must, _ in rows), right / max(sum(fired for _, fired in rows), 1)


def test_messages_that_the_rules_were_mended_by() -> None:
    recall, precision = shares("handover")
    assert recall >= 0.98
    assert precision >= 0.99


def test_messages_that_the_rules_never_saw() -> None:
    """Floors under what was measured once (docs/benchmarks.md): patterns alone do not know how people talk."""
    recall, precision = shares("handover_unseen")
    assert recall >= 0.5
    assert precision >= 0.85


def test_the_worst_is_never_taken_for_less() -> None:
    for reason, text in messages("handover"):
        found = mandatory(text)
        if reason == "self_harm" and found is not None:
            assert found.reason == "self_harm", text
            assert found.urgency == 3


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("转仁工", "转人工"),
        ("转 人 工", "转人工"),
        ("zhuanrengong", "转人工"),
        ("zhuan ren gong", "转人工"),
        ("zrg", "转人工"),
        ("zhuan人工", "转人工"),
        ("我要投拆你们", "我要投诉你们"),
        ("投素", "投诉"),
        ("马上打一二三七八", "马上打12378"),
        ("唔该帮我搵真人", "麻烦帮我找真人"),
        ("俺要人工", "我要人工"),
        ("我去投宿", "我去投宿"),
        ("app打不开", "app打不开"),
        ("工人可以贷款吗", "工人可以贷款吗"),
        ("三千五百块", "三千五百块"),
    ],
)
def test_slips_and_dialect_are_read(typed: str, plain: str) -> None:
    assert reworded(typed) == plain


@given(st.text(max_size=120))
def test_any_text_can_be_reworded(text: str) -> None:
    reworded(text)
