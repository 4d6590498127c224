"""Replays with known answers: people at the silent seat and customers say the truth."""

from pathlib import Path

import pytest

from tandem.demo.clients.drafts import approve
from tandem.demo.replay.knowing import judge_of, right, verdict
from tandem.demo.replay.reading import Question, UnreadableFile, read_questions

OWN, OTHER = {"entry_id": "1", "key": "early"}, {"entry_id": "2", "key": "fee"}


@pytest.mark.parametrize(
    ("expected", "done"), [({"early", "x"}, "approve"), ({"fee"}, "2"), ({"x"}, "handoff"), ((), "handoff")]
)
def test_drafts_get_what_they_deserve(expected: set[str], done: str) -> None:
    assert verdict([OWN, OTHER], frozenset(expected)) == done


async def test_without_known_answers_the_bot_is_trusted() -> None:
    assert judge_of([Question(1, "怎么还款")]) is approve
    judge = judge_of([Question(1, "怎么还款", frozenset({"fee"}))])
    assert await judge({"question": "怎么还款", "candidates": [OWN, OTHER]}) == "2"


def test_an_answer_is_right_by_its_source() -> None:
    answer = {"payload": {"sources": [{"key": "early"}]}}
    assert right(answer, frozenset({"early"})) is True
    assert right(answer, frozenset({"fee"})) is False
    assert right({"payload": {}}, frozenset({"fee"})) is None


def test_expected_keys_are_read_from_their_column(tmp_path: Path) -> None:
    file = tmp_path / "q.tsv"
    file.write_text("question\tkeys\n怎么还款\ta b\n天气怎么样\t\n短行\n", encoding="utf-8")
    found = read_questions(file, "question", expect="keys").items
    assert [one.expected for one in found] == [{"a", "b"}, frozenset(), frozenset()]
    assert [one.expected for one in read_questions(file, "question").items] == [None] * 3
    with pytest.raises(UnreadableFile, match="no column 'kyes'"):
        read_questions(file, "question", expect="kyes")
