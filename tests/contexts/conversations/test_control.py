"""Controllers and hand-overs: bot, queue, agent and back."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api
from tandem.contexts.conversations.actions.routing import route
from tandem.contexts.conversations.errors import AlreadyClaimed, CapacityFull, NotController, OfferGone
from tandem.contexts.conversations.repository.offers import pending_offers
from tandem.contexts.conversations.subscribers import timer_handlers
from tandem.kit.timers import TimerLoop

BOT = Actor.bot()


async def do(world, action, *args, **more):
    async with world.db.transaction() as tx:
        return await action(tx, *args, **more)


async def fire(world):
    loop = TimerLoop(world.db, timer_handlers())
    count = 0
    while await loop.fire_next():
        count += 1
    return count


async def run_routing(world):
    await route(world.db, {"queue_id": str(world.queue_id)})


async def offers_of(world, agent):
    async with world.db.transaction() as tx:
        return await pending_offers(tx, agent.id)


async def test_a_human_message_stops_the_bot(world):
    agent = await world.agent()
    conversation, who = await world.conversation()
    await world.write(conversation.id, who, "利率多少")
    async with world.db.transaction() as tx:
        await api.reply(tx, conversation.id, agent, client_id="reply-0001", text="您好，我来为您解答")
    async with world.db.transaction() as tx:
        late = await api.reply_as_bot(tx, conversation.id, client_id="bot-00001", text="机器人的迟到回答")
    held = await world.get(conversation.id)
    assert late is None
    assert (held.controller, held.agent_id) == ("agent", agent.id)


async def test_offer_accept_reply_hand_back(world):
    agent = await world.agent()
    conversation, _ = await world.waiting()
    await run_routing(world)
    (offer,) = await offers_of(world, agent)
    async with world.db.transaction() as tx:
        taken = await api.accept(tx, offer["id"], agent)
    assert taken.controller == "agent"
    async with world.db.transaction() as tx:
        back = await api.hand_back(tx, conversation.id, agent)
        answer = await api.reply_as_bot(tx, conversation.id, client_id="bot-00002", text="我又来了")
    assert back.controller == "bot"
    assert answer is not None
    assert await offers_of(world, agent) == []
    async with world.db.transaction() as tx:
        history = (
            await tx.execute(
                text("SELECT from_controller, to_controller, reason FROM handover ORDER BY at, id")
            )
        ).all()
    assert [tuple(row) for row in history] == [
        ("bot", "queue", "asked_for_person"), ("queue", "agent", "accepted"), ("agent", "bot", "handed_back"),
    ]  # fmt: skip


async def test_an_offer_not_accepted_in_time_goes_to_the_next_agent(world):
    first, second = await world.agent("甲"), await world.agent("乙")
    await world.waiting()
    await run_routing(world)
    asked = first if await offers_of(world, first) else second
    other = second if asked is first else first
    (offer,) = await offers_of(world, asked)
    world.clock.advance(timedelta(seconds=21))
    await fire(world)
    await run_routing(world)
    assert await offers_of(world, asked) == []
    assert len(await offers_of(world, other)) == 1
    with pytest.raises(OfferGone):
        async with world.db.transaction() as tx:
            await api.accept(tx, offer["id"], asked)


async def test_who_misses_offers_goes_away_and_the_customer_keeps_the_place(world):
    agent = await world.agent()
    conversation, _ = await world.waiting()
    entered = (await world.get(conversation.id)).sla_due_at
    for _ in range(2):
        await run_routing(world)
        assert len(await offers_of(world, agent)) == 1
        world.clock.advance(timedelta(seconds=21))
        await fire(world)
        # Who let one pass is left in peace for a minute.
        await run_routing(world)
        assert await offers_of(world, agent) == []
        world.clock.advance(timedelta(seconds=61))
        async with world.db.transaction() as tx:
            await api.seen(tx, agent.id)
    async with world.db.transaction() as tx:
        seat = await api.find_seat(tx, agent.id)
        place = (await api.places(tx, world.queue_id))[conversation.id]
    assert seat.state == "away"
    assert place.position == 1
    assert (await world.get(conversation.id)).sla_due_at == entered


async def test_one_place_is_what_the_whole_line_says(world):
    waiting = []
    for priority in ("normal", "high", "normal", "urgent", "high", "low"):
        conversation, _ = await world.waiting()
        waiting.append(conversation.id)
        await do(world, api.set_priority, conversation.id, await world.agent(f"客服{len(waiting)}"), priority)
        if priority != "high":  # two of them come at the same moment
            world.clock.advance(timedelta(seconds=1))
    elsewhere, _ = await world.conversation()
    async with world.db.transaction() as tx:
        line = await api.places(tx, world.queue_id)
        served = await api.serving(tx, world.queue_id)
        one_by_one = {id_: await api.place_of(tx, world.queue_id, id_, served) for id_ in waiting}
        nowhere = await api.place_of(tx, world.queue_id, elsewhere.id, served)
    assert one_by_one == line
    assert sorted(place.position for place in line.values()) == [1, 2, 3, 4, 5, 6]
    assert nowhere is None


async def test_a_second_claim_is_told_who_was_faster(world):
    first, second = await world.agent("甲"), await world.agent("乙")
    conversation, _ = await world.waiting()
    async with world.db.transaction() as tx:
        await api.claim(tx, conversation.id, first)
    with pytest.raises(AlreadyClaimed) as refused:
        async with world.db.transaction() as tx:
            await api.claim(tx, conversation.id, second)
    assert refused.value.extra["agent"]["name"] == "甲"


async def test_capacity_holds_for_claims_offers_wakes_and_reopening(world):
    agent = await world.agent(capacity=1)
    one, _ = await world.waiting()
    two, _ = await world.waiting()
    async with world.db.transaction() as tx:
        await api.claim(tx, one.id, agent)
    with pytest.raises(CapacityFull):
        async with world.db.transaction() as tx:
            await api.claim(tx, two.id, agent)
    async with world.db.transaction() as tx:
        await api.snooze(tx, one.id, agent, world.clock.now() + timedelta(minutes=5))
        await api.claim(tx, two.id, agent)
    world.clock.advance(timedelta(minutes=6))
    await fire(world)
    woken = await world.get(one.id)
    assert (woken.status, woken.controller) == ("open", "queue")
    async with world.db.transaction() as tx:
        await api.resolve(tx, two.id, agent, api.WrapUp())
        await api.claim(tx, one.id, agent)
    with pytest.raises(CapacityFull):
        async with world.db.transaction() as tx:
            await api.reopen(tx, two.id, agent)


async def test_others_cannot_write_into_a_held_conversation_but_a_supervisor_takes_over(world):
    agent, other = await world.agent("甲"), await world.agent("乙")
    boss = await world.agent("周晓岚", role="supervisor")
    conversation, _ = await world.waiting()
    async with world.db.transaction() as tx:
        await api.claim(tx, conversation.id, agent)
    with pytest.raises(NotController):
        async with world.db.transaction() as tx:
            await api.reply(tx, conversation.id, other, client_id="reply-0002", text="我也来")
    async with world.db.transaction() as tx:
        taken = await api.take_over(tx, conversation.id, boss)
    assert taken.agent_id == boss.id


async def test_clocks_fire_and_stop(world):
    agent = await world.agent(state="away")
    conversation, who = await world.waiting()
    world.clock.advance(timedelta(seconds=19))
    assert await fire(world) == 0
    world.clock.advance(timedelta(seconds=2))
    await fire(world)
    assert (await world.get(conversation.id)).sla_missed_at is not None
    await world.write(conversation.id, who, "有人吗")
    async with world.db.transaction() as tx:
        held = await api.claim(tx, conversation.id, agent)
    held = await world.get(conversation.id)
    assert (held.sla_kind, held.sla_missed_at) == ("first_response", None)
    async with world.db.transaction() as tx:
        await api.reply(tx, conversation.id, agent, client_id="reply-0003", text="在的")
    assert (await world.get(conversation.id)).sla_kind is None
    await world.write(conversation.id, who, "那怎么还")
    assert (await world.get(conversation.id)).sla_kind == "next_response"
    world.clock.advance(timedelta(seconds=181))
    async with world.db.transaction() as tx:
        await api.seen(tx, agent.id)
    await fire(world)
    assert (await world.get(conversation.id)).sla_missed_at is not None


async def test_a_silent_screen_goes_offline_and_its_offer_moves_on(world):
    agent = await world.agent()
    await world.waiting()
    await run_routing(world)
    assert await offers_of(world, agent)
    world.clock.advance(timedelta(seconds=76))
    await fire(world)
    async with world.db.transaction() as tx:
        assert (await api.find_seat(tx, agent.id)).state == "offline"
    assert await offers_of(world, agent) == []


async def test_away_with_reassign_empties_the_desk(world):
    agent = await world.agent()
    conversation, _ = await world.waiting()
    async with world.db.transaction() as tx:
        await api.claim(tx, conversation.id, agent)
    async with world.db.transaction() as tx:
        await api.change_presence(tx, agent.id, "away", agent, reassign=True)
    assert (await world.get(conversation.id)).controller == "queue"


async def test_leaving_the_line_counts_as_abandoned(world):
    conversation, who = await world.waiting()
    world.clock.advance(timedelta(seconds=30))
    async with world.db.transaction() as tx:
        left = await api.leave_queue(tx, conversation.id, who)
        outcome = (await tx.execute(text("SELECT outcome FROM queue_entry"))).scalar_one()
    assert (left.controller, outcome) == ("bot", "abandoned")


async def test_the_silent_seat_holds_a_conversation_for_one_answer(world):
    conversation, who = await world.conversation()
    held = await do(world, api.to_silent_seat, conversation.id, BOT, reason="drafted", evidence={"x": 1})
    assert held.controller == "silent_seat"
    assert await do(world, api.to_silent_seat, conversation.id, BOT, reason="again", evidence={}) is None
    written = await world.write(conversation.id, who, "还有一个问题")
    assert written.created
    assert (await world.get(conversation.id)).controller == "bot"
    with pytest.raises(NotController):
        await do(world, api.from_silent_seat, conversation.id, BOT, reason="late", evidence={})
    await do(world, api.to_silent_seat, conversation.id, BOT, reason="drafted", evidence={})
    agent = await world.agent()
    taken = await do(world, api.claim, conversation.id, agent, reason="draft_taken_over", evidence={"d": 1})
    assert (taken.controller, taken.agent_id) == ("agent", agent.id)
    assert await do(world, api.to_silent_seat, conversation.id, BOT, reason="drafted", evidence={}) is None
