"""Offers: repeated answers, agents who leave, conversations given away."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from tandem.contexts.conversations import api
from tandem.contexts.conversations.actions.routing import route
from tandem.contexts.conversations.errors import OfferGone

from .steps import do, fire, held, offers_of, run_routing


async def offered(world, agent):
    conversation, who = await world.waiting()
    await run_routing(world)
    (offer,) = await offers_of(world, agent)
    return conversation.id, who, offer["id"]


async def test_accepting_twice_changes_nothing(world):
    agent = await world.agent()
    id_, _, offer = await offered(world, agent)
    first = await do(world, api.accept, offer, agent)
    again = await do(world, api.accept, offer, agent)
    assert (again.id, again.agent_id, again.version) == (id_, agent.id, first.version)
    await do(world, api.requeue, id_, agent)
    with pytest.raises(OfferGone):
        await do(world, api.accept, offer, agent)


async def test_refusing_twice_is_harmless_and_accepting_afterwards_is_not_possible(world):
    agent = await world.agent()
    _, _, offer = await offered(world, agent)
    await do(world, api.refuse, offer, agent)
    await do(world, api.refuse, offer, agent)
    with pytest.raises(OfferGone):
        await do(world, api.accept, offer, agent)


async def test_an_offer_whose_conversation_was_resolved_is_gone(world):
    agent, boss = await world.agent(), await world.agent("周晓岚", role="supervisor", state="away")
    id_, _, offer = await offered(world, agent)
    await do(world, api.resolve, id_, boss, api.WrapUp())
    assert await offers_of(world, agent) == []
    with pytest.raises(OfferGone):
        await do(world, api.accept, offer, agent)


@pytest.mark.parametrize("way", ["assign", "claim", "reply", "take_over"])
async def test_the_last_place_is_counted_once_while_it_is_offered(world, way):
    agent = await world.agent(capacity=1, role="supervisor")
    boss = await world.agent("周晓岚", role="supervisor", state="away")
    id_, _, _ = await offered(world, agent)
    work = {
        "assign": lambda tx: api.assign(tx, id_, boss, agent.id),
        "claim": lambda tx: api.claim(tx, id_, agent),
        "reply": lambda tx: api.reply(tx, id_, agent, client_id="reply-0001", text="您好"),
        "take_over": lambda tx: api.take_over(tx, id_, agent),
    }[way]
    await do(world, work)
    assert (await world.get(id_)).agent_id == agent.id
    assert await offers_of(world, agent) == []


async def test_an_offer_made_while_its_agent_left_is_taken_back(world):
    """Routing had checked the seat just before; neither side saw the other."""
    agent = await world.agent()
    await offered(world, agent)
    async with world.db.transaction() as tx:
        await tx.execute(text("UPDATE seat SET state = 'away'"))
    await route(world.db, {})
    assert await offers_of(world, agent) == []


async def test_leaving_and_being_offered_at_once_leaves_no_offer_behind(world):
    agents = [await world.agent(f"坐席{n}") for n in range(4)]
    for _ in range(5):
        await world.waiting()
    await asyncio.gather(
        *(route(world.db, {}) for _ in range(3)),
        *(do(world, api.change_presence, agent.id, "away", agent) for agent in agents[:3]),
    )
    await route(world.db, {})
    for agent in agents[:3]:
        assert await offers_of(world, agent) == []
    assert len(await offers_of(world, agents[3])) == 5


@pytest.mark.parametrize("away", ["transfer_to_queue", "requeue"])
async def test_who_gave_it_away_does_not_get_it_back_at_once(world, away):
    agent = await world.agent(auto=True)
    id_, _ = await held(world, agent)
    more = [world.queue_id] if away == "transfer_to_queue" else []
    await do(world, getattr(api, away), id_, agent, *more)
    await run_routing(world)
    assert (await world.get(id_)).controller == "queue"
    world.clock.advance(timedelta(seconds=61))
    await do(world, api.seen, agent.id)
    await run_routing(world)
    assert (await world.get(id_)).agent_id == agent.id


async def test_a_transfer_to_where_it_waits_already_says_nothing_to_the_customer(world):
    boss = await world.agent("周晓岚", role="supervisor", state="away")
    conversation, _ = await world.waiting()
    before = await world.get(conversation.id)
    await do(world, api.transfer_to_queue, conversation.id, boss, world.queue_id)
    assert await world.get(conversation.id) == before


async def test_a_missed_offer_leads_to_the_next_within_one_run(world):
    first, second = await world.agent("甲"), await world.agent("乙", state="away")
    await offered(world, first)
    await do(world, api.change_presence, second.id, "online", second)
    world.clock.advance(timedelta(seconds=21))
    await fire(world)
    await run_routing(world)
    assert len(await offers_of(world, second)) == 1
