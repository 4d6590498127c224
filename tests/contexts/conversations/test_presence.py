"""Signs of life, and what becomes of the work of who is gone."""

import asyncio
from datetime import timedelta

import pytest

from tandem.contexts.conversations import api
from tandem.contexts.conversations.errors import NoSeat
from tandem.contexts.conversations.subscribers import timer_handlers
from tandem.kit.errors import Unavailable
from tandem.kit.timers import TimerLoop

from .steps import do, fire, held


async def state_of(world, agent):
    return (await do(world, api.find_seat, agent.id)).state


async def test_who_works_by_the_api_alone_is_not_lost(world):
    agent = await world.agent()
    id_, _ = await held(world, agent)
    for n in range(4):
        world.clock.advance(timedelta(seconds=40))
        await do(world, api.reply, id_, agent, client_id=f"reply-{n:04}", text="还在")
        await fire(world)
    assert await state_of(world, agent) == "online"


async def test_saying_again_that_one_is_online_is_a_sign_of_life(world):
    agent = await world.agent()
    for _ in range(3):
        world.clock.advance(timedelta(seconds=40))
        await do(world, api.change_presence, agent.id, "online", agent)
        await fire(world)
        assert await state_of(world, agent) == "online"


async def test_a_lost_screen_gives_back_who_waits_and_keeps_who_does_not(world):
    agent = await world.agent()
    asking, who = await held(world, agent)
    await world.write(asking, who, "在吗")
    quiet, other = await held(world, agent)
    await do(world, api.reply, quiet, agent, client_id="reply-0001", text="已为您处理")
    world.clock.advance(timedelta(seconds=76))
    await fire(world)
    assert await state_of(world, agent) == "offline"
    assert (await world.get(asking)).controller == "queue"
    assert (await world.get(quiet)).agent_id == agent.id
    await world.write(quiet, other, "谢谢，还有一个问题")
    back = await world.get(quiet)
    assert (back.controller, back.waiting_since) == ("queue", world.clock.now())


async def test_a_platform_that_was_away_does_not_send_everybody_offline(world):
    agent = await world.agent()
    world.clock.advance(timedelta(minutes=10))
    await fire(world)
    assert await state_of(world, agent) == "online"
    world.clock.advance(timedelta(seconds=76))
    await fire(world)
    assert await state_of(world, agent) == "offline"


@pytest.mark.parametrize("take", [api.claim, api.take_over], ids=["claim", "take_over"])
async def test_who_takes_a_conversation_while_offline_is_there(world, take):
    agent = await world.agent(role="supervisor", state="offline")
    waiting, who = await world.waiting()
    await do(world, take, waiting.id, agent)
    assert await state_of(world, agent) == "busy"
    await world.write(waiting.id, who, "在吗")
    assert (await world.get(waiting.id)).agent_id == agent.id


async def test_nobody_without_a_seat_has_a_presence(world):
    with pytest.raises(NoSeat):
        await do(world, api.change_presence, world.queue_id, "online", await world.customer())


async def test_a_firing_timer_gives_way_to_who_holds_the_conversation(world):
    """The timer has its row and wants the conversation; the reply has the conversation and wants the row."""
    agent = await world.agent()
    id_, who = await held(world, agent)
    await world.write(id_, who, "在吗")
    world.clock.advance(timedelta(seconds=61))
    await do(world, api.seen, agent.id)
    loop = TimerLoop(world.db, timer_handlers())
    async with world.db.transaction() as tx:
        await api.read_by_agent(tx, id_, agent, 99)
        firing = asyncio.create_task(loop.fire_next())
        with pytest.raises(Unavailable):
            await asyncio.wait_for(firing, 10)
        await api.reply(tx, id_, agent, client_id="reply-0001", text="在的")
    assert (await world.get(id_)).sla_missed_at is None
    assert await fire(world) == 0
