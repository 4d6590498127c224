"""Questions typed in pinyin are read as the demo's knowledge base writes them; English is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contexts.knowledge.test_homophones import homophones, index  # noqa: F401

from tandem.contexts.knowledge.retrieval.homophones import Homophones
from tandem.contexts.knowledge.retrieval.index import HybridIndex
from tandem.contexts.knowledge.retrieval.normalise import searchable

READ_AS = {
    "huankuan riqi zenme gai": "还款日期怎么改",
    "huan kuan ri neng gai ma": "还款日能改吗",
    "huankuanrinenggaima": "还款日能改吗",
    "zm tiqian huankuan": "怎么提前还款",
    "zhege yue huan duoshao": "这个月还多少",
    "tiqianhuankuan yao shouxufei ma": "提前还款要手续费吗",
    "Edu Zenme Tigao": "额度怎么提高",
    "yuqi le hui shang zhengxin ma？": "逾期了会上征信吗",
    "jie2 qing1 zheng4 ming2 zen3 me kai1": "结清证明怎么开",
    "ti'qian huan'kuan": "提前还款",
    "app zenme xiazai": "app 怎么下载",
    "bang wo gai shou ji hao": "帮我改手机号",
    "neng jian mian ma": "能减免吗",
}
ENGLISH = [
    "How can I change my phone number?", "I want to repay early", "can you change me", "he can pin me",
    "you can pin line", "please send me the bill", "what is the limit", "my loan", "women can long", "I saw two women",
    "is there a fee", "hang on", "can you hang on", "do men change", "long time no see", "hi there", "ok thanks", "vip",
    "app", "pos", "qq", "wifi", "iPhone 15", "one bin", "the fan bang", "she lie", "when can I get it", "due date",
]  # fmt: skip
WORDS = """
    I you he she can could change my the a is are when what how much fee pin long men women hang on line please send
    bill loan date due pay repay early fan bang long gang die lie me be want to do not open close account number phone
    """.split()  # noqa: SIM905


@pytest.mark.parametrize("text", READ_AS)
def test_what_is_typed_is_read(index: HybridIndex, text: str) -> None:  # noqa: F811
    assert index.put_right(text) == READ_AS[text]
    assert index.search(text).query == READ_AS[text]


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_left_alone(homophones: Homophones, text: str) -> None:  # noqa: F811
    plain = searchable(text)
    assert homophones.read(plain) == plain


@given(words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
def test_no_english_sentence_is_taken_for_pinyin(words: list[str], homophones: Homophones) -> None:  # noqa: F811
    plain = searchable(" ".join(words))
    assert homophones.read(plain) == plain


@given(text=st.text(alphabet="abcdeghiknoruxz 12'还款a.", max_size=40))
def test_any_letters_are_read_without_harm(text: str, homophones: Homophones) -> None:  # noqa: F811
    assert isinstance(homophones.read(searchable(text)), str)


def test_nothing_is_read_where_nothing_is_known() -> None:
    assert Homophones([]).read("huankuan riqi zenme gai") == "huankuan riqi zenme gai"


def test_what_is_longer_than_a_question_is_not_read(homophones: Homophones) -> None:  # noqa: F811
    long = "huankuan riqi zenme gai, " * 13
    assert "gai" not in homophones.read(long[:300])
    assert "gai" in homophones.read(long)
