"""The learned ranker: what it says of a text that was left out, and of bases too large for it."""

import numpy as np
import pytest
from tests.contexts.knowledge.conftest import ENTRIES, SpellingEncoder

from tandem.contexts.knowledge.ports import Vectors
from tandem.contexts.knowledge.retrieval import learned
from tandem.contexts.knowledge.retrieval.documents import Documents, IndexEntry
from tandem.contexts.knowledge.retrieval.learned import LearnedRanker

FOREIGN = ("今天天气怎么样", "帮我订一张机票")


def made(
    *entries: IndexEntry, foreign: tuple[str, ...] = FOREIGN
) -> tuple[Documents, Vectors, LearnedRanker]:
    documents = Documents.of(entries, foreign)
    rows = SpellingEncoder().encode(documents.encoded)
    return documents, rows, LearnedRanker(documents, rows)


def test_a_text_is_most_its_own_entry_s_and_a_foreign_one_nobody_s() -> None:
    documents, rows, ranker = made(*ENTRIES)
    for text, owner in enumerate(documents.owner):
        scores = ranker.score(rows @ rows[text])
        assert scores.argmax() == owner
        assert scores[owner] > 0.5
    foreign = ranker.score(rows @ rows[-1])
    assert abs(foreign).max() < 0.3


@pytest.mark.parametrize("place", [0, 4, 11, 13, 16, 17])
def test_left_out_is_what_a_fit_without_the_text_says(place: int) -> None:
    """Phrasings, bodies and foreign texts alike."""
    _, rows, ranker = made(*ENTRIES)
    rest = np.delete(np.arange(len(rows)), place)
    squares = 2 - 2 * rows @ rows.T
    kernel = np.exp(-squares / ((rows - rows.mean(axis=0)) ** 2).sum(axis=1).mean())
    owners = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 1, 2, 3]
    targets = np.vstack([np.eye(4)[owners], np.zeros((len(FOREIGN), 4))])
    weights = np.linalg.solve(kernel[np.ix_(rest, rest)] + 0.2 * np.eye(len(rest)), targets[rest])
    cosines = rows @ rows[place]
    assert ranker.left_out(place, cosines) == pytest.approx(kernel[place, rest] @ weights, abs=1e-4)
    assert ranker.score(cosines) != pytest.approx(ranker.left_out(place, cosines), abs=1e-2)


def test_of_a_large_base_each_entry_gives_its_first_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "MOST_ROWS", 10)
    documents, rows, ranker = made(*ENTRIES)
    for text in documents.starts:
        assert ranker.score(rows @ rows[text]).argmax() == documents.owner[text]
    unlearned = int(documents.starts[1]) - 1
    cosines = rows @ rows[unlearned]
    assert ranker.left_out(unlearned, cosines) == pytest.approx(ranker.score(cosines)), "it was not there"


@pytest.mark.parametrize("most", [0, 7])
def test_of_more_entries_than_it_may_learn_it_says_nothing(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learned, "MOST_ROWS", most)
    _, rows, ranker = made(*ENTRIES)
    assert not ranker.score(rows @ rows[0]).any()
    assert not ranker.left_out(3, rows @ rows[3]).any()


def test_an_empty_base() -> None:
    documents, rows, ranker = made()
    assert ranker.score(rows @ rows[0]).shape == (0,)
    assert len(documents.entries) == 0
