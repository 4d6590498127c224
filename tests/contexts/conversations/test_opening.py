"""One open conversation per customer, also when things happen at once."""

import asyncio

import pytest

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api
from tandem.contexts.conversations.errors import ConversationClosed, WrongState
from tandem.kit.errors import TandemError

from .steps import do

WRAP = api.WrapUp()


async def resolved(world):
    conversation, who = await world.conversation()
    await do(world, api.resolve, conversation.id, Actor.system("test"), WRAP)
    return conversation.id, who


async def test_writing_into_the_old_one_while_a_newer_is_open_names_the_newer(world):
    old, who = await resolved(world)
    newer, _ = await world.conversation(who)
    with pytest.raises(ConversationClosed) as refused:
        await world.write(old, who, "写错地方了")
    assert refused.value.extra["conversation_id"] == str(newer.id)
    with pytest.raises(WrongState):
        await do(world, api.reopen, old, await world.agent())


async def test_opening_and_writing_into_the_old_one_at_once_leaves_one_open(world):
    for _ in range(10):
        old, who = await resolved(world)
        outcomes = await asyncio.gather(
            world.conversation(who), world.write(old, who, "还在吗"), return_exceptions=True
        )
        for outcome in outcomes:
            assert not isinstance(outcome, Exception) or isinstance(outcome, TandemError), outcome
        assert not isinstance(outcomes[0], Exception)
        current, _ = await world.conversation(who)
        assert current.status == "open"


async def test_opening_while_the_present_one_is_being_resolved(world):
    for _ in range(10):
        conversation, who = await world.conversation()
        opened, _ = await asyncio.gather(
            world.conversation(who),
            do(world, api.resolve, conversation.id, Actor.system("test"), WRAP),
        )
        assert opened[0].customer_id == who.id
