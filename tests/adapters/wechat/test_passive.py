"""The bot's answer in the answer to a push, or as a message of its own, never both; over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import httpx
import pytest
from sqlalchemy import select

from tandem.adapters.wechat import WeChatChannel, replies
from tandem.adapters.wechat.models import wechat_reply_table
from tandem.adapters.wechat.replies import Replies
from tandem.contexts.channels.ports import Option, Outgoing
from tandem.kit.ids import new_id

from .world import World, world


@pytest.fixture
async def wechat(database_url: str) -> AsyncIterator[World]:
    async with world(database_url, passive=True) as made:
        yield made


@pytest.fixture
def who(wechat: World):
    follower, _ = wechat.platform.follow("小林", "a")
    return follower


def answer(who, event: str, text: str = "您本期应还1200元。", **more) -> Outgoing:
    told = Outgoing(new_id(), who.openid, "text", text, in_reply_to=event, automatic=True)
    return replace(told, **more)


async def waiting(made: World, count: int = 1) -> list[str]:
    """Until so many pushes wait for a reply; their events."""
    async with asyncio.timeout(10):
        while True:
            async with made.db.transaction() as tx:
                rows = (await tx.execute(select(wechat_reply_table.c.event))).scalars().all()
            if len(rows) >= count:
                return list(rows)
            await asyncio.sleep(0.01)


def messages(made: World) -> int:
    """How many customer-service messages the platform was given."""
    return len([1 for path, _ in made.platform.calls if path.endswith("/custom/send")])


def shown(who) -> list[str]:
    return [line.body["content"] for line in who.shown]


async def test_what_is_said_in_time_is_the_answer_to_the_push(wechat, who):
    wechat.sim.pusher.say(who, "text", {"Content": "本期要还多少"})
    (event,) = await waiting(wechat)
    sent = await wechat.channel.send(wechat.account, answer(who, event))
    await wechat.sim.pusher.settled()
    assert (sent.counted, shown(who), messages(wechat)) == (False, ["您本期应还1200元。"], 0)
    await wechat.channel.send(wechat.account, answer(who, event, "还有别的问题吗"))
    assert (len(who.shown), messages(wechat)) == (2, 1)  # one push has one reply


async def test_what_comes_late_is_a_message_and_a_retry_hears_nothing(wechat, who, monkeypatch):
    monkeypatch.setattr(replies, "WAIT_S", 3.0)  # less, and a busy machine has it over before it was seen
    wechat.sim.pusher.say(who, "text", {"Content": "本期要还多少"})
    (event,) = await waiting(wechat)
    await wechat.sim.pusher.settled()
    sent = await wechat.channel.send(wechat.account, answer(who, event))
    assert (sent.counted, shown(who), messages(wechat)) == (True, ["您本期应还1200元。"], 1)


@pytest.mark.parametrize(
    "more",
    [{"automatic": False}, {"kind": "choice", "options": (Option("1", "查账单"),)}, {"in_reply_to": None}],
    ids=["agent", "choice", "nothing"],
)
async def test_people_choices_and_answers_to_nothing_wait_for_no_push(wechat, who, more, monkeypatch):
    monkeypatch.setattr(replies, "WAIT_S", 3.0)  # less, and a busy machine has it over before it was seen
    wechat.sim.pusher.say(who, "text", {"Content": "在吗"})
    (event,) = await waiting(wechat)
    assert (await wechat.channel.send(wechat.account, answer(who, event, **more))).counted
    await wechat.sim.pusher.settled()
    assert (len(who.shown), messages(wechat)) == (1, 1)


async def test_a_retry_of_the_push_gets_the_same_reply_also_from_another_process(wechat, who):
    """The API process is killed after it marked the reply and before the platform had it."""
    wechat.sim.pusher.held = []
    wechat.sim.pusher.say(who, "text", {"Content": "本期要还多少"})
    (push,) = wechat.sim.pusher.held
    url, body = wechat.sim.pusher.signed(push.body)
    async with httpx.AsyncClient(trust_env=False) as http:
        lost = asyncio.create_task(http.post(url, content=body))
        (event,) = await waiting(wechat)
        outgoing = answer(who, event)
        await wechat.channel.send(wechat.account, outgoing)
        await lost  # nobody reads it
    await wechat.sim.pusher.let_go(times=3)
    assert shown(who) == ["您本期应还1200元。"]
    # The worker was killed, too, before it noted that the message had gone: it sends again, with the same id.
    other = WeChatChannel(wechat.channel.api, wechat.channel.link, Replies(wechat.db, wechat.accounts.vault))
    assert (await other.send(wechat.account, outgoing)).counted is False
    assert (len(who.shown), messages(wechat)) == (1, 0)


async def test_killed_while_it_waits_the_message_goes_by_itself_and_only_so(wechat, who, monkeypatch):
    """The API process that held the connection is gone: nobody takes the offer."""
    monkeypatch.setattr(replies, "_GRACE_S", 0.0)
    wechat.sim.pusher.held = []
    wechat.sim.pusher.say(who, "text", {"Content": "本期要还多少"})
    event = "m" + who_said(wechat)
    async with wechat.db.transaction() as tx:
        await tx.execute(
            wechat_reply_table.insert().values(
                account_id=wechat.account.id, event=event, until=tx.now + timedelta(seconds=0.5)
            )
        )
    sent = await wechat.channel.send(wechat.account, answer(who, event))
    assert (sent.counted, messages(wechat)) == (True, 1)
    await wechat.sim.pusher.let_go(times=2)  # the platform's retries
    assert wechat.sim.pusher.outcomes == ["taken", "taken"]
    assert shown(who) == ["您本期应还1200元。"]


def who_said(made: World) -> str:
    """The number of the message that is held."""
    (push,) = made.sim.pusher.held
    return push.body.decode().split("<MsgId><![CDATA[")[1].split("]]>")[0]


async def test_an_account_without_it_acknowledges_at_once(database_url):
    async with world(database_url) as made:
        who, _ = made.platform.follow("小林", "a")
        made.sim.pusher.say(who, "text", {"Content": "在吗"})
        await made.sim.pusher.settled()
        async with made.db.transaction() as tx:
            assert (await tx.execute(select(wechat_reply_table))).all() == []
        assert made.sim.pusher.outcomes == ["taken"]


async def test_the_same_push_again_closes_what_a_dead_connection_waits_for(wechat, who):
    """It would be told success: an offer taken by the first connection counts as sent, and nobody reads that."""
    first = asyncio.create_task(wechat_replies(wechat).awaited(wechat.account, "m1", monotonic()))
    await waiting(wechat)
    assert await wechat_replies(wechat).awaited(wechat.account, "m1", monotonic()) is None
    assert not await wechat_replies(wechat).offer(wechat.account, answer(who, "m1"))  # it goes as a message
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)


async def test_taking_in_slowly_leaves_less_time_to_wait(wechat, who):
    late = monotonic() - replies.WAIT_S - 1
    async with asyncio.timeout(replies.WAIT_S / 2):
        assert await wechat_replies(wechat).awaited(wechat.account, "m1", late) is None
    assert not await wechat_replies(wechat).offer(wechat.account, answer(who, "m1"))


def wechat_replies(made: World) -> Replies:
    """Those of another process."""
    return Replies(made.db, made.accounts.vault)
