"""Questions half in English or in dialect reach search in the words that knowledge is written in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.knowledge.retrieval.plain_words import plain_words


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("我想 check 一下提前 settle 要多少钱", "我想查一下提前结清要多少钱"),
        ("这个有 handling fee 吗", "这个有手续费吗"),
        ("还有 invoice 发票怎么开", "还有发票怎么开"),
        ("俺问一哈几点钟扣钱嘞", "我问一下几点钟扣钱"),
        ("提前还款收几多手续费", "提前还款收多少手续费"),
        ("how do i check my bill", "how do i check my bill"),
        ("登录 www.check.com 打不开", "登录 www.check.com 打不开"),
        ("怎么提前还款", "怎么提前还款"),
        ("发到 my@plan.com 这个邮箱", "发到 my@plan.com 这个邮箱"),
    ],
)
def test_questions_in_two_languages(asked: str, read: str) -> None:
    assert plain_words(asked) == read


@given(st.text(max_size=60))
def test_any_text_can_be_read_and_twice_is_once(text: str) -> None:
    assert plain_words(plain_words(text)) == plain_words(text)
