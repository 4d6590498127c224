"""Hand-over by meaning: what it reads, and what goes before it."""

import json

import numpy as np
import pytest

from tandem.contexts.bot.actions.considering import consider
from tandem.contexts.bot.decision import Turn
from tandem.contexts.bot.rules import decide
from tandem.contexts.bot.rules.handover.meaning import REASONS, Felt, Meaning, Reading, from_json, to_json
from tandem.contexts.knowledge.api import Candidate, Ranking


def meaning(threshold: float = 0.4) -> Meaning:
    """Two encoders of two values: the first of `a` is fraud, the second of `b` is self-harm."""
    weights = np.zeros((5, len(REASONS)), dtype=np.float32)
    weights[0, REASONS.index("fraud")] = 1
    weights[3, REASONS.index("self_harm")] = 1
    zero = np.zeros(2, dtype=np.float32)
    thresholds = np.full(len(REASONS), threshold, dtype=np.float32)
    both = Reading(("a", "b"), {"a": zero, "b": zero}, weights, thresholds)
    return Meaning({both.encoders: both}, {"a": "1", "b": "1"})


def row(*values: float) -> np.ndarray:
    return np.asarray(values, dtype=np.float32)


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        (row(9, 0), row(1, 0), "fraud"),
        (row(0, 9), row(0, 1), "self_harm"),
        (row(0, 9), row(1, 0), None),
        (row(0, 0), row(0, 0), None),
    ],
)
def test_the_nearest_reason_over_its_threshold(a: np.ndarray, b: np.ndarray, reason: str | None) -> None:
    found = meaning().felt({"b": b, "a": a})
    assert (found and found.reason) == reason


def test_other_encoders_say_nothing() -> None:
    assert meaning().felt({"a": row(1, 0)}) is None
    assert meaning().felt({}) is None
    assert not meaning().knows(["a"])
    assert meaning().knows(["b", "a"])


def test_it_survives_its_file() -> None:
    again = from_json(json.loads(json.dumps(to_json(meaning()))))
    assert again.felt({"a": row(9, 0), "b": row(1, 0)}) == meaning().felt({"a": row(9, 0), "b": row(1, 0)})
    with pytest.raises(ValueError, match="format"):
        from_json({**to_json(meaning()), "format": 99})


def ranking(*, exact: bool, vectors: dict[str, np.ndarray] | None = None) -> Ranking:
    one = Candidate("e0", "怎么还款", "怎么还款", {}, 1.0, 0.95)
    return Ranking("怎么还款", (one,), ("use",), (), 0.9, 0.3, scope=0.9, exact=exact, vectors=vectors or {})


def test_it_goes_before_the_ladder_and_after_word_for_word() -> None:
    felt = Felt("fraud", 3, 0.7, 0.5)
    turn = Turn(text="他们弄走了我的钱")
    found = decide(turn, None, ranking(exact=False), felt=felt)
    assert (found.action, found.policy, found.reason, found.urgency) == ("handoff", "mandatory", "fraud", 3)
    assert found.evidence["meaning"] == {"score": 0.7, "threshold": 0.5}
    assert decide(turn, None, ranking(exact=True), felt=felt).policy == "exact"
    assert decide(turn, None, ranking(exact=False)).policy == "confident"


class Shelf:
    """A knowledge base that is sure of its answer whatever is asked."""

    def __init__(self, found: Ranking) -> None:
        self.found = found

    def small_talk(self, text: str) -> None:
        return None

    def exact(self, text: str) -> bool:
        return False

    def key_of(self, entry_id: str) -> str:
        return "repayment.how"

    async def rank(self, text: str) -> Ranking:
        return self.found


@pytest.mark.parametrize(
    ("a", "b", "policy", "reason"),
    [
        (row(9, 0), row(1, 0), "mandatory", "fraud"),
        (row(0, 9), row(0, 1), "mandatory", "self_harm"),
        (row(0, 9), row(1, 0), "confident", "confident"),
    ],
)
async def test_the_bot_reads_it_from_what_search_worked_out(
    a: np.ndarray, b: np.ndarray, policy: str, reason: str
) -> None:
    shelf = Shelf(ranking(exact=False, vectors={"a": a, "b": b}))
    found = await consider(shelf, Turn(text="呜呜"), sense=meaning())  # type: ignore[arg-type]
    assert (found.decision.policy, found.decision.reason) == (policy, reason)


async def test_without_a_reading_the_ladder_goes_on() -> None:
    found = await consider(Shelf(ranking(exact=False, vectors={"a": row(9, 0)})), Turn(text="呜呜"))  # type: ignore[arg-type]
    assert found.decision.policy == "confident"


@pytest.mark.parametrize("text", ["后天呢", "不要后天", "那就改12月3号", "尾号6217不行吗", "还500或者600吧"])
def test_a_bare_value_has_no_meaning_to_be_felt(text: str) -> None:
    felt = Felt("self_harm", 3, 0.34, 0.32)
    found = decide(Turn(text=text), None, ranking(exact=False), felt=felt)
    assert found.reason != "self_harm"


@pytest.mark.parametrize(
    "text", ["明天我就走了", "后天以后你们找不到我", "今晚是最后一面", "不要了，都结束吧"]
)
def test_a_value_among_words_hides_no_meaning(text: str) -> None:
    felt = Felt("self_harm", 3, 0.34, 0.32)
    assert decide(Turn(text=text), None, ranking(exact=False), felt=felt).reason == "self_harm"
