"""Turns to label: which, in what order, for whom, and what a label does."""

from uuid import UUID

import pytest
from sqlalchemy import select, update
from tests.contexts.bot.training.conftest import Desk

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.bot import repository as turns
from tandem.contexts.bot.models import bot_example_table, bot_label_table, bot_turn_table
from tandem.contexts.bot.training.actions.editing_intents import merge
from tandem.contexts.bot.training.actions.labelling import Label, label
from tandem.contexts.bot.training.actions.taking_back import take_back
from tandem.contexts.bot.training.errors import IntentClosed, IntentNotFound, TurnNotFound
from tandem.contexts.bot.training.presenting import inbox_page
from tandem.contexts.bot.training.repository import examples, intents
from tandem.contexts.bot.training.schemas import InboxPage
from tandem.kit.errors import Forbidden
from tandem.kit.ids import new_id


async def page(desk: Desk, why: str = "all", actor: Actor | None = None, **more: object) -> InboxPage:
    options = {"after": None, "limit": 20, **more}
    found: InboxPage = await desk.do(inbox_page, actor or desk.trainer, why=why, **options)
    return found


async def margin(desk: Desk, turn_id: UUID, value: float, **more: str) -> None:
    await desk.do(
        lambda tx: tx.execute(
            update(bot_turn_table).where(bot_turn_table.c.message_id == turn_id).values(margin=value, **more)
        )
    )


async def test_the_least_certain_comes_first_and_the_same_only_once(desk: Desk) -> None:
    await desk.step.now()
    first = await desk.ask("工资卡丢了咋弄")
    same = await desk.ask("工资卡丢了咋弄呢")
    other = await desk.ask("我在国外能借吗")
    for asked, value in ((first, 0.3), (same, 0.2), (other, 0.1)):
        await margin(desk, asked.turn.message_id, value)
    found = await page(desk)
    assert [(one.turn_id, one.similar) for one in found.items] == [
        (other.turn.message_id, 0),
        (same.turn.message_id, 1),
    ]
    assert found.counts["all"] == 3 == found.counts["unanswered"]
    assert found.items[0].text == "我在国外能借吗"
    assert found.items[0].why == ["unanswered"]
    assert found.items[0].answer
    assert [guess.intent[:6] for guess in found.items[0].candidates] == ["entry:"] * 3


async def test_pages_follow_each_other(desk: Desk) -> None:
    await desk.step.now()
    words = ["工资卡丢了咋弄", "我在国外能借吗", "可以换个客服电话么", "营业厅在几楼"]
    asked = [await desk.ask(one) for one in words]
    for place, one in enumerate(asked):
        await margin(desk, one.turn.message_id, place / 10)
    one = await page(desk, limit=3)
    from tandem.kit.http import decode_cursor

    assert one.next is not None
    least, turn_id = decode_cursor(one.next, 2, (float, UUID))
    two = await page(desk, limit=3, after=(least, turn_id))
    assert [i.turn_id for i in (*one.items, *two.items)] == [a.turn.message_id for a in asked]
    assert two.next is None


async def test_reasons(desk: Desk) -> None:
    await desk.step.now()
    answered = await desk.ask("提前还清怎么弄呀好麻烦")
    assert answered.turn.answer_id is not None
    await desk.do(turns.keep_feedback, answered.turn.answer_id, False)
    exact = await desk.ask("想换一天还款")
    assert exact.turn.policy == "exact"
    assert exact.turn.margin is None
    bad = await page(desk, "badly_rated")
    assert [one.turn_id for one in bad.items] == [answered.turn.message_id]
    assert "badly_rated" in bad.items[0].why


async def test_what_is_taught_in_the_same_words_waits_no_more(desk: Desk) -> None:
    await desk.step.now()
    first, again = await desk.ask("工资卡丢了咋弄"), await desk.ask("工资卡丢了，咋弄？")
    await desk.ask("我在国外能借吗")
    assert (await page(desk)).counts["all"] == 3
    await desk.do(label, desk.trainer, [Label(first.turn.message_id, "entry:date")])
    left = await page(desk)
    assert [one.text for one in left.items] == ["我在国外能借吗"]
    assert left.counts["all"] == 1 == left.counts["unanswered"]
    await desk.do(take_back, desk.trainer, [first.turn.message_id])
    waiting = {one.turn_id for one in (await page(desk)).items}
    assert waiting & {first.turn.message_id, again.turn.message_id}
    assert (await page(desk)).counts["all"] == 3


async def test_what_was_answered_surely_waits_for_nobody(desk: Desk) -> None:
    await desk.step.now()
    turn = (await desk.ask("提前还清怎么弄呀好麻烦")).turn.message_id
    await margin(desk, turn, 0.9, action="answer")
    assert (await page(desk)).counts["all"] == 0
    assert (await page(desk)).items == []
    await margin(desk, turn, 0.1)
    assert (await page(desk)).items[0].why == ["low_confidence"]


async def test_a_label_makes_an_example_and_the_last_one_counts(desk: Desk) -> None:
    await desk.step.now()
    asked = await desk.ask("工资卡丢了咋弄 打我13812345678")
    turn = asked.turn.message_id
    assert await desk.do(label, desk.trainer, [Label(turn, "entry:date")]) == (1, 0)
    assert (await page(desk)).items == []
    assert await desk.do(label, desk.trainer, [Label(turn, "entry:limit")]) == (1, 0)
    e = bot_example_table.c
    async with desk.world.db.transaction() as tx:
        kept = (await tx.execute(select(bot_example_table).where(e.source == "label"))).all()
        said = (await tx.execute(select(bot_label_table).order_by(bot_label_table.c.at))).all()
    alive = [one for one in kept if one.removed_at is None]
    assert [(one.intent_key, one.text) for one in alive] == [("entry:limit", "工资卡丢了咋弄 打我[mobile]")]
    assert len(kept) == 2
    assert [one.intent_key for one in said if one.replaced_at is None] == ["entry:limit"]
    assert {one.by_name for one in said} == {"周训练"}


async def test_out_of_scope_and_skipped(desk: Desk) -> None:
    await desk.step.now()
    outside, skipped = await desk.ask("今晚球赛几点开始"), await desk.ask("我在国外能借吗")
    given = [Label(outside.turn.message_id), Label(skipped.turn.message_id, skip=True)]
    assert await desk.do(label, desk.trainer, given) == (1, 1)
    found = await desk.do(examples.out_of_scope, None, 10)
    assert [one.text for one in found] == ["今晚球赛几点开始"]
    assert (await page(desk)).items == []


async def test_a_label_is_all_or_nothing(desk: Desk) -> None:
    await desk.step.now()
    turn = (await desk.ask("工资卡丢了咋弄")).turn.message_id
    with pytest.raises(TurnNotFound):
        await desk.do(label, desk.trainer, [Label(turn, "entry:date"), Label(new_id(), "entry:date")])
    with pytest.raises(IntentNotFound):
        await desk.do(label, desk.trainer, [Label(turn, "entry:nothing")])
    await desk.do(intents.change, "entry:date", {"retired_at": desk.world.clock.now()})
    with pytest.raises(IntentClosed):
        await desk.do(label, desk.trainer, [Label(turn, "entry:date")])
    assert len((await page(desk)).items) == 1


async def test_who_may_not_read_a_conversation_neither_sees_nor_labels_its_turns(desk: Desk) -> None:
    await desk.step.now()
    turn = (await desk.ask("工资卡丢了咋弄")).turn.message_id
    supervisor = Actor("staff", new_id(), "别的组长", permissions_of(["supervisor"]))
    assert (await page(desk, actor=supervisor)).items == []
    with pytest.raises(Forbidden):
        await desk.do(label, supervisor, [Label(turn)])
    own = permissions_of(["bot_trainer"]) - {"conversations.read.all"}
    with pytest.raises(TurnNotFound):
        await desk.do(label, Actor("staff", new_id(), "新来的", own), [Label(turn)])


async def test_guesses_that_were_merged_are_one(desk: Desk) -> None:
    await desk.step.now()
    turn = (await desk.ask("提前还的费用在哪天改")).turn.message_id
    guesses = [("entry:date", 0.5), ("entry:early", 0.3), ("entry:fee", 0.1)]
    judged = [{"intent": key, "probability": share} for key, share in guesses]
    await desk.do(
        lambda tx: tx.execute(
            update(bot_turn_table)
            .where(bot_turn_table.c.message_id == turn)
            .values(intents=judged, scope=0.95, margin=0.2)
        )
    )
    await desk.do(merge, desk.trainer, "entry:early", "entry:fee")
    await desk.do(merge, desk.trainer, "entry:date", "entry:fee")
    one = (await page(desk)).items[0]
    assert [(guess.intent, guess.probability) for guess in one.candidates] == [("entry:fee", 0.9)]
    assert (one.outside, one.margin) == (0.05, 0.85)


async def test_the_published_version_says_what_it_is_least_certain_of(desk: Desk) -> None:
    asked = [await desk.ask(words) for words in ("工资卡丢了咋弄", "我在国外能借吗")]
    assert all(one.turn.model_version is None for one in asked)
    number = await desk.learned(anew=True)
    before = {one.turn_id: one.margin for one in (await page(desk)).items}
    await desk.published(number)
    after = {one.turn_id: one for one in (await page(desk)).items}
    assert before.keys() == after.keys() == {one.turn.message_id for one in asked}
    for turn_id, one in after.items():
        assert one.margin != before[turn_id]
        first, second = (guess.probability for guess in one.candidates[:2])
        assert one.outside is not None
        assert one.margin == pytest.approx(abs(first - max(second, one.outside)), abs=1e-3)
    assert [one.margin for one in after.values()] == sorted(one.margin for one in after.values())
