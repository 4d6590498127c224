"""When an answer becomes a draft, and when the ladder works as it always did."""

import asyncio

import pytest
from sqlalchemy import func, select
from tests.contexts.bot.silent_seat.conftest import UNSURE, Shop

from tandem.contexts.bot.actions.answering import Bot, BotOptions
from tandem.contexts.bot.silent_seat.actions import attending
from tandem.contexts.bot.silent_seat.errors import SilentSeatOff
from tandem.contexts.bot.silent_seat.models import bot_draft_table
from tandem.contexts.bot.silent_seat.options import SilentSeat
from tandem.contexts.conversations import api as conversations
from tandem.kit.errors import Forbidden


async def test_an_unsure_answer_waits_for_a_person(shop: Shop) -> None:
    await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    assert (draft.question, draft.state) == (UNSURE, "waiting")
    assert draft.text == draft.candidates[0]["answer"]
    assert 2 <= len(draft.candidates) <= 4
    assert (draft.due_at - draft.opened_at).total_seconds() == 20
    assert draft.thresholds == {"answer": 0.9, "draft": 0.05}
    assert await talk.controller() == "silent_seat"
    assert await talk.said() == [("customer", UNSURE)]
    (turn,) = await talk.turns()
    assert (turn.action, turn.policy, turn.answer_id) == ("draft", "draft", None)
    assert turn.evidence["instead_of"] == "clarify"
    (moved,) = await shop.happened("conversations.controller_changed")
    assert (moved.data["to_controller"], moved.data["reason"], moved.actor) == (
        "silent_seat",
        "drafted",
        "bot",
    )
    (opened,) = await shop.happened("bot.draft_opened")
    assert opened.topics == ("drafts",)
    assert UNSURE not in str(opened.data)


async def test_a_sure_answer_does_not_wait(shop: Shop) -> None:
    await shop.person()
    talk = await shop.talk()
    assert await talk.ask("怎么提前还款") is None
    assert (await talk.said())[-1] == ("bot", "在App里选择提前结清。")


@pytest.mark.parametrize("text", ["转人工", "我要投诉你们", "你好", "？？？"])
async def test_rules_and_small_talk_are_no_question_of_confidence(shop: Shop, text: str) -> None:
    await shop.person()
    assert await (await shop.talk()).ask(text) is None


async def test_nobody_at_the_silent_seat_means_the_ladder(shop: Shop) -> None:
    await shop.person(present=False)
    talk = await shop.talk()
    assert await talk.ask() is None
    assert (await talk.messages())[-1].kind == "choice"


async def test_who_cannot_read_the_conversation_does_not_count(shop: Shop) -> None:
    elsewhere = await shop.do(conversations.create_queue, "complaint", "投诉", sl_target_s=20)
    actor = await shop.person("谢安然", "complaint_officer", present=False)
    other = await shop.person("外人", "knowledge_editor", present=False)
    with pytest.raises(Forbidden):
        await shop.do(attending.sit_down, shop.seat, other)
    agent = await shop.person("别队", present=False)
    await shop.do(_move_seat, agent.id, elsewhere)
    await shop.do(attending.sit_down, shop.seat, agent)
    talk = await shop.talk()
    assert await talk.ask() is None
    await shop.do(attending.sit_down, shop.seat, actor)  # reads everything
    assert await (await shop.talk()).ask() is not None


async def _move_seat(tx, agent_id, queue_id):
    from tandem.contexts.conversations.models import seat_queue_table as sq

    await tx.execute(sq.update().where(sq.c.agent_id == agent_id).values(queue_id=queue_id))


async def test_one_person_is_not_given_more_than_the_budget_lets_through(shop: Shop) -> None:
    await shop.person()
    opened = [await (await shop.talk()).ask() for _ in range(6)]
    assert [one is not None for one in opened] == [True] * 5 + [False]
    await shop.person("第二位")
    assert await (await shop.talk()).ask() is not None


async def test_switched_off_nothing_is_drafted(shop: Shop) -> None:
    person = await shop.person()
    off = SilentSeat(shop.seat.knowledge, on=False, limits=shop.seat.limits)
    shop.bot = Bot(shop.world.db, off.knowledge, BotOptions(limits=off.limits), seat=off)
    talk = await shop.talk()
    assert await talk.ask() is None
    with pytest.raises(SilentSeatOff):
        await shop.do(attending.sit_down, off, person)


async def test_a_job_that_runs_twice_drafts_once(shop: Shop) -> None:
    await shop.person()
    talk = await shop.talk()
    event = await talk.write(UNSURE)
    others = [
        Bot(shop.world.db, shop.seat.knowledge, BotOptions(limits=shop.seat.limits), seat=shop.seat)
        for _ in "123"
    ]
    await asyncio.gather(*(bot.react(event) for bot in (shop.bot, *others)))
    await shop.bot.react(event)
    async with shop.world.db.transaction() as tx:
        assert (await tx.execute(select(func.count()).select_from(bot_draft_table))).scalar_one() == 1
    assert await talk.controller() == "silent_seat"
    assert [role for role, _ in await talk.said()] == ["customer"]


async def test_what_is_not_the_last_word_is_not_drafted(shop: Shop) -> None:
    """Two messages at once: a draft for the first would be stale already."""
    await shop.person()
    talk = await shop.talk()
    first = await talk.write(UNSURE)
    second = await talk.write("部分还的事")
    await shop.bot.react(first)
    assert await talk.waiting() is None
    await shop.bot.react(second)
    draft = await talk.waiting()
    assert draft is None or draft.question == "部分还的事"
    assert len(await talk.turns()) == 2
