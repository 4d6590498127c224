"""That somebody writes is shown where the channel can, while it is so."""

from dataclasses import replace

import orjson
import pytest
from sqlalchemy import insert, update

from tandem.contexts.channels.api import Typing
from tandem.contexts.channels.written.actions.managing import pause
from tandem.contexts.channels.written.actions.typing import TYPING_JOB
from tandem.contexts.conversations.models import conversation_table, seat_table
from tandem.kit.ids import new_id


@pytest.fixture
def typed(post, monkeypatch) -> list[str]:
    """To whom it was shown."""
    shown: list[str] = []

    async def typing(account, recipient: str) -> None:
        shown.append(recipient)

    post.channel.capabilities = replace(post.channel.capabilities, typing=True)
    monkeypatch.setattr(post.channel, "typing", typing, raising=False)
    return shown


async def run(post) -> int:
    waiting = await post.jobs(TYPING_JOB)
    for payload, _ in waiting:
        assert "openid" not in payload
        await post._job(TYPING_JOB)(orjson.loads(payload))
    return len(waiting)


async def test_the_bot_writes_until_it_has_answered(post, typed):
    await post.begin()
    assert (await run(post), typed) == (1, ["openid-1"])
    await post.hears("还有一个问题", at=1)
    await post.take_in()
    await post.says((await post.conversation()).id, "请说")
    assert (await run(post), typed) == (1, ["openid-1"])


async def test_an_agent_who_types_is_shown_once_in_a_while_and_only_while_they_have_it(post, typed):
    conversation_id = await post.begin()
    await run(post)
    typed.clear()
    telling = Typing(post.db)
    for _ in range(5):
        telling.by_agent(conversation_id)
    telling.by_agent(new_id())  # web chat: no thread
    while telling._asking:
        await next(iter(telling._asking))
    ((payload, _),) = await post.jobs(TYPING_JOB)
    await post._job(TYPING_JOB)(orjson.loads(payload))
    assert typed == []  # the bot has it
    async with post.db.transaction() as tx:
        agent_id = new_id()
        await tx.execute(insert(seat_table).values(agent_id=agent_id, name="小何", state_since=tx.now))
        await tx.execute(update(conversation_table).values(controller="agent", agent_id=agent_id))
    await post._job(TYPING_JOB)(orjson.loads(payload))
    assert typed == ["openid-1"]
    post.channel.typing = None  # whatever goes wrong there is nobody's loss
    await post._job(TYPING_JOB)(orjson.loads(payload))


async def test_a_paused_account_shows_nothing(post, typed):
    async with post.db.transaction() as tx:
        await pause(tx, post.account_id, post.admin)
    await post.begin()
    assert (await run(post), typed) == (0, [])
