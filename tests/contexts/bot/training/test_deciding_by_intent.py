"""What an intent leads to, and when a person looks first."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contexts.bot.silent_seat.conftest import Shop, shop, world  # noqa: F401

from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.decision import (
    Decision,
    Guess,
    IntentLimits,
    Past,
    Target,
    Thresholds,
    Turn,
    Understanding,
)
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.rules.deciding import by_intent, decide
from tandem.contexts.bot.rules.drafting import intent_worth_a_draft
from tandem.contexts.bot.rules.sampling import apart, margin
from tandem.contexts.bot.training.live import TAUGHT
from tandem.contexts.bot.training.thresholds import DEFAULT, ShippedThresholds
from tandem.contexts.knowledge.api import Candidate, Ranking, published_by_keys

LIMITS = IntentLimits(auto=0.8, draft=0.4)
ENTRY = Target("entry", "e1")


def seen(
    probability: float, target: Target | None = ENTRY, *, second: float = 0.1, scope: float = 1.0
) -> Understanding:
    guesses = (Guess("entry:e1", "甲", probability), Guess("entry:e2", "乙", second))
    return Understanding(7, guesses, target, LIMITS, scope=scope)


def ranking(confidence: float, entry: str = "e2", *, exact: bool = False) -> Ranking:
    found = (
        Candidate(entry, "问题", "问题", {}, 1.0, confidence),
        Candidate("e3", "别的", "别的", {}, 0.5, 0.1),
    )
    return Ranking(
        "问题", found, (), (), tau_answer=0.7, tau_clarify=0.3, scope=0.9, exact=exact, tau_draft=0.2
    )


@pytest.mark.parametrize(
    ("probability", "target", "wanted"),
    [
        (0.8, ENTRY, ("answer", "intent")),
        (0.79, ENTRY, ("clarify", "clarify")),
        (0.9, Target("flow", "repay"), ("flow", "intent")),
        (0.9, Target("hand_over", "complaint"), ("handoff", "intent")),
        (0.9, None, ("clarify", "clarify")),
    ],
)
def test_above_its_threshold_the_target_is_carried_out(
    probability: float, target: Target | None, wanted: tuple[str, str]
) -> None:
    found = decide(Turn("问题"), None, ranking(0.5), None, seen(probability, target))
    assert (found.action, found.policy) == wanted
    if found.policy == "intent":
        assert found.confidence == probability
        assert found.evidence["version"] == 7


def test_a_phrasing_word_for_word_needs_no_intent() -> None:
    found = decide(Turn("问题"), None, ranking(0.995, exact=True), None, seen(0.99))
    assert (found.policy, found.entry_ids) == ("exact", ("e2",))


def test_what_did_not_help_is_not_said_again() -> None:
    past = (Past("answer", "intent", "问题", ("e1",), helpful=False),)
    found = by_intent(Turn("还是不懂", past=past), seen(0.95))
    assert found is not None
    assert (found.action, found.reason) == ("handoff", "not_helpful")


@given(
    st.floats(0, 1), st.sampled_from(["clarify", "threshold", "confident", "mandatory", "choice", "exact"])
)
def test_only_unsure_entries_become_drafts(probability: float, policy: str) -> None:
    decision = Decision("answer", policy, policy, 0.5, ("e2",))
    limits = intent_worth_a_draft(decision, seen(probability))
    between = LIMITS.draft <= probability < LIMITS.auto
    assert (limits is not None) == (between and policy in ("clarify", "threshold", "confident"))
    assert intent_worth_a_draft(decision, seen(probability, Target("flow", "repay"))) is None
    assert intent_worth_a_draft(decision, None) is None


def test_what_search_is_sure_of_stands_where_both_mean_the_same() -> None:
    assert intent_worth_a_draft(Decision("answer", "confident", "confident", 0.9, ("e1",)), seen(0.5)) is None


def test_margins() -> None:
    unsure = Decision("clarify", "clarify", "between_thresholds")
    assert margin(unsure, ranking(0.5)) == pytest.approx(0.4)
    assert margin(unsure, ranking(0.5), seen(0.6, second=0.55)) == pytest.approx(0.05)
    assert margin(Decision("answer", "exact", "exact"), ranking(1.0)) is None
    assert margin(unsure, None) is None
    assert ShippedThresholds().of("any", 1) == DEFAULT
    assert 0 < DEFAULT.draft < DEFAULT.auto < 1
    assert 0.98 < DEFAULT.auto < TAUGHT, "alone it says what it was taught, and what is as sure as that"


@pytest.mark.parametrize(
    ("best", "scope", "wanted"),
    [
        ((0.01, 0.01, 0.0), 0.02, 0.97),  # plainly none of ours: nothing to learn, however close the two are
        ((0.94, 0.02, 0.01), 0.99, 0.92),  # plainly the first
        ((0.48, 0.45, 0.01), 0.96, 0.03),  # one of the first two
        ((0.16, 0.15, 0.14), 0.95, 0.01),  # one of many
        ((0.48, 0.02, 0.01), 0.52, 0.0),  # the first, or none of ours
        ((), 0.1, 0.9),
    ],
)
def test_what_is_plainly_none_of_ours_waits_behind_what_lies_between_two(
    best: tuple[float, ...], scope: float, wanted: float
) -> None:
    assert apart(best, scope) == pytest.approx(wanted)


@dataclass
class Fixed:
    """Thinks the same of everything."""

    understanding: Understanding

    async def understand(self, conversation_id: UUID | None, ranking: Any) -> Understanding:
        return self.understanding


async def test_between_the_thresholds_a_person_looks_first(shop: Shop) -> None:  # noqa: F811
    """The intent's entry comes first in the draft, with the intent's thresholds; what search found follows."""
    async with shop.world.db.transaction() as tx:
        meant = (await published_by_keys(tx, ["limit"]))[0]
    thought = Understanding(3, (Guess("entry:limit", "额度", 0.5),), Target("entry", str(meant.id)), LIMITS)
    limits = Thresholds(answer=0.9, clarify=0.01, draft=0.05)
    shop.bot = Bot(
        shop.world.db,
        LiveKnowledge(shop.live),
        BotOptions(limits=limits),
        seat=shop.seat,
        intents=Fixed(thought),
    )
    await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted("提前还的事")
    assert draft.entry_id == meant.id
    assert draft.confidence == 0.5
    assert draft.thresholds == {"answer": 0.8, "draft": 0.4}
    assert next(one["key"] for one in draft.candidates) == "limit"
    assert len(draft.candidates) > 1
    turn = (await talk.turns())[0]
    assert (turn.action, turn.model_version, turn.intent) == ("draft", 3, "entry:limit")
