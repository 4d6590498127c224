"""Follow-ups: what leans on what was said before, and the matter it leans on."""

from typing import Any

import pytest

from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.decision import Past
from tandem.contexts.bot.rules.follow_ups import completed, is_follow_up
from tandem.contexts.bot.thresholds.live import InForce, Limits
from tandem.contexts.bot.thresholds.rules.verdicts import Judge
from tandem.contexts.knowledge.api import Candidate, Ranking

PAST = (Past("answer", "confident", "怎么提前还款", ("e1",)),)


@pytest.mark.parametrize(
    "text", ["那要多少钱", "多久", "这个呢", "那怎么弄？", "多少钱", "然后呢", "要多久", "可以吗", "为什么"]
)
def test_short_questions_that_point_back_are_follow_ups(text: str) -> None:
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "我想提前还款",
        "怎么提高额度",
        "",
        "转人工",
        "那我这个月的账单到底是怎么算出来的呢我看不懂",
        "你好",
        "额度多少",
    ],
)
def test_what_stands_alone_is_none(text: str) -> None:
    assert not is_follow_up(text)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("那要多少钱", "怎么提前还款 要多少钱"),
        ("多久", "怎么提前还款 多久"),
        ("那么，要什么材料", "怎么提前还款 要什么材料"),
        ("转人工", None),
    ],
)
def test_it_is_completed_with_the_last_matter(text: str, whole: str | None) -> None:
    assert completed(text, PAST) == whole


def test_without_a_matter_there_is_nothing_to_complete_with() -> None:
    assert completed("那要多少钱", ()) is None
    assert completed("那要多少钱", (Past("smalltalk", "noise", "嗯"),)) is None
    assert completed("怎么提前还款", PAST) is None


class Shelf:
    """Knowledge that finds what the test says: confidence and best entry by text."""

    def __init__(self, found: dict[str, tuple[float, str]]) -> None:
        self.found = found
        self.asked: list[str] = []
        self.phrasings: set[str] = set()

    def small_talk(self, text: str) -> None:
        return None

    def key_of(self, entry_id: str) -> str:
        return entry_id

    def exact(self, text: str) -> bool:
        return text in self.phrasings

    async def rank(self, text: str) -> Ranking:
        self.asked.append(text)
        confidence, entry = self.found.get(text, (0.0, "e9"))
        best = Candidate(entry, entry, entry, {}, 1.0, confidence)
        return Ranking(
            text,
            (best,),
            (),
            (),
            tau_answer=0.9,
            tau_clarify=0.3,
            scope=0.9,
            tau_draft=0.5,
            exact=text in self.phrasings,
        )


@pytest.mark.parametrize(
    ("found", "action", "entry", "searches"),
    [
        # Completed, it is an answer.
        ({"那要多少钱": (0.4, "e3"), "怎么提前还款 要多少钱": (0.95, "e2")}, "answer", "e2", 2),
        # Not known at all; completed, there is something to ask back about.
        ({"怎么提前还款 要多少钱": (0.5, "e2")}, "clarify", "e2", 2),
        # Completed, it is what was just said: that is not repeated.
        ({"那要多少钱": (0.4, "e3"), "怎么提前还款 要多少钱": (0.95, "e1")}, "clarify", "e3", 2),
        # Sure as it is: not searched again.
        ({"那要多少钱": (0.95, "e4"), "怎么提前还款 要多少钱": (0.99, "e2")}, "answer", "e4", 1),
        # Completing gets no further: what stands, stands.
        ({"那要多少钱": (0.4, "e3"), "怎么提前还款 要多少钱": (0.6, "e2")}, "clarify", "e3", 2),
    ],
)
async def test_a_follow_up_is_searched_again_when_that_gets_further(
    found: dict[str, tuple[float, str]], action: str, entry: str, searches: int
) -> None:
    shelf: Any = Shelf(found)
    nowhere: Any = None
    considered = await Bot(nowhere, shelf, BotOptions()).consider("那要多少钱", past=PAST)
    assert considered.decision.action == action
    assert considered.decision.entry_ids[0] == entry
    assert len(shelf.asked) == searches


class Fitted:
    """Thresholds as published: from which confidence on each entry answers by itself."""

    def __init__(self, **answers: float) -> None:
        of: dict[tuple[Judge, str], Limits | None] = {
            ("retrieval", f"entry:{key}"): Limits(auto, 0.5) for key, auto in answers.items()
        }
        self.in_force = InForce(7, frozenset(), of)

    async def current(self) -> InForce:
        return self.in_force


@pytest.mark.parametrize(
    ("answers", "action", "entry", "threshold"),
    [
        # The completed search found an entry that must be surer than the first, or one that need not.
        ({"e3": 0.9, "e2": 0.99}, "clarify", "e3", 0.9),
        ({"e3": 0.99, "e2": 0.9}, "answer", "e2", 0.9),
    ],
)
async def test_what_is_found_then_is_held_against_its_own_thresholds(
    answers: dict[str, float], action: str, entry: str, threshold: float
) -> None:
    shelf: Any = Shelf({"那要多少钱": (0.4, "e3"), "怎么提前还款 要多少钱": (0.95, "e2")})
    thresholds: Any = Fitted(**answers)
    nowhere: Any = None
    bot = Bot(nowhere, shelf, BotOptions(), thresholds=thresholds)
    considered = await bot.consider("那要多少钱", past=PAST)
    assert (considered.decision.action, considered.decision.entry_ids[0]) == (action, entry)
    assert considered.thresholds["answer"] == threshold
    assert considered.threshold_set == 7


async def test_with_the_flow_s_matter_only_a_known_question_is_searched() -> None:
    shelf: Any = Shelf({"会影响征信吗": (0.95, "e3"), "提前结清会影响征信吗": (0.99, "e2")})
    nowhere: Any = None
    bot = Bot(nowhere, shelf, BotOptions())
    considered = await bot.consider("会影响征信吗", topic="提前结清")
    assert (considered.decision.entry_ids[0], shelf.asked) == ("e3", ["会影响征信吗"])
    shelf.asked.clear()
    shelf.phrasings.add("提前结清会影响征信吗")
    considered = await bot.consider("会影响征信吗", topic="提前结清")
    assert considered.decision.entry_ids[0] == "e2"
    assert "提前结清会影响征信吗" in shelf.asked
