"""Time, the customer and other agents end drafts too; and who sits at the silent seat is known."""

import pytest
from sqlalchemy import select
from tests.contexts.bot.silent_seat.conftest import UNSURE, Shop, Talk

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.bot.silent_seat.actions import approving, attending, looking
from tandem.contexts.bot.silent_seat.draft import Draft
from tandem.contexts.bot.silent_seat.errors import DraftGone, DraftOutdated
from tandem.contexts.bot.silent_seat.models import silent_seat_table
from tandem.contexts.bot.silent_seat.repository import drafts, seats
from tandem.contexts.bot.training.repository import inbox
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.actions.resolving import WrapUp
from tandem.contexts.knowledge import api as knowledge
from tandem.kit.ids import new_id


async def test_out_of_time_it_goes_to_an_agent_with_the_draft(shop: Shop) -> None:
    await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    shop.later(19.9)
    assert await shop.fire() == 0
    shop.later(0.2)
    assert await shop.fire() == 1
    assert await talk.controller() == "queue"
    conversation = await shop.world.get(talk.id)
    assert conversation.waiting_since == draft.opened_at
    moved = (await shop.happened("conversations.controller_changed"))[-1]
    assert (moved.data["reason"], moved.data["evidence"]["draft"]["text"]) == ("draft_expired", draft.text)
    assert (await talk.draft(draft.id)).state == "expired"
    assert [(t.action, t.reason) for t in await talk.turns()] == [("handoff", "draft_expired")]
    assert [role for role, _ in await talk.said()] == ["customer"]
    (decided,) = await shop.happened("bot.draft_decided")
    assert (decided.data["state"], decided.data["by"]) == ("expired", None)
    trainer = Actor("staff", new_id(), "周训练", permissions_of(["bot_trainer"]))
    waits = await shop.do(inbox.window, trainer, why="all", after=None, limit=5)
    assert [one.why for one in waits] == [("low_confidence",)]


async def test_a_customer_who_writes_on_makes_it_stale(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    draft = await talk.drafted()
    event = await talk.write("怎么提前还款")
    assert event.data["controller"] == "bot"
    assert await talk.controller() == "bot"
    with pytest.raises(DraftGone):
        await shop.do(approving.answer, shop.seat, person, draft.id, client_id=new_id().hex)
    await shop.run_jobs()
    await shop.run_jobs()
    gone = await talk.draft(draft.id)
    assert (gone.state, gone.decided_why) == ("withdrawn", "customer_wrote")
    await shop.bot.react(event)
    assert (await talk.said())[-1] == ("bot", "在App里选择提前结清。")
    shop.later(30)
    assert await shop.fire() <= 1  # the person's own seat at most
    assert await talk.controller() == "bot"


async def test_the_new_question_gets_a_draft_of_its_own(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    first = await talk.drafted()
    second = await talk.drafted("部分还的事")
    await shop.run_jobs()
    assert second.id != first.id
    assert (await talk.draft(first.id)).state == "withdrawn"
    assert (await talk.draft(second.id)).waiting
    await shop.do(approving.answer, shop.seat, person, second.id, client_id=new_id().hex)
    assert [role for role, _ in await talk.said()] == ["customer", "customer", "bot"]


async def narrowed(shop: Shop, draft: Draft) -> None:
    """As if search had found nothing but the draft's own entry: whatever is asked next is another matter."""
    await shop.do(drafts.change, draft.id, candidates=[dict(draft.candidates[0])])


async def test_what_was_asked_before_a_sure_answer_is_answered_with_it(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    first = await talk.drafted()
    await narrowed(shop, first)
    both = await talk.drafted("怎么提高额度？")
    assert both.text == f"{first.text}\n\n系统评估。"
    assert both.question == "怎么提高额度？"  # people's corrections are examples of this question
    assert [one["key"] for one in both.rests_on] == ["limit", first.candidates[0]["key"]]
    await shop.run_jobs()
    assert (await talk.draft(first.id)).state == "withdrawn"
    said = await shop.do(approving.answer, shop.seat, person, both.id, client_id=new_id().hex)
    assert said.state == "approved"
    assert [text for _, text in await talk.said()] == [UNSURE, "怎么提高额度？", both.text]
    assert {one["key"] for one in (await talk.messages())[-1].payload["sources"]} == {
        one["key"] for one in both.rests_on
    }


OTHERS = [
    {
        "category": "limit",
        "title": "额度",
        "entries": [
            {"key": key, "question": question, "answer": f"{question}好的。", "phrasings": [question[:-1]]}
            for key, question in (
                ("temporary", "临时额度怎么用？"), ("restored", "额度多久恢复？"), ("shared", "额度能共用吗？"),
                ("expired", "额度到期了怎么办？"), ("lowered", "额度为什么降了？"),
            )
        ],
    }
]  # fmt: skip


async def two_unsure(shop: Shop) -> tuple[Talk, Draft, Draft]:
    """A second unsure question, of which search finds other entries than of the first."""
    await shop.do(knowledge.import_published, OTHERS)
    await shop.live.reloaded()
    talk = await shop.talk()
    first = await talk.drafted()
    await narrowed(shop, first)
    return talk, first, await talk.drafted("额度恢复的事")


async def test_two_unsure_answers_are_looked_at_together(shop: Shop) -> None:
    person = await shop.person()
    talk, first, both = await two_unsure(shop)
    own = both.candidates[0]
    assert both.text == f"{first.text}\n\n{own['answer']}"
    assert [one["key"] for one in both.rests_on] == [own["key"], first.candidates[0]["key"]]
    assert len({one["entry_id"] for one in both.candidates}) == len(both.candidates)
    assert both.confidence == own["confidence"] < 0.9
    said = await shop.do(approving.answer, shop.seat, person, both.id, client_id=new_id().hex)
    assert said.state == "approved"
    assert (await talk.said())[-1] == ("bot", both.text)


async def test_of_three_questions_in_a_row_none_is_lost(shop: Shop) -> None:
    await shop.person()
    talk, first, both = await two_unsure(shop)
    await shop.do(drafts.change, both.id, candidates=[dict(one) for one in both.rests_on])
    third = await talk.drafted("怎么提高额度？")
    assert third.text == f"{both.text}\n\n系统评估。"
    assert [one["key"] for one in third.rests_on] == ["limit", *(one["key"] for one in both.rests_on)]
    assert first.text in third.text


async def test_whether_anybody_is_there_takes_nothing_from_the_draft(shop: Shop) -> None:
    await shop.person()
    talk, _, both = await two_unsure(shop)
    shop.later(2)
    on = await talk.drafted("在吗")
    assert (on.text, on.rests_on, on.due_at) == (both.text, both.rests_on, both.due_at)


async def test_of_two_answers_one_can_be_chosen(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    first = await talk.drafted()
    await narrowed(shop, first)
    both = await talk.drafted("怎么提高额度？")
    alone = await shop.do(
        approving.answer, shop.seat, person, both.id, client_id=new_id().hex, entry_id=both.entry_id
    )
    assert ((await talk.said())[-1], alone.state) == (("bot", "系统评估。"), "replaced")


async def test_an_answer_of_two_is_outdated_when_one_of_them_is(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    first = await talk.drafted()
    await narrowed(shop, first)
    both = await talk.drafted("怎么提高额度？")
    await shop.do(knowledge.retire, Actor.system("test"), first.entry_id)
    with pytest.raises(DraftOutdated):
        await shop.do(approving.answer, shop.seat, person, both.id, client_id=new_id().hex)


async def test_the_same_matter_in_other_words_is_answered_at_once(shop: Shop) -> None:
    await shop.person()
    talk = await shop.talk()
    first = await talk.drafted()
    assert "limit" in {one["key"] for one in first.candidates}
    await talk.ask("怎么提高额度？")
    await shop.run_jobs()
    assert await talk.waiting() is None
    assert (await talk.said())[-1] == ("bot", "系统评估。")


async def test_who_only_asks_whether_anybody_is_there_still_waits_for_the_draft(shop: Shop) -> None:
    person = await shop.person()
    talk = await shop.talk()
    first = await talk.drafted()
    shop.later(8)
    second = await talk.drafted("在吗")
    assert (second.text, second.question, second.due_at) == (first.text, f"{UNSURE}\n在吗", first.due_at)
    assert (await talk.draft(first.id)).state == "withdrawn"
    await shop.do(approving.answer, shop.seat, person, second.id, client_id=new_id().hex)
    assert [role for role, _ in await talk.said()] == ["customer", "customer", "bot"]
    assert await talk.ask("在吗") is None  # answered: now it is small talk
    assert (await talk.said())[-1] == ("bot", "您好！")


async def test_with_no_time_left_nothing_is_carried_on(shop: Shop) -> None:
    await shop.person()
    talk = await shop.talk()
    await talk.drafted()
    shop.later(20)
    await talk.ask("在吗")
    await shop.run_jobs()
    assert await talk.waiting() is None
    assert (await talk.said())[-1] == ("bot", "您好！")


async def test_an_agent_who_claims_it_ends_it(shop: Shop) -> None:
    await shop.person()
    agent = await shop.person("陈子航", present=False)
    talk = await shop.talk()
    draft = await talk.drafted()
    await shop.do(conversations.claim, talk.id, agent)
    await shop.run_jobs()
    assert ((await talk.draft(draft.id)).state, await talk.controller()) == ("withdrawn", "agent")


async def test_a_timer_finds_a_draft_whose_conversation_is_gone(shop: Shop) -> None:
    """The job that withdraws may be late: the clock must not send the conversation to the line then."""
    await shop.person()
    agent = await shop.person("陈子航", present=False)
    talk = await shop.talk()
    draft = await talk.drafted()
    await shop.do(conversations.claim, talk.id, agent)
    shop.later(21)
    await shop.fire()
    assert ((await talk.draft(draft.id)).state, await talk.controller()) == ("withdrawn", "agent")


async def test_a_resolved_conversation_has_no_draft(shop: Shop) -> None:
    await shop.person()
    boss = await shop.person("陆承宇", "admin", present=False)
    talk = await shop.talk()
    draft = await talk.drafted()
    await shop.do(conversations.resolve, talk.id, boss, WrapUp())
    await shop.run_jobs()
    assert (await talk.draft(draft.id)).decided_why == "resolved"


async def test_presence_is_a_row_with_since_and_until(shop: Shop) -> None:
    person = await shop.person()
    await shop.do(attending.sit_down, shop.seat, person)
    assert [p.name for p in await shop.do(seats.present)] == [person.name]
    shop.later(20)
    await shop.do(attending.still_there, person.id)
    shop.later(20)
    assert await shop.fire() == 0
    shop.later(11)
    assert await shop.fire() == 1
    assert await shop.do(seats.present) == []
    await shop.do(attending.still_there, person.id)  # a screen that comes back does not sit down by itself
    assert await shop.do(seats.present) == []
    await shop.do(attending.sit_down, shop.seat, person)
    await shop.do(attending.get_up, person)
    await shop.do(attending.get_up, person)
    s = silent_seat_table.c
    rows = (await shop.do(_rows, select(s.end_reason).order_by(s.since))).all()
    assert [row.end_reason for row in rows] == ["connection_lost", "left"]
    told = [e.data["present"] for e in await shop.happened("bot.silent_seat_changed")]
    assert told == [True, False, True, False]


async def _rows(tx, query):
    return await tx.execute(query)


async def test_a_platform_that_was_away_sends_nobody_off(shop: Shop) -> None:
    await shop.person()
    shop.later(300)
    await shop.fire()
    assert len(await shop.do(seats.present)) == 1


async def test_a_look_of_somebody_who_left_ends(shop: Shop) -> None:
    one, two = await shop.person("甲"), await shop.person("乙")
    talk = await shop.talk()
    draft = await talk.drafted(UNSURE)
    await shop.do(looking.look, shop.seat, one, draft.id)
    await shop.do(looking.stop_looking, two, draft.id)  # not two's look
    assert (await talk.draft(draft.id)).held_by == one.id
