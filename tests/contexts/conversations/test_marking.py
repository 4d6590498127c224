"""Reads, notes, labels, priorities, ratings."""

from datetime import timedelta
from uuid import UUID

import pytest

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.conversations import api
from tandem.kit.errors import Forbidden, Invalid, TandemError
from tandem.kit.ids import new_id

from .steps import do, held


async def test_reading_half_leaves_the_other_half_unread(world):
    agent = await world.agent()
    id_, who = await held(world, agent)
    seqs = [(await world.write(id_, who, str(n))).message.seq for n in range(4)]
    await do(world, api.read_by_agent, id_, agent, seqs[1])
    seen = await world.get(id_)
    assert (seen.agent_read_seq, seen.unread) == (seqs[1], 2)


async def test_a_note_is_neither_reading_nor_the_last_word(world):
    agent, boss = await world.agent(), await world.agent("周晓岚", role="supervisor")
    id_, who = await held(world, agent)
    await world.write(id_, who, "在吗")
    before = await world.get(id_)
    await do(world, api.note, id_, boss, client_id="note-00001", text="注意话术")
    after = await world.get(id_)
    assert (after.agent_read_seq, after.unread, after.waiting_since, after.last_message) == (
        before.agent_read_seq, 1, before.waiting_since, before.last_message,
    )  # fmt: skip


async def test_what_is_told_of_reading_is_never_beyond_the_end(world):
    heard = []
    world.db.publisher = type("Publisher", (), {"publish": staticmethod(heard.extend)})()
    agent = await world.agent()
    id_, who = await held(world, agent)
    last = (await world.write(id_, who, "在吗")).message.seq
    await do(world, api.read_by_agent, id_, agent, 2_000_000_000)
    await do(world, api.read_by_customer, id_, who.id, 2_000_000_000)
    await do(world, api.delivered_to_customer, id_, 2_000_000_000)
    assert {notice.data["seq"] for notice in heard if notice.kind in ("read", "delivered")} == {last}


@pytest.mark.parametrize("role", ["qa", "bot_trainer"])
async def test_who_may_only_read_changes_nothing(world, role):
    conversation, _ = await world.waiting()
    reader = Actor("staff", new_id(), "质检", permissions_of([role]))
    with pytest.raises(Forbidden):
        await do(world, api.set_priority, conversation.id, reader, "urgent")
    with pytest.raises(Forbidden):
        await do(world, api.set_labels, conversation.id, reader, [])
    with pytest.raises(TandemError):
        await do(world, api.requeue, conversation.id, reader)
    assert (await world.get(conversation.id)).priority == 1


async def test_one_can_reply_to_what_one_can_see(world):
    agent = await world.agent()
    id_, who = await held(world, agent)
    first = (await world.write(id_, who, "在吗")).message.id
    note = (await do(world, api.note, id_, agent, client_id="note-00001", text="内部")).message.id
    quoted = await do(world, api.receive, id_, who, client_id="client-001", text="？", reply_to=first)
    assert quoted.message.reply_to == first
    await do(world, api.reply, id_, agent, client_id="reply-0001", text="好", reply_to=note)
    for target in (note, UUID(int=7)):
        with pytest.raises(Invalid):
            await do(world, api.receive, id_, who, client_id="client-002", text="？", reply_to=target)


async def test_after_reopening_the_customer_may_rate_anew(world):
    agent = await world.agent()
    id_, who = await held(world, agent)
    await do(world, api.resolve, id_, agent, api.WrapUp())
    assert await do(world, api.rate, id_, who, 2, "没解决", [])
    assert not await do(world, api.rate, id_, who, 5, None, [])
    world.clock.advance(timedelta(minutes=1))
    await world.write(id_, who, "还是不行")
    world.clock.advance(timedelta(minutes=1))
    assert (await do(world, api.find_rating, id_))["score"] == 2
    assert await do(world, api.rate, id_, who, 5, None, [])
    assert not await do(world, api.rate, id_, who, 1, None, [])
    assert (await do(world, api.find_rating, id_))["score"] == 5
