"""Snoozing and waking, and everything else that may happen to a snoozed conversation meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tandem.contexts.conversations import api
from tandem.contexts.conversations.errors import CapacityFull
from tandem.kit.errors import Invalid

from .steps import alive, do, fire, held


async def snooze(world, id_, agent, minutes=5):
    return await do(world, api.snooze, id_, agent, world.clock.now() + timedelta(minutes=minutes))


async def test_the_customers_message_wakes_and_starts_the_clock(world):
    agent = await world.agent()
    id_, who = await held(world, agent)
    await snooze(world, id_, agent)
    await world.write(id_, who, "等等，还有问题")
    woken = await world.get(id_)
    assert (woken.status, woken.agent_id, woken.snoozed_until) == ("open", agent.id, None)
    assert woken.sla_kind == "next_response"


async def test_waking_by_time_goes_on_waiting_for_the_answer_that_was_owed(world):
    agent = await world.agent()
    id_, who = await held(world, agent)
    await world.write(id_, who, "怎么还款")
    await snooze(world, id_, agent)
    assert (await world.get(id_)).sla_kind is None
    world.clock.advance(timedelta(minutes=6))
    await alive(world, agent)
    await fire(world)
    woken = await world.get(id_)
    assert (woken.status, woken.sla_kind) == ("open", "next_response")


async def _transfer(world, id_, agent, boss):
    await do(world, api.transfer_to_queue, id_, agent, world.queue_id)
    await do(world, api.claim, id_, agent)


async def _take_over(world, id_, agent, boss):
    await do(world, api.take_over, id_, boss)
    await do(world, api.assign, id_, boss, agent.id)


async def _hand_back(world, id_, agent, boss):
    await do(world, api.hand_back, id_, agent)
    await do(world, api.claim, id_, agent)


async def _resolve(world, id_, agent, boss):
    await do(world, api.resolve, id_, agent, api.WrapUp())
    await do(world, api.reopen, id_, agent)


@pytest.mark.parametrize("move", [_transfer, _take_over, _hand_back, _resolve])
async def test_what_takes_it_up_otherwise_ends_the_snooze(world, move):
    agent, boss = await world.agent(), await world.agent("周晓岚", role="supervisor")
    id_, _ = await held(world, agent)
    await snooze(world, id_, agent, minutes=5)
    await move(world, id_, agent, boss)
    await snooze(world, id_, agent, minutes=60)
    world.clock.advance(timedelta(minutes=6))
    await alive(world, agent, boss)
    await fire(world)
    assert (await world.get(id_)).status == "snoozed"
    async with world.db.transaction() as tx:
        ends = (await tx.execute(text("SELECT end_reason FROM snooze ORDER BY at, id"))).scalars().all()
    assert ends[0] is not None
    assert ends[1] is None


async def test_a_full_agent_is_refused_and_the_conversation_stays_snoozed(world):
    agent = await world.agent(capacity=1)
    id_, who = await held(world, agent)
    await snooze(world, id_, agent)
    await held(world, agent)
    with pytest.raises(CapacityFull):
        await do(world, api.unsnooze, id_, agent)
    with pytest.raises(CapacityFull):
        await do(world, api.reply, id_, agent, client_id="reply-0001", text="您好")
    assert (await world.get(id_)).status == "snoozed"
    await world.write(id_, who, "在吗")
    assert (await world.get(id_)).controller == "queue"


async def test_snoozing_gives_the_place_to_who_waits(world):
    agent = await world.agent(capacity=1)
    id_, _ = await held(world, agent)
    waiting, _ = await world.waiting()
    await snooze(world, id_, agent)
    async with world.db.transaction() as tx:
        asked = await tx.execute(text("SELECT count(*) FROM pgqueuer WHERE convert_from(payload, 'utf8') LIKE :who"),
                                 {"who": f"%{agent.id}%"})  # fmt: skip
    assert asked.scalar_one() > 0
    taken = await do(world, api.claim, waiting.id, agent)
    assert taken.agent_id == agent.id


@pytest.mark.parametrize(("days", "code"), [(-1, "snooze_in_past"), (400, "snooze_too_far")])
async def test_times_out_of_bounds_are_refused(world, days, code):
    agent = await world.agent()
    id_, _ = await held(world, agent)
    with pytest.raises(Invalid) as refused:
        await do(world, api.snooze, id_, agent, world.clock.now() + timedelta(days=days))
    assert refused.value.code == code
