"""Several questions in one message, and one question in several sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.bot.rules.parting import parts_of

SEVERAL = {
    "还款日能改吗？另外提前还款要手续费不": ["还款日能改吗", "提前还款要手续费不"],
    "还款日能改吗另外提前还款要手续费不": ["还款日能改吗", "提前还款要手续费不"],
    "请问怎么提前还款，逾期了会上征信吗": ["请问怎么提前还款", "逾期了会上征信吗"],
    "利息怎么算的 额度能提吗": ["利息怎么算的", "额度能提吗"],
    "还款日能改吗\n发票怎么开": ["还款日能改吗", "发票怎么开"],
    "发票怎么开，还有就是想问下额度能提吗": ["发票怎么开", "额度能提吗"],
    "帮我改一下还款日，另外提前还款要手续费吗": ["帮我改一下还款日", "提前还款要手续费吗"],
    "我换工作了，还款日能改吗？顺便问下利息怎么算的": ["我换工作了，还款日能改吗", "利息怎么算的"],
    "提前还款要手续费吗？另外你们老板电话多少": ["提前还款要手续费吗", "你们老板电话多少"],
    "怎么还钱。晚上11点还能办提前结清吗": ["怎么还钱", "晚上11点还能办提前结清吗"],
    "额度能提吗？第二个问题，发票怎么开": ["额度能提吗", "发票怎么开"],
}
ONE = [
    "还款日能改吗",
    "我上个月借了一笔一万二，分12期，现在手头有点钱了。想问下能提前还清吗",
    "你好，我去年在你们这借的钱，前几天换工作了，工资日子变了。还款日能不能改到15号？",
    "你好，在吗？提前还款怎么弄？",
    "能不能用另外一张卡还款",
    "换另外的手机号可以吗，我原来那个停机了",
    "提前还款怎么操作，谢谢，麻烦了",
    "用了免息券怎么还有利息",
    "我还有多少没还，还有几期",
    "借了1,200元，怎么还",
    "为什么 为什么扣我两次钱",
    "提额没给过是为什么？怎么回事？",
    "谢谢，还有个问题，发票怎么开？",
    "还款方式有哪几种，每个月还一样多的那种叫啥",
    "十几年的老客户了，为什么额度没了",
    "我不要提前还款，我要改还款日",
    "",
    "？？？",
    "另外",
]


@pytest.mark.parametrize("text", SEVERAL)
def test_several_questions_are_told_apart(text: str) -> None:
    assert [one.text for one in parts_of(text)] == SEVERAL[text]


@pytest.mark.parametrize("text", ONE)
def test_one_question_stays_one(text: str) -> None:
    assert parts_of(text) == ()


def test_what_says_that_it_is_another_matter_is_marked() -> None:
    first, second = parts_of("帮我改一下还款日，另外提前还款要手续费吗")
    assert (first.added, first.asks, second.added, second.asks) == (False, False, True, True)


def test_what_points_back_is_searched_with_what_it_points_at() -> None:
    first, second = parts_of("提前还款怎么操作？那违约金怎么算")
    assert second.text == "那违约金怎么算"
    assert second.searched == "提前还款怎么操作，那违约金怎么算"
    assert not first.leans
    assert second.leans
    assert not parts_of("额度能提吗？为什么利息这么高")[1].leans


def test_a_whole_list_of_questions_is_not_told_apart() -> None:
    assert (
        parts_of("？".join(["还款日能改吗", "发票怎么开", "额度能提吗", "利息怎么算", "怎么注销账户"])) == ()
    )


@given(st.text(alphabet="还款日提前能改吗？。， 另外顺便问下怎么多少abc12\n", max_size=60))
def test_nothing_that_asks_is_lost(text: str) -> None:
    parts = parts_of(text)
    assert parts == () or 2 <= len(parts) <= 4
    told = "".join(one.text for one in parts)
    for one in parts:
        assert one.text
        assert one.text in one.searched
    if parts:
        # Only the words that join are left out.
        lost = [char for char in "款日改多少" if text.count(char) > told.count(char)]
        assert lost == []
