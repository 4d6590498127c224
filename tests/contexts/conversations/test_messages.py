"""Sequence numbers, client ids, limits, closed conversations."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api
from tandem.contexts.conversations.errors import (
    ConversationClosed,
    ConversationNotFound,
    EmptyMessage,
    MessageTooLong,
)


async def test_messages_are_numbered_without_gaps(world):
    conversation, who = await world.conversation()
    for n in range(5):
        sent = await world.write(conversation.id, who, f"第{n}条")
        assert sent.message.seq == n + 1


async def test_the_same_client_id_gives_the_first_result(world):
    conversation, who = await world.conversation()
    first = await world.write(conversation.id, who, "怎么提前还款", "client-0001")
    again = await world.write(conversation.id, who, "换了文字也一样", "client-0001")
    assert again.message == first.message
    assert (first.created, again.created) == (True, False)
    assert (await world.get(conversation.id)).last_seq == 1


async def test_the_same_client_id_at_once_is_stored_once(world):
    conversation, who = await world.conversation()
    sent = await asyncio.gather(
        *(world.write(conversation.id, who, "连点", "client-0002") for _ in range(12))
    )
    assert {s.message.id for s in sent} == {sent[0].message.id}
    assert sum(s.created for s in sent) == 1


async def test_parallel_messages_get_distinct_numbers(world):
    conversation, who = await world.conversation()
    sent = await asyncio.gather(*(world.write(conversation.id, who, str(n)) for n in range(20)))
    assert sorted(s.message.seq for s in sent) == list(range(1, 21))


@pytest.mark.parametrize("text_", ["", "   ", "\n\t", "\x00", "\u200b\u2060", "\u202e \ufeff"])
async def test_empty_messages_are_refused(world, text_):
    conversation, who = await world.conversation()
    with pytest.raises(EmptyMessage):
        await world.write(conversation.id, who, text_)


async def test_ten_thousand_characters_pass_and_one_more_does_not(world):
    conversation, who = await world.conversation()
    await world.write(conversation.id, who, "字" * 10_000)
    with pytest.raises(MessageTooLong):
        await world.write(conversation.id, who, "字" * 10_001)
    assert (await world.get(conversation.id)).last_seq == 1


async def test_somebody_elses_conversation_does_not_exist(world):
    conversation, _ = await world.conversation()
    stranger = await world.customer()
    with pytest.raises(ConversationNotFound):
        await world.write(conversation.id, stranger, "让我看看")


async def test_a_customer_has_one_open_conversation_even_when_two_tabs_open_at_once(world):
    who = await world.customer()
    opened = await asyncio.gather(*(world.conversation(who) for _ in range(8)))
    assert len({conversation.id for conversation, _ in opened}) == 1


async def test_writing_within_a_day_reopens_and_later_does_not(world):
    agent = await world.agent()
    conversation, who = await world.conversation()
    await world.write(conversation.id, who, "你好")
    async with world.db.transaction() as tx:
        await api.claim(tx, conversation.id, agent)
        await api.resolve(tx, conversation.id, agent, api.WrapUp(summary="已解答", solved=True))
    world.clock.advance(timedelta(hours=23))
    await world.write(conversation.id, who, "还有个问题")
    assert (await world.get(conversation.id)).status == "open"
    async with world.db.transaction() as tx:
        await api.resolve(tx, conversation.id, Actor.system("test"), api.WrapUp())
    world.clock.advance(timedelta(hours=25))
    with pytest.raises(ConversationClosed):
        await world.write(conversation.id, who, "第二天的第二天")


async def test_a_message_leaves_one_event_and_a_rolled_back_one_leaves_nothing(world):
    conversation, who = await world.conversation()
    await world.write(conversation.id, who, "你好")

    async def fails_later():
        async with world.db.transaction() as tx:
            await api.receive(tx, conversation.id, who, client_id="client-0003", text="不会留下")
            raise RuntimeError("later failure")

    with pytest.raises(RuntimeError, match="later failure"):
        await fails_later()
    async with world.db.transaction() as tx:
        events = await tx.execute(
            text("SELECT count(*) FROM event WHERE kind = 'conversations.message_received'")
        )
        stored = await tx.execute(text("SELECT count(*) FROM message"))
        assert (events.scalar_one(), stored.scalar_one()) == (1, 1)


async def test_private_notes_stay_out_of_the_customers_view(world):
    agent = await world.agent()
    conversation, who = await world.conversation()
    await world.write(conversation.id, who, "你好")
    async with world.db.transaction() as tx:
        await api.note(tx, conversation.id, agent, client_id="note-00001", text="客户情绪激动")
        seen, _ = await api.messages(tx, conversation.id, customer_view=True)
        everything, _ = await api.messages(tx, conversation.id)
    assert [m.text for m in seen] == ["你好"]
    assert [m.text for m in everything] == ["你好", "客户情绪激动"]
