import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.knowledge.retrieval.normalise import MAX_CHARS, searchable
from tandem.contexts.knowledge.retrieval.tokens import bigrams, words
from tandem.kit.chinese import normalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我的額度為什麼這麼低？？", "我的额度为什么这么低"),
        ("ＡＰＰ打不开！！！😀", "app打不开"),
        ("快快快快还钱", "快还钱"),
        ("12,000元，7.2%.", "12000元 7.2%"),
        ("100000", "100000"),
        ("还\u200b款", "还款"),
        ("\n\t ", ""),
        ("看看", "看看"),
    ],
)
def test_one_form(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("你好，请问一下怎么提前还款啊，谢谢", "怎么提前还款"),
        ("在吗在吗，想咨询一下利率", "利率"),
        ("问题反馈入口在哪", "问题反馈入口在哪"),
        ("客服电话是多少", "客服电话是多少"),
        ("你好", "你好"),
        ("谢谢", "谢谢"),
        ("请问", "请问"),
    ],
)
def test_politeness_is_left_out_unless_it_is_all(text: str, expected: str) -> None:
    assert searchable(text) == expected


@given(st.text(max_size=2000))
def test_any_text(text: str) -> None:
    plain = searchable(text)
    assert len(plain) <= MAX_CHARS + 1
    assert normalise(normalise(text)) == normalise(text)
    assert all(word.strip() for word in words(plain))
    assert all(len(pair) <= 2 for pair in bigrams(plain))


def test_a_long_message_keeps_beginning_and_end() -> None:
    text = searchable("开头" + "中间甲乙" * 200 + "结尾怎么办")
    assert text.startswith("开头")
    assert text.endswith("结尾怎么办")
