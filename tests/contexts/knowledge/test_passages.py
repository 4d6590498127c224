"""Documents for long requests: chunked whole, found by any of the request's sentences, and learned from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contexts.knowledge.conftest import SpellingEncoder

from tandem.contexts.knowledge.passages.chunks import Document, chunks, indexed, sentences
from tandem.contexts.knowledge.passages.families import Families
from tandem.contexts.knowledge.passages.index import PassageIndex
from tandem.contexts.knowledge.passages.ranking import AnsweredRequest, PassageRanker, even_scores

DOCUMENTS = (
    Document("settle", "提前结清", "客户提前结清时先核实身份。\n不收手续费，利息算到当天。"),
    Document("limit", "额度评估", "额度每月评估一次。\n逾期未还清时不提额。"),
    Document("card", "换绑银行卡", "换绑银行卡要先验证旧卡。\n新卡须是本人的借记卡。"),
    Document("verify", "核实身份", "任何办理之前都要核实身份：姓名、手机号、证件后四位。"),
)
WORDS = ("提前结清", "额度评估", "换绑银行卡")
FRAMES = ("我要{}", "{}怎么弄", "请帮我{}", "{}要几天", "{}失败了", "想问{}", "{}要什么条件", "{}在哪里")
NOTHING = np.zeros(0, dtype=np.float32)


@given(st.text(max_size=3000))
def test_chunks_lose_no_line(text: str) -> None:
    document = Document("a", "题", text)
    pieces = chunks(document)
    assert pieces
    said = "".join(pieces).replace("题. ", "").replace("题.", "")
    assert "".join(said.split()) == "".join(" ".join(text.splitlines()).split())
    assert max(map(len, pieces)) <= 810 + len("题. ")


@pytest.mark.parametrize(
    ("request_text", "parts"),
    [
        ("我想提前结清。顺便问一下银行卡怎么换？", ["我想提前结清。", "顺便问一下银行卡怎么换？"]),
        ("I want to close it. What is the fee?", ["I want to close it.", "What is the fee?"]),
        ("嗯", ["嗯"]),
        ("", [""]),
    ],
)
def test_requests_in_sentences(request_text: str, parts: list[str]) -> None:
    assert sentences(request_text) == parts


@pytest.mark.parametrize(
    ("word", "stem"),
    [("fees", "fee"), ("policies", "policy"), ("closing", "clos"), ("closed", "clos"), ("is", "is")],
)
def test_english_endings_are_cut(word: str, stem: str) -> None:
    assert indexed(word) == stem


@pytest.mark.parametrize("meaning", [True, False])
def test_each_sentence_finds_its_document(meaning: bool) -> None:
    index, encoder = PassageIndex(DOCUMENTS), SpellingEncoder()
    request = "我想提前结清，会收手续费吗？另外我要换绑银行卡，旧卡丢了。"
    vectors = {}
    if meaning:
        index.add_meaning("spelling", encoder.encode(index.chunks))
        vectors = {"spelling": encoder.encode(sentences(request))}
    order = np.argsort(-even_scores(index.signals(request, vectors)))
    assert {DOCUMENTS[place].id for place in order[:2]} == {"settle", "card"}


def test_what_requests_needed_is_learned() -> None:
    index = PassageIndex(DOCUMENTS)
    asked = [(frame.format(word), (place, 3)) for place, word in enumerate(WORDS) for frame in FRAMES]
    answered = [AnsweredRequest(index.signals(text, {}), NOTHING, needed) for text, needed in asked]
    signals = index.signals("银行卡换绑，逾期未还清过，额度和结清另说", {})
    by_text, learned = (
        PassageRanker.fit(answered, priors=priors).scores(signals, NOTHING) for priors in (False, True)
    )
    assert by_text.argmin() == 3  # no word of it in the request
    assert learned.argmin() != 3  # yet all who asked had to be identified


@pytest.mark.parametrize(
    ("called", "families", "order"),
    [
        (("gold_card_002", "gold_card_001", "eco_card_001"), (0, 0, 1), (2, 1, 1)),
        (("fees/late", "fees/early", "limits/raise", "about"), (0, 0, 1, 2), (1, 2, 1, 1)),
        (("分期-10", "分期-9", "分期"), (0, 0, 0), (3, 2, 1)),
        (("17", "18", "d4", "d5", ""), (0, 1, 2, 3, 4), (1, 1, 1, 1, 1)),
        (("twice_1", "twice_01"), (0, 0), (1, 2)),
        ((), (), ()),
    ],
)
def test_documents_come_in_families(
    called: tuple[str, ...], families: tuple[int, ...], order: tuple[int, ...]
) -> None:
    found = Families.named(called)
    assert (tuple(found.of.tolist()), tuple(found.order.tolist())) == (families, order)


def test_a_family_is_found_by_what_its_members_say_together() -> None:
    """Of the card that is asked about, the overview is needed, which does not say a word of the request."""
    names = ("alpha", "beta", "gamma", "delta")
    pages = [
        Document(f"{name}_{page}", "", "overview" if page == 1 else f"{name} card page {page}")
        for name in names
        for page in (1, 2, 3)
    ]
    index, families = PassageIndex(pages), Families.named([page.id for page in pages])
    asked = [(f"something about the {name} card", 3 * at) for at, name in enumerate(names)]
    answered = [AnsweredRequest(index.signals(text, {}), NOTHING, (needed,)) for text, needed in asked]
    text, needed = asked[0]
    signals = index.signals(text, {})
    alone, together = (
        PassageRanker.fit(answered[1:], families=known).scores(signals, NOTHING) for known in (None, families)
    )
    assert together.argmax() == needed
    assert alone.argmax() != needed  # no word of it is asked for


def test_requests_that_needed_nothing_teach_nothing() -> None:
    index = PassageIndex(DOCUMENTS)
    with pytest.raises(ValueError, match="both outcomes"):
        PassageRanker.fit([AnsweredRequest(index.signals("额度", {}), NOTHING, ())])


def test_a_request_of_unknown_words_is_no_error() -> None:
    signals = PassageIndex(DOCUMENTS).signals("zzz qqq", {})
    assert np.isfinite(signals).all()
