"""Words written wrong that sound right are read as the knowledge base writes them; nothing else is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contexts.knowledge.test_fitting import DEMO, demo_entries

from tandem.contexts.knowledge.retrieval.building import build, out_of_scope_texts
from tandem.contexts.knowledge.retrieval.homophones import Homophones
from tandem.contexts.knowledge.retrieval.index import HybridIndex
from tandem.contexts.knowledge.retrieval.normalise import searchable

NAMES = sorted(path.stem for path in DEMO.glob("*.yaml") if path.stem != "small_talk")


@pytest.fixture(scope="module")
def index() -> HybridIndex:
    return build(demo_entries(*NAMES))


@pytest.fixture(scope="module")
def homophones(index: HybridIndex) -> Homophones:
    assert index.homophones is not None
    return index.homophones


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("提前还宽", "提前还款"),
        ("利西怎么算", "利息怎么算"),
        ("预期了怎么办", "逾期了怎么办"),
        ("逾其会怎样", "逾期会怎样"),
        ("我的额渡太低了", "我的额度太低了"),
        ("代款什么时候到账", "贷款什么时候到账"),
        ("huankuan失败", "还款失败"),
        ("zenme huankuan", "怎么还款"),
    ],
)
def test_read_as_meant(homophones: Homophones, written: str, meant: str) -> None:
    assert homophones.read(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "今天天气怎么样",
        "app打不开",
        "hello",
        "还没还呢",
        "有没有优惠",
        "vip",
        "huanx",
        "",
        "😀",
        "12345",
        "的的的",
    ],
)
def test_left_alone(homophones: Homophones, text: str) -> None:
    assert homophones.read(text) == text


def test_the_bases_own_words_are_left_alone(index: HybridIndex, homophones: Homophones) -> None:
    """But for its own typing errors, which it has among the phrasings on purpose."""
    texts = index.documents.texts
    changed = [text for text in texts if homophones.read(text) != text]
    assert len(changed) <= 0.01 * len(texts)


def test_foreign_questions_are_hardly_drawn_in(homophones: Homophones) -> None:
    texts = out_of_scope_texts()
    assert sum(homophones.read(text) != text for text in texts) <= 0.02 * len(texts)


def test_a_rare_word_is_nothing_to_read_as() -> None:
    few = Homophones(["花呗能还吗", "花呗怎么开"])
    many = Homophones(["花呗能还吗", "花呗怎么开", "花呗额度", "关掉花呗"])
    assert few.read("花贝打不开") == "花贝打不开"
    assert many.read("花贝打不开") == "花呗打不开"
    assert Homophones([]).read("花贝") == "花贝"


def test_search_finds_what_was_meant(index: HybridIndex) -> None:
    for written, meant in (("怎么提前还宽", "怎么提前还款"), ("利西怎么算的", "利息怎么算的")):
        found, right = index.search(written), index.search(meant)
        assert found.query == searchable(meant)
        assert found.candidates == right.candidates


@given(st.text(max_size=60))
def test_reads_any_text(text: str) -> None:
    assert isinstance(READ.read(searchable(text)), str)


READ = Homophones(["提前还款", "提前还款手续费", "怎么提前还款", "还款方式", "逾期还款"])
