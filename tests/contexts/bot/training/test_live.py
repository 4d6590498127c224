"""What is published judges customers' messages, at once and without a restart."""

import asyncio
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi import APIRouter
from tests.contexts.bot.training.conftest import Desk
from tests.contexts.bot.workbench import calling

from tandem.contexts.bot.decision import IntentLimits
from tandem.contexts.bot.training import live
from tandem.contexts.bot.training.actions.editing_examples import add
from tandem.contexts.bot.training.actions.editing_intents import change, create
from tandem.contexts.bot.training.actions.labelling import Label, label
from tandem.contexts.bot.training.actions.publishing import publish, roll_back
from tandem.contexts.bot.training.endpoints import versions as version_routes
from tandem.contexts.bot.training.errors import AlreadyPublished, NothingPublished, VersionNotReady
from tandem.contexts.bot.training.live import intents_check
from tandem.contexts.bot.training.repository import publications, versions
from tandem.contexts.bot.training.rules.arms import place_of
from tandem.contexts.bot.training.rules.splitting import split_of
from tandem.kit.health import Unhealthy

SURE = IntentLimits(auto=0.1, draft=0.05)
"""Five intents of a handful of examples, seen through a toy encoder, are never very sure."""
NEVER = IntentLimits(auto=1.1, draft=1.1)
UNKNOWN = "工资卡丢了咋弄"


async def test_nothing_changes_until_a_version_is_published(desk: Desk) -> None:
    before = await desk.ask(UNKNOWN)
    await desk.learned()
    await desk.live.looked()
    after = await desk.ask(UNKNOWN)
    assert (after.turn.action, after.turn.policy) == (before.turn.action, before.turn.policy)
    assert after.turn.model_version is None
    assert after.turn.intents == []
    assert after.said == before.said


async def test_labelled_trained_published_answered(desk: Desk) -> None:
    """The loop of the trainer's week: what the bot did not know, it knows."""
    desk.limits.limits = SURE
    await desk.step.now()
    unanswered = await desk.ask(UNKNOWN)
    assert unanswered.turn.action == "handoff"
    assert split_of(UNKNOWN) == "train"
    turn: UUID = unanswered.turn.message_id
    assert await desk.do(label, desk.trainer, [Label(turn, "entry:date")]) == (1, 0)
    number = await desk.learned()
    await desk.published(number)
    answered = await desk.ask(UNKNOWN)
    assert (answered.turn.action, answered.turn.policy) == ("answer", "intent")
    assert answered.said == ["在App里修改。"]
    assert answered.turn.model_version == number
    assert answered.turn.intent == "entry:date"
    assert answered.turn.intent_probability >= SURE.auto
    assert next(one["intent"] for one in answered.turn.intents) == "entry:date"
    assert len(answered.turn.intents) == 3


async def test_what_was_taught_word_for_word_is_answered_though_it_only_tests(desk: Desk) -> None:
    """A trainer who labels a turn and publishes may ask the same again, whatever the model makes of it."""
    await desk.step.now()
    held_back = next(text for text in (f"{UNKNOWN}{n}" for n in range(99)) if split_of(text) == "test")
    unanswered = await desk.ask(held_back)
    assert unanswered.turn.action != "answer"
    await desk.do(label, desk.trainer, [Label(unanswered.turn.message_id, "entry:date")])
    await desk.published(await desk.learned())
    answered = await desk.ask(f" {held_back}？")
    assert (answered.turn.action, answered.turn.policy) == ("answer", "intent")
    assert answered.said == ["在App里修改。"]


async def test_an_intent_starts_its_flow(desk: Desk) -> None:
    desk.limits.limits = SURE
    await desk.step.now()
    texts = ["今天全结掉得准备几多钱", "全结掉要准备几多", "结掉得几多钱呀今天", "今天结掉共几多钱"]
    await desk.do(add, desk.trainer, "flow:settle", texts)
    plain = await desk.ask("今天全结掉一共几多钱")
    assert plain.turn.policy != "flow"
    await desk.published(await desk.learned())
    asked = await desk.ask("今天全结掉一共几多钱")
    assert (asked.turn.action, asked.turn.policy, asked.turn.intent) == ("flow", "intent", "flow:settle")
    assert "好的，我来帮您试算。" in asked.said[0]


async def test_an_intent_hands_over_to_its_queue(desk: Desk) -> None:
    desk.limits.limits = SURE
    await desk.step.now()
    flows = await desk.step.flows()
    made = await desk.do(
        create, desk.trainer, name="企业合作", kind="hand_over", target="general", flows=flows
    )
    texts = ["我们公司想和你们谈合作", "商务合作找谁谈", "企业采购合作联系哪位", "谈渠道合作的"]
    await desk.do(add, desk.trainer, made.key, texts)
    await desk.published(await desk.learned())
    asked = await desk.ask("公司想谈合作找谁")
    assert (asked.turn.action, asked.turn.policy) == ("handoff", "intent")
    assert (await desk.world.get(asked.conversation_id)).controller == "queue"


async def test_mandatory_rules_small_talk_and_known_phrasings_come_first(desk: Desk) -> None:
    desk.limits.limits = IntentLimits(auto=0.0, draft=0.0)
    await desk.published(await desk.learned())
    assert (await desk.ask("我要投诉你们")).turn.policy == "mandatory"
    assert (await desk.ask("在吗")).turn.policy == "small_talk"
    assert (await desk.ask("想换一天还款")).turn.policy == "exact"
    assert (await desk.ask("还款想换换")).turn.policy == "intent"


async def test_below_its_threshold_the_ladder_decides_as_before(desk: Desk) -> None:
    before = await desk.ask("还款想换换")
    desk.limits.limits = NEVER
    number = await desk.learned()
    await desk.published(number)
    after = await desk.ask("还款想换换")
    assert (after.turn.action, after.turn.policy) == (before.turn.action, before.turn.policy)
    assert after.turn.model_version == number  # judged all the same, for who learns thresholds from it


async def test_a_retired_intent_leads_nowhere_at_once(desk: Desk) -> None:
    desk.limits.limits = IntentLimits(auto=0.0, draft=0.0)
    await desk.published(await desk.learned())
    asked = await desk.ask("还款想换换")
    flows = await desk.step.flows()
    await desk.do(change, desk.trainer, asked.turn.intent, retired=True, flows=flows)
    await desk.live.looked()
    assert (await desk.ask("还款想换换")).turn.policy != "intent"


async def test_publishing_and_rolling_back_in_a_running_process(desk: Desk) -> None:
    first, second = await desk.learned(), await desk.learned()
    with pytest.raises(NothingPublished):
        await desk.do(roll_back, desk.trainer)
    await desk.published(first)
    assert list(desk.live.serving) == [first]
    await desk.published(second)
    assert list(desk.live.serving) == [second]
    with pytest.raises(AlreadyPublished):
        await desk.do(publish, desk.trainer, second, 1.0)
    await desk.do(roll_back, desk.trainer)
    await desk.live.looked()
    assert list(desk.live.serving) == [first]
    await desk.do(roll_back, desk.trainer)  # before the first there was none
    await desk.live.looked()
    assert not desk.live.serving
    assert (await desk.ask("还款想换换")).turn.model_version is None


async def test_customers_do_not_wait_while_a_version_is_loaded(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await desk.learned(), await desk.learned()
    await desk.published(first)
    begun, go, load = threading.Event(), threading.Event(), live._load

    def slow(*given: Any) -> Any:
        begun.set()
        assert go.wait(60)
        return load(*given)

    monkeypatch.setattr(live, "_load", slow)
    publishing = asyncio.create_task(desk.published(second))
    try:
        assert await asyncio.to_thread(begun.wait, 60)
        async with asyncio.timeout(20):
            assert (await desk.ask("还款想换换")).turn.model_version == first
    finally:
        go.set()
        await publishing
    assert list(desk.live.serving) == [second]


async def test_a_trial_takes_its_share_and_keeps_its_conversations(desk: Desk) -> None:
    desk.limits.limits = NEVER
    base, trial = await desk.learned(), await desk.learned()
    await desk.published(base)
    await desk.published(trial, 0.5)
    now = await desk.do(publications.in_force)
    assert {arm: (one.version, one.share) for arm, one in now.items()} == {
        "base": (base, 0.5),
        "trial": (trial, 0.5),
    }
    for _ in range(6):
        asked = await desk.ask("还款想换换")
        wanted = trial if place_of(asked.conversation_id) < 0.5 else base
        assert asked.turn.model_version == wanted
    await desk.do(roll_back, desk.trainer)
    now = await desk.do(publications.in_force)
    assert {arm: (one.version, one.share) for arm, one in now.items()} == {"base": (base, 1.0)}


async def test_a_file_whose_hash_differs_is_refused_and_the_old_one_goes_on(desk: Desk) -> None:
    first, second = await desk.learned(), await desk.learned()
    await desk.published(first)
    spoil(desk.folder / "objects", (await desk.version(second)).object_key or "")
    await desk.published(second)
    assert list(desk.live.serving) == [first]
    assert (await desk.ask("还款想换换")).turn.model_version == first
    with pytest.raises(Unhealthy, match=f"version {second}: The model file is not .* Serving: {first}"):
        await intents_check(desk.live).probe()
    await desk.do(roll_back, desk.trainer)
    await desk.live.looked()
    assert str(await intents_check(desk.live).probe()) == f"version {first}"


async def test_another_good_file_in_its_place_is_refused_too(desk: Desk) -> None:
    first = await desk.learned()
    await desk.do(add, desk.trainer, "entry:date", ["发薪日以后再扣我钱", "换成月底扣款", "把日子挪到二十号"])
    second = await desk.learned()
    keys = [(await desk.version(number)).object_key or "" for number in (first, second)]
    files = [next((desk.folder / "objects").rglob(key)) for key in keys]
    files[1].chmod(0o600)
    files[1].write_bytes(files[0].read_bytes())
    await desk.published(second)
    assert not desk.live.serving
    assert desk.live.refused


async def test_the_screen_says_what_is_refused_and_where_rolling_back_leads(desk: Desk) -> None:
    first, second = await desk.learned(), await desk.learned()
    api = APIRouter(prefix="/bot/training")

    async def absent() -> list[str]:
        return ["tiny"]

    version_routes.add(api, desk.step, desk.live, absent)
    async with calling(desk.world, [api]) as caller:

        async def shown() -> tuple[int | None, str | None]:
            listed = await caller.ask(desk.trainer, "GET", "/versions")
            assert listed.status_code == 200, listed.text
            assert listed.json()["absent"] == ["tiny"]
            return listed.json()["before"], listed.json()["refused"]

        await desk.published(first)
        assert await shown() == (None, None)
        await desk.published(second)
        assert await shown() == (first, None)
        await desk.do(publish, desk.trainer, first, 0.5)
        assert await shown() == (first, None)
        await desk.do(roll_back, desk.trainer)
        third = await desk.learned()
        spoil(desk.folder / "objects", (await desk.version(third)).object_key or "")
        await desk.published(third)
        before, refused = await shown()
        assert before == second
        assert refused is not None
        assert refused.startswith(f"第 {third} 版不能用：模型文件")  # in the trainer's language


async def test_only_what_is_ready_is_published(desk: Desk) -> None:
    made = await desk.asked()
    with pytest.raises(VersionNotReady):
        await desk.do(publish, desk.trainer, made.number, 1.0)
    assert await desk.do(versions.find, made.number) is not None


def spoil(objects: Path, key: str) -> None:
    """One byte of the stored file is another."""
    file = next(objects.rglob(key))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o600)
    file.write_bytes(bytes(content))
