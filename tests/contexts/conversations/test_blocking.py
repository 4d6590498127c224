"""A blocked customer's messages are refused; nothing of theirs is closed, and complaints pass."""

import asyncio
from datetime import timedelta

import pytest

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.conversations import api
from tandem.contexts.customers import api as customers
from tandem.contexts.customers.api import CustomerIsBlocked
from tandem.kit.ids import new_id

from .steps import do
from .steps import held as held_by
from .test_following import told

BOSS = Actor("staff", new_id(), "周敏", permissions_of(["supervisor"]))


async def held(world):
    agent = await world.agent("林静怡")
    id_, who = await held_by(world, agent)
    return await world.get(id_), who, agent


async def write(world, conversation, who, text="你好", client_id=None, **more):
    return await do(
        world, api.receive, conversation.id, who, client_id=client_id or new_id().hex, text=text, **more
    )


async def lines(world, conversation):
    items, _ = await do(world, api.messages, conversation.id)
    return [(item.role, item.payload.get("event") or item.text) for item in items]


async def blocked(world, days=1):
    conversation, who, agent = await held(world)
    block = await do(world, customers.block, who.id, BOSS, reason="abuse", days=days)
    return conversation, who, agent, block


async def test_refused_and_nothing_stored(world):
    conversation, who, _agent, block = await blocked(world)
    before = await lines(world, conversation)
    with pytest.raises(CustomerIsBlocked) as refused:
        await write(world, conversation, who)
    assert refused.value.until == block.until
    assert await lines(world, conversation) == before


async def test_the_conversation_stays_with_its_agent_who_may_answer(world):
    conversation, _who, agent, _ = await blocked(world)
    await told(world)
    now = await world.get(conversation.id)
    assert (now.status, now.controller, now.agent_id) == ("open", "agent", agent.id)
    await do(world, api.reply, conversation.id, agent, client_id=new_id().hex, text="您的问题已登记。")
    assert (await lines(world, conversation))[-2:] == [
        ("system", "customer_blocked"),
        ("agent", "您的问题已登记。"),
    ]


async def test_a_message_received_before_is_answered_again(world):
    conversation, who, _agent = await held(world)
    first = await write(world, conversation, who, "在吗", "client-0001")
    await do(world, customers.block, who.id, BOSS, reason="abuse", days=1)
    again = await write(world, conversation, who, "在吗", "client-0001")
    assert (again.created, again.message.id) == (False, first.message.id)


async def test_a_complaint_passes(world):
    conversation, who, _agent, _ = await blocked(world, days=None)
    sent = await write(world, conversation, who, "我要投诉催收电话", despite_block=True)
    assert sent.created


async def test_time_ends_it(world):
    conversation, who, _agent, _ = await blocked(world)
    world.clock.advance(timedelta(days=1))
    assert (await write(world, conversation, who)).created


async def test_a_lift_ends_it_and_both_are_said_once(world):
    conversation, who, _agent, block = await blocked(world)
    await told(world)
    await do(world, customers.lift, block.id, BOSS)
    await told(world)
    assert (await write(world, conversation, who)).created
    said = [line for role, line in await lines(world, conversation) if role == "system"]
    assert said[-2:] == ["customer_blocked", "customer_unblocked"]


async def test_the_line_comes_once_however_often_the_job_runs(world):
    from sqlalchemy import text

    from tandem.contexts.conversations.subscribers import subscriptions
    from tandem.kit.events import Recorded

    conversation, _who, _agent, _ = await blocked(world)
    handler = next(s.handler for s in subscriptions(world.db) if s.kind == "customers.blocked")
    async with world.db.transaction() as tx:
        row = (await tx.execute(text("SELECT * FROM event WHERE kind = 'customers.blocked'"))).one()
    event = Recorded(row.id, row.at, row.kind, row.subject_id, row.actor, tuple(row.topics), row.data)
    await asyncio.gather(*(handler(event) for _ in range(4)))
    said = [line for _, line in await lines(world, conversation)]
    assert said.count("customer_blocked") == 1


async def test_another_customers_messages_pass(world):
    await blocked(world)
    conversation, who, _agent = await held(world)
    assert (await write(world, conversation, who)).created


async def test_no_message_begins_after_the_block_is_made(world):
    """Messages and the block race, many times: whatever was accepted was accepted before the block was."""
    for _ in range(10):
        conversation, who, _agent = await held(world)
        done = asyncio.Event()

        async def block(who=who, done=done):
            await do(world, customers.block, who.id, BOSS, reason="abuse", days=1)
            done.set()

        async def talk(conversation=conversation, who=who, done=done):
            for _ in range(6):
                late = done.is_set()
                try:
                    await write(world, conversation, who)
                except CustomerIsBlocked:
                    continue
                assert not late, "accepted a message that began after the block"

        await asyncio.gather(talk(), talk(), block())
        with pytest.raises(CustomerIsBlocked):
            await write(world, conversation, who)


async def test_one_that_waited_for_the_lock_sees_the_block(world):
    """The message waits for its conversation while the block is made: the check comes after the wait."""
    conversation, who, _agent = await held(world)
    async with world.db.transaction() as tx:
        await api.lock(tx, conversation.id)
        waiting = asyncio.create_task(write(world, conversation, who))
        await _waits(world)
        await do(world, customers.block, who.id, BOSS, reason="abuse", days=1)
    with pytest.raises(CustomerIsBlocked):
        await waiting


async def _waits(world):
    """Until some statement waits for a lock."""
    from sqlalchemy import text

    async with asyncio.timeout(10):
        while True:
            async with world.db.transaction() as tx:
                query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if (await tx.execute(query)).scalar_one():
                    return
            await asyncio.sleep(0.01)
