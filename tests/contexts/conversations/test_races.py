"""Promises that hold under contention: one winner, capacity never exceeded."""

import asyncio

import pytest
from sqlalchemy import text
from tests.statements import statements

from tandem.contexts.conversations import api
from tandem.contexts.conversations.actions.routing import Routing, route
from tandem.contexts.conversations.errors import AlreadyClaimed, CapacityFull

ROUNDS = 1000
AT_ONCE = 8


async def _try(world, conversation_id, agent):
    try:
        async with world.db.transaction() as tx:
            await api.claim(tx, conversation_id, agent)
    except (AlreadyClaimed, CapacityFull) as refusal:
        return refusal.code
    return "won"


# Conversations made by one statement: a round then costs the two claims and nothing else.
_TALKS = text(
    """
    WITH person AS (
        INSERT INTO customer (id, created_at) SELECT gen_random_uuid(), :now FROM generate_series(1, :n) RETURNING id
    )
    INSERT INTO conversation (id, customer_id, customer_name, channel, account, status, controller, queue_id,
                              opened_at, updated_at)
    SELECT gen_random_uuid(), id, '访客', 'web', 'demo', 'open', 'bot', :queue, :now, :now FROM person
    RETURNING id
    """
)


async def test_of_two_who_claim_a_thousand_times_one_wins(world):
    pairs = [
        (await world.agent("甲", capacity=100), await world.agent("乙", capacity=100)) for _ in range(10)
    ]
    async with world.db.transaction() as tx:
        values = {"n": ROUNDS, "now": tx.now, "queue": world.queue_id}
        talks = list((await tx.execute(_TALKS, values)).scalars())
    outcomes = []

    async def compete(pair, conversation_ids):
        for id_ in conversation_ids:
            outcomes.append(sorted(await asyncio.gather(*(_try(world, id_, agent) for agent in pair))))

    await asyncio.gather(*(compete(pair, talks[n::10]) for n, pair in enumerate(pairs)))
    assert outcomes == [["already_claimed", "won"]] * ROUNDS
    async with world.db.transaction() as tx:
        held = await tx.execute(text("SELECT count(*) FROM assignment WHERE ended_at IS NULL"))
    assert held.scalar_one() == ROUNDS


async def test_capacity_is_never_exceeded_by_claims_and_routing_at_once(world):
    agents = [await world.agent(f"坐席{n}", capacity=3, auto=n % 2 == 0) for n in range(4)]
    waiting = [(await world.waiting())[0] for _ in range(30)]
    work = [_try(world, c.id, agent) for c in waiting for agent in agents[:2]]
    work += [route(world.db, {"queue_id": str(world.queue_id)}) for _ in range(6)]
    peak = await _watched(world, work)
    assert max(peak.values()) <= 3
    assert sum(peak.values()) == 12


async def test_a_team_that_comes_to_work_at_once_gets_the_line_once(world):
    routing = Routing(world.db)
    agents = [await world.agent(f"坐席{n}", capacity=4, auto=True) for n in range(12)]
    for _ in range(48):
        await world.waiting()
    wishes = [{"agent_id": str(agent.id)} for agent in agents] + [{"queue_id": str(world.queue_id)}] * 4
    with statements() as told:
        peak = await _watched(world, [routing.route(wish) for wish in wishes])
    assert peak == {agent.id: 4 for agent in agents}
    locked = [one for one in told if "FROM conversation" in one and "FOR UPDATE" in one]
    assert len(locked) == 48


async def test_who_comes_while_a_run_goes_on_is_served_by_it(world):
    routing = Routing(world.db)
    first = await world.agent("甲", capacity=1, auto=True)
    for _ in range(2):
        await world.waiting()
    run = asyncio.create_task(routing.route({"agent_id": str(first.id)}))
    await asyncio.sleep(0)
    second = await world.agent("乙", capacity=1, auto=True)
    await routing.route({"agent_id": str(second.id)})
    await run
    assert await _watched(world, []) == {first.id: 1, second.id: 1}


async def test_a_run_that_fails_leaves_the_next_one_free(world, monkeypatch):
    routing = Routing(world.db)
    agent = await world.agent("甲", capacity=1, auto=True)
    await world.waiting()
    with monkeypatch.context() as patch:
        patch.setattr(world.db, "transaction", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await routing.sweep()
    await routing.sweep()
    assert await _watched(world, []) == {agent.id: 1}


async def _watched(world, work):
    gate = asyncio.Semaphore(AT_ONCE)

    async def limited(coroutine):
        async with gate:
            return await coroutine

    await asyncio.gather(*(limited(coroutine) for coroutine in work))
    async with world.db.transaction() as tx:
        rows = await tx.execute(
            text(
                "SELECT agent_id, sum(n) FROM ("
                " SELECT agent_id, count(*) n FROM conversation WHERE agent_id IS NOT NULL AND status='open' GROUP BY 1"
                " UNION ALL SELECT agent_id, count(*) FROM offer WHERE ended_at IS NULL GROUP BY 1) x GROUP BY 1"
            )
        )
        return {row[0]: int(row[1]) for row in rows.all()}
