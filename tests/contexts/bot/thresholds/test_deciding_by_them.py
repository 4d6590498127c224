"""Published thresholds decide what the bot does with the next message, without asking the database for them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from tests.contexts.bot.workbench import EARLY, TRAINER, Workbench
from tests.statements import statements

from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.decision import Thresholds
from tandem.contexts.bot.finding import LiveKnowledge
from tandem.contexts.bot.thresholds.actions.fitting import fit_set
from tandem.contexts.bot.thresholds.actions.publishing import publish
from tandem.contexts.bot.thresholds.grounds import Grounds
from tandem.contexts.bot.thresholds.live import LiveThresholds
from tandem.contexts.knowledge import api as knowledge

UNSURE = "怎么提前还清贷款"
"""Between the shipped thresholds: from .5, or no threshold could be so low, to .89."""


@dataclass
class Deciding:
    bench: Workbench
    bot: Bot
    live: LiveThresholds
    grounds: Grounds

    async def publish(self, confidence: float, n: int = 200) -> int:
        await self.bench.many(n, EARLY, confidence)
        number = await fit_set(self.bench.world.db, TRAINER, 0.97, self.grounds)
        async with self.bench.world.db.transaction() as tx:
            await publish(tx, TRAINER, number)
        await self.live.refresh()
        return number


@pytest.fixture
async def deciding(bench: Workbench, grounds: Grounds) -> AsyncIterator[Deciding]:
    db = bench.world.db
    index = knowledge.LiveIndex(db, {})
    live = LiveThresholds(db)
    await index.served()
    await live.current()
    yield Deciding(bench, Bot(db, LiveKnowledge(index), BotOptions(), thresholds=live), live, grounds)
    await live.stop()
    await index.stop()


async def test_the_shipped_thresholds_hold_until_others_are_published(deciding: Deciding) -> None:
    considered = await deciding.bot.consider(UNSURE)
    assert considered.ranking is not None
    assert considered.thresholds is not None
    assert considered.decision.action == "clarify"
    assert considered.limits is None
    assert considered.thresholds == {
        "answer": considered.ranking.tau_answer, "clarify": considered.ranking.tau_clarify,
        "draft": considered.ranking.tau_draft,
    }  # fmt: skip


async def test_a_published_set_decides_at_once(deciding: Deciding) -> None:
    before = await deciding.bot.consider(UNSURE)
    assert before.ranking is not None
    assert before.decision.action == "clarify"
    assert before.ranking.confidence > 0.5
    number = await deciding.publish(before.ranking.confidence)
    after = await deciding.bot.consider(UNSURE)
    assert (after.decision.action, after.decision.policy, after.threshold_set) == (
        "answer",
        "confident",
        number,
    )

    assert after.recorded.evidence["thresholds"]["set"] == number
    assert after.thresholds["answer"] <= before.ranking.confidence


async def test_an_entry_that_was_often_wrong_answers_word_for_word_only(deciding: Deciding) -> None:
    await deciding.bench.many(300, "limit", 0.7)
    await deciding.bench.many(12, EARLY, 0.98, right=False)
    await deciding.publish(0.98, n=0)
    in_force = await deciding.live.current()
    early = in_force.of("retrieval", "entry:early")
    assert early is not None
    assert early.auto == 0.99
    exact = await deciding.bot.consider("怎么提前还款")
    assert (exact.decision.action, exact.decision.policy) == ("answer", "exact")


async def test_messages_do_not_ask_the_database_for_thresholds(deciding: Deciding) -> None:
    await deciding.publish(0.8)
    with statements() as asked:
        for _ in range(20):
            await deciding.bot.consider(UNSURE)
    assert [one for one in asked if "threshold" in one] == []


async def test_the_settings_go_first(deciding: Deciding) -> None:
    await deciding.publish(0.8)
    own = Thresholds(0.99, 0.985)
    bot = Bot(
        deciding.bench.world.db, deciding.bot._knowledge, BotOptions(limits=own), thresholds=deciding.live
    )
    considered = await bot.consider(UNSURE)
    assert (considered.limits, considered.threshold_set) == (own, None)


async def test_with_another_set_of_encoders_they_rest(deciding: Deciding) -> None:
    db = deciding.bench.world.db
    without = Grounds(deciding.grounds.searched, missing=missing_use)
    await deciding.bench.many(200, EARLY, 0.8)
    number = await fit_set(db, TRAINER, 0.97, without)
    async with db.transaction() as tx:
        await publish(tx, TRAINER, number)
    await deciding.live.refresh()
    assert (await deciding.live.current()).degraded == {"use"}
    considered = await deciding.bot.consider(UNSURE)
    assert (considered.limits, considered.threshold_set) == (None, None)


async def missing_use() -> frozenset[str]:
    return frozenset({"use"})
