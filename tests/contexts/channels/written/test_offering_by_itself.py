"""The bot offers another channel by itself: once, where the customer is known, and to nobody who said no."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from tandem.contexts.channels.continuing.actions.offering_by_itself import OfferingByItself
from tandem.contexts.channels.continuing.continuing import Continuing
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.models import continuation_table
from tandem.contexts.customers import api as customers

from .talking import PHONE

pytestmark = pytest.mark.parametrize("post", ["sms"], indirect=True)
AFTER = timedelta(seconds=60)


@pytest.fixture
def offering(talk) -> OfferingByItself:
    continuing = Continuing(Channels([talk.post.channel]), talk.post.written.vault, "https://x.example")
    return OfferingByItself(talk.post.db, continuing, ZoneInfo("Asia/Shanghai"), AFTER)


async def stands_in_line(talk) -> None:
    await talk.do(conversations.hand_back, talk.id, talk.agent)
    await talk.do(conversations.request_person, talk.id, talk.who, reason="asked_for_person")


async def questions(talk) -> list[str]:
    return [one.text for one in await talk.messages("bot") if one.kind == "choice"]


async def rounds(talk, offering, seconds: int) -> None:
    """As the worker does it."""
    for _ in range(0, seconds, 10):
        talk.post.clock.advance(timedelta(seconds=10))
        await offering.sweep()


async def test_who_waits_is_asked_once_and_goes_on_there_with_a_yes(talk, offering):
    await stands_in_line(talk)
    waits_since = (await talk.now()).waiting_since
    await rounds(talk, offering, 50)
    assert await questions(talk) == []
    await rounds(talk, offering, 60)
    (asked,) = await questions(talk)
    assert "139****0000" in asked
    now = await talk.now()
    assert (now.controller, now.waiting_since) == ("queue", waits_since)  # a question answers nothing
    question = next(one for one in await talk.messages("bot") if one.kind == "choice")
    await talk.presses(question.payload["options"][0]["id"])
    assert ((await talk.now()).way, (await talk.now()).controller) == ("sms", "queue")
    await talk.do(conversations.claim, talk.id, talk.agent)
    await talk.answers("我是林静怡，来帮您办")
    assert (await talk.goes_out())[-1] == "我是林静怡，来帮您办"
    assert {one.recipient for one in talk.post.channel.sent} == {PHONE}


async def test_who_said_no_is_not_asked_again(talk, offering):
    choice = None
    await stands_in_line(talk)
    await rounds(talk, offering, 80)
    question = next(one for one in await talk.messages("bot") if one.kind == "choice")
    choice = question.payload["options"][1]["id"]
    await talk.presses(choice)
    await talk.do(conversations.leave_queue, talk.id, talk.who)
    await talk.do(conversations.request_person, talk.id, talk.who, reason="asked_for_person")
    await rounds(talk, offering, 120)
    assert len(await questions(talk)) == 1


async def test_outside_hours_they_are_asked_at_once(talk, offering):
    hours = {"timezone": "Asia/Shanghai", "weekly": {"1": [{"from": "09:00", "to": "09:30"}]}}
    calendar = await talk.do(conversations.create_calendar, "周一早上", hours)
    await talk.do(conversations.create_queue, "night", "夜间", calendar_id=calendar)
    await talk.do(conversations.hand_back, talk.id, talk.agent)
    await talk.do(
        conversations.request_person, talk.id, talk.who, reason="asked_for_person", queue_key="night"
    )
    await rounds(talk, offering, 10)
    assert len(await questions(talk)) == 1


@pytest.mark.parametrize(("hours", "went"), [((None, None), True), (("20:00", "21:00"), False)])
async def test_who_left_goes_on_only_where_they_have_said_to_like_it_best(talk, offering, hours, went):
    there = await talk.do(customers.recognise, "sms", "main", PHONE)
    await talk.do(customers.join_unproven, talk.customer.id, there.id, actor=talk.agent, reason="continued")
    wish = customers.Preference(*hours, None, "sms")
    await talk.do(customers.prefer, talk.customer.id, wish, actor=talk.who)
    await stands_in_line(talk)
    await rounds(talk, offering, 80)
    assert (await talk.now()).way == "web"  # asked first: they may be there
    await rounds(talk, offering, 80)
    assert (await talk.now()).way == ("sms" if went else "web")


async def test_who_has_got_the_question_is_left_in_peace(talk, offering):
    await talk.do(customers.prefer, talk.customer.id, customers.Preference(channel="sms"), actor=talk.who)
    await stands_in_line(talk)
    await rounds(talk, offering, 80)
    await talk.do(conversations.delivered_to_customer, talk.id, (await talk.now()).last_seq)
    await rounds(talk, offering, 120)
    assert (await talk.now()).way == "web"


async def test_who_withdrew_their_consent_to_service_is_not_asked(talk, offering):
    await talk.do(customers.note_consent, talk.customer.id, "service", False, actor=talk.who, channel="web")
    await stands_in_line(talk)
    await rounds(talk, offering, 80)
    assert await questions(talk) == []


async def test_who_asks_for_a_text_message_is_asked_whether(talk, offering):
    await talk.do(conversations.hand_back, talk.id, talk.agent)
    asked = await talk.do(offering.answer, talk.id, "发短信给我吧")
    question = (await talk.messages())[-1]
    assert (question.id, question.role, question.kind) == (asked, "bot", "choice")
    assert (
        await talk.do(offering.answer, talk.id, "微信联系我") is None
    )  # they are not known there, and no code leads
    assert await talk.do(offering.answer, talk.id, "怎么提前还款") is None
    async with talk.post.db.transaction() as tx:
        (row,) = (await tx.execute(select(continuation_table))).all()
    assert (row.by, row.how, row.channel) == ("bot", "asked", "sms")


async def test_a_persons_conversation_is_theirs(talk, offering):
    assert await talk.do(offering.answer, talk.id, "发短信给我吧") is None
    assert await questions(talk) == []
