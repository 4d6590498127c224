"""Which decisions become drafts, and what a person made of one: tables, and properties over all confidences."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.bot.decision import Decision, Thresholds, Turn
from tandem.contexts.bot.rules.deciding import decide
from tandem.contexts.bot.rules.drafting import extended, has_room, outcome, worth_a_draft


@dataclass(frozen=True)
class One:
    entry_id: str = "e0"
    question: str = "怎么提前还款？"
    confidence: float = 0.7


@dataclass(frozen=True)
class Ranked:
    confidence: float = 0.7
    candidates: tuple[One, ...] = (One(),)
    scope: float = 0.9
    exact: bool = False
    tau_answer: float = 0.9
    tau_clarify: float = 0.3
    tau_draft: float = 0.6
    degraded: tuple[str, ...] = field(default=())


@pytest.mark.parametrize(
    ("policy", "confidence", "expected"),
    [
        ("clarify", 0.7, True),
        ("clarify", 0.6, True),
        ("clarify", 0.59, False),
        ("threshold", 0.89, True),
        ("threshold", 0.2, False),
        ("confident", 0.9, False),
        ("exact", 0.995, False),
        ("mandatory", 0.7, False),
        ("choice", 0.7, False),
        ("repeat", 0.7, False),
        ("feedback", 0.7, False),
    ],
)
def test_only_unsure_decisions_between_the_thresholds(policy: str, confidence: float, expected: bool) -> None:
    decision = Decision("clarify", policy, "x", confidence)
    assert (worth_a_draft(decision, Ranked(confidence)) is not None) is expected


def test_nothing_found_is_nothing_to_show() -> None:
    decision = Decision("handoff", "threshold", "nothing_known")
    assert worth_a_draft(decision, None) is None
    assert worth_a_draft(decision, Ranked(candidates=())) is None


def test_limits_replace_the_fitted_thresholds() -> None:
    decision = Decision("clarify", "clarify", "x", 0.5)
    assert worth_a_draft(decision, Ranked(0.5)) is None
    assert worth_a_draft(decision, Ranked(0.5), Thresholds(0.9, 0.1)) is None
    found = worth_a_draft(decision, Ranked(0.5), Thresholds(0.9, 0.1, 0.4))
    assert found == Thresholds(0.9, 0.1, 0.4)


@given(confidence=st.floats(0, 1), limits=st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted))
def test_the_ladder_as_a_whole(confidence: float, limits: list[float]) -> None:
    """Whatever the thresholds: a draft is never what the bot would answer alone, nor below τ_draft."""
    thresholds = Thresholds(answer=limits[2], clarify=limits[0], draft=limits[1])
    ranked = Ranked(confidence, (One(confidence=confidence), One("e1")))
    decision = decide(Turn("怎么提前还款"), None, ranked, thresholds)
    if worth_a_draft(decision, ranked, thresholds):
        assert limits[1] <= confidence < limits[2]
        assert decision.action in ("clarify", "handoff")
    else:
        assert confidence < limits[1] or decision.action == "answer"


ANSWERS = {"e0": "在App里还。", "e1": "不收手续费。 "}


@pytest.mark.parametrize(
    ("text", "entry", "expected"),
    [
        (None, None, ("approved", "在App里还。", "e0")),
        (None, "e0", ("approved", "在App里还。", "e0")),
        (" 在App里还。\n", None, ("approved", "在App里还。", "e0")),
        ("我来说", None, ("edited", "我来说", "e0")),
        (None, "e1", ("replaced", "不收手续费。", "e1")),
        ("不收手续费。", "e1", ("replaced", "不收手续费。", "e1")),
        ("不收的", "e1", ("edited", "不收的", "e1")),
    ],
)
def test_what_a_person_did(text: str | None, entry: str | None, expected: tuple[str, str, str]) -> None:
    assert outcome("e0", "在App里还。", ANSWERS, text, entry) == expected


def test_an_entry_without_an_answer_is_refused() -> None:
    with pytest.raises(KeyError):
        outcome("e0", "在App里还。", {}, None, "e9")


def test_room_grows_with_the_people() -> None:
    assert [has_room(waiting, 1) for waiting in (0, 4, 5)] == [True, True, False]
    assert has_room(9, 2)
    assert not has_room(0, 0)


def test_more_time_once() -> None:
    due = datetime(2026, 11, 22, 1, 0, 20, tzinfo=UTC)
    now, budget = due - timedelta(seconds=5), timedelta(seconds=20)
    assert extended(due, now, budget, already=False) == now + budget
    assert extended(due, now, budget, already=True) == due
    assert extended(due, due - timedelta(seconds=30), budget, already=False) == due
