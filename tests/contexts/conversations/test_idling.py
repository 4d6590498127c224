"""Conversations in which nobody writes."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from tandem.contexts.conversations import api
from tandem.contexts.conversations.rules.idling import BOT_IDLE, idle

from .steps import alive, do, fire, held

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("controller", "waiting", "quiet_s", "handback_s", "expected"),
    [
        ("bot", False, 1800, None, "resolve"),
        ("bot", True, 1800, None, "resolve"),
        ("bot", False, 1799, None, NOW + timedelta(seconds=1)),
        ("agent", False, 600, None, None),
        ("agent", False, 600, 600, "hand_back"),
        ("agent", True, 6000, 600, NOW + timedelta(seconds=600)),
        ("queue", True, 6000, 600, None),
        ("silent_seat", False, 6000, 600, None),
    ],
)
def test_the_verdict(controller, waiting, quiet_s, handback_s, expected):
    quiet_since = NOW - timedelta(seconds=quiet_s)
    verdict = idle(controller, waiting=waiting, quiet_since=quiet_since, handback_s=handback_s, now=NOW)
    assert verdict == expected


async def test_the_bots_conversation_ends_without_a_word_half_an_hour_after_the_last_message(world):
    conversation, who = await world.conversation()
    world.clock.advance(timedelta(minutes=20))
    await world.write(conversation.id, who, "你好")
    world.clock.advance(timedelta(minutes=20))
    await fire(world)
    assert (await world.get(conversation.id)).status == "open"
    world.clock.advance(timedelta(minutes=10))
    await fire(world)
    assert (await world.get(conversation.id)).status == "resolved"
    async with world.db.transaction() as tx:
        shown, _ = await api.messages(tx, conversation.id, customer_view=True)
        by = (await tx.execute(text("SELECT by FROM resolution"))).scalar_one()
    assert [m.text for m in shown] == ["你好"]
    assert by == "system:idle"


async def test_a_customer_who_comes_back_is_watched_again(world):
    conversation, who = await world.conversation()
    world.clock.advance(BOT_IDLE)
    await fire(world)
    await world.write(conversation.id, who, "我又来了")
    assert (await world.get(conversation.id)).status == "open"
    world.clock.advance(BOT_IDLE)
    await fire(world)
    assert (await world.get(conversation.id)).status == "resolved"


async def test_an_agents_quiet_conversation_goes_back_to_the_bot_where_the_queue_says_so(world):
    async with world.db.transaction() as tx:
        await tx.execute(text("UPDATE queue SET idle_handback_s = 300"))
    agent = await world.agent()
    id_, who = await held(world, agent)
    await world.write(id_, who, "利率多少")
    world.clock.advance(timedelta(seconds=301))
    await alive(world, agent)
    await fire(world)
    assert (await world.get(id_)).agent_id == agent.id, "the customer waits: that is not idleness"
    await do(world, api.reply, id_, agent, client_id="reply-0001", text="年化7.2%起")
    world.clock.advance(timedelta(seconds=301))
    await alive(world, agent)
    await fire(world)
    back = await world.get(id_)
    assert (back.controller, back.status) == ("bot", "open")


async def test_without_the_setting_an_agent_keeps_it(world):
    agent = await world.agent()
    id_, _ = await held(world, agent)
    await do(world, api.reply, id_, agent, client_id="reply-0001", text="您好")
    world.clock.advance(timedelta(days=2))
    await fire(world)
    assert (await world.get(id_)).agent_id == agent.id
