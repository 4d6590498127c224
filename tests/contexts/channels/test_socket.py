"""The customer's WebSocket against a real server."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY

from tandem.contexts.channels.web.socket import connection
from tandem.contexts.channels.web.tokens import Tokens
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import read_by_agent
from tandem.kit.ids import new_id
from tandem.kit.notice import Notice

from .conftest import SECRET, Json, Socket, World


def texts(frames: list[Json]) -> list[str]:
    return [
        f["message"]["text"] for f in frames if f["type"] == "message" and f["message"]["role"] != "system"
    ]


def says(text: str) -> Any:
    return lambda frame: frame["type"] == "message" and frame["message"]["text"] == text


def is_in(controller: str) -> Any:
    return lambda frame: frame["type"] == "conversation" and frame["conversation"]["controller"] == controller


async def hello(heard: Socket) -> Json:
    frame = await heard.hear()
    assert frame["type"] == "ready", frame
    return frame


async def test_messages_of_all_sides_once_and_in_order(world: World) -> None:
    visitor, agent = await world.visitor(), await world.agent()
    await visitor.say("一")
    async with visitor.listening() as heard:
        ready = await hello(heard)
        assert ready["conversation"]["id"] == visitor.conversation["id"]
        assert ready["server_time"].endswith("Z")
        await visitor.say("二")
        await world.bot(visitor, "三")
        await world.reply(visitor, agent, "四")
        await world.note(visitor, agent, "不给客户看")
        await world.reply(visitor, agent, "五")
        frames = await heard.until(says("五"))
    assert texts(frames) == ["一", "二", "三", "四", "五"]
    numbers = [f["message"]["seq"] for f in frames if f["type"] == "message"]
    assert numbers == sorted(set(numbers))
    assert all("audience" not in f["message"] for f in frames if f["type"] == "message")


async def test_resuming_after_a_number(world: World) -> None:
    visitor, agent = await world.visitor(), await world.agent()
    for text in ("一", "二", "三"):
        await visitor.say(text)
    await world.reply(visitor, agent, "四")
    async with visitor.listening(after=2) as heard:
        await hello(heard)
        frames = await heard.until(says("四"))
        last = frames[-1]["message"]["seq"]
    assert texts(frames) == ["三", "四"]
    async with visitor.listening(after=last) as heard:
        await hello(heard)
        await world.reply(visitor, agent, "五")
        assert texts(await heard.until(says("五"))) == ["五"]


async def test_a_long_absence(world: World) -> None:
    visitor = await world.visitor()
    async with world.db.transaction() as tx:
        for number in range(450):
            await conversations.reply_as_bot(
                tx, visitor.conversation_id, client_id=f"client-{number:05}", text=str(number)
            )
    async with visitor.listening() as heard:
        await hello(heard)
        assert texts(await heard.until(says("449"))) == [str(number) for number in range(450)]


async def test_lost_notices_are_made_up_for(world: World) -> None:
    """Other processes' writes whose notices are late or lost: the sweep finds them, the gap is read."""
    visitor = await world.visitor()
    async with visitor.listening() as heard:
        await hello(heard)
        publisher, world.db.publisher = world.db.publisher, None
        await visitor.say("没有通知")
        world.db.publisher = publisher
        await visitor.say("有通知")
        assert texts(await heard.until(says("有通知"))) == ["没有通知", "有通知"]


async def test_a_flood_arrives_whole(world: World) -> None:
    visitor = await world.visitor()
    async with visitor.listening() as heard:
        await hello(heard)
        await asyncio.gather(*(visitor.say(f"{n}", f"client-{n:04}") for n in range(60)))
        heard_numbers: list[int] = []
        while len(heard_numbers) < 60:
            frame = await heard.hear()
            if frame["type"] == "message":
                heard_numbers.append(frame["message"]["seq"])
    assert heard_numbers == list(range(1, 61))


async def test_state_follows_the_controller(world: World) -> None:
    visitor, agent = await world.visitor(), await world.agent()
    async with visitor.listening() as heard:
        await hello(heard)
        await visitor.call("POST", visitor.path("handoff"))
        waiting = (await heard.until(is_in("queue")))[-1]["conversation"]
        assert waiting["queue"]["position"] == 1
        async with world.db.transaction() as tx:
            await conversations.claim(tx, visitor.conversation_id, agent)
        held = (await heard.until(is_in("agent")))[-1]["conversation"]
        assert (held["agent"], held["queue"]) == ({"name": "林静怡"}, None)
        async with world.db.transaction() as tx:
            await conversations.hand_back(tx, visitor.conversation_id, agent)
        assert (await heard.until(is_in("bot")))[-1]["conversation"]["agent"] is None


async def test_who_closes_the_page_cuts_no_reading_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off in a transaction the database loses a connection and has to make another."""
    began, ended, go_on = asyncio.Event(), asyncio.Event(), asyncio.Event()
    read = connection.read_snapshot

    async def slow(*args: Any, **options: Any) -> Any:
        began.set()
        try:
            await go_on.wait()
            return await read(*args, **options)
        except asyncio.CancelledError:
            pytest.fail("cut off")
        finally:
            ended.set()

    visitor, agent = await world.visitor(), await world.agent()
    await visitor.say("一")
    async with visitor.listening() as heard:
        await hello(heard)
        await heard.until(says("一"))
        monkeypatch.setattr(connection, "read_snapshot", slow)
        await world.reply(visitor, agent, "二")
        async with asyncio.timeout(5):
            await began.wait()
    await asyncio.sleep(0.1)  # the page is closed, and the server has heard of it
    assert not ended.is_set()
    go_on.set()
    async with asyncio.timeout(5):
        await ended.wait()


async def test_the_line_moves(world: World) -> None:
    ahead, visitor = await world.visitor(), await world.visitor()
    await ahead.call("POST", ahead.path("handoff"))
    await visitor.call("POST", visitor.path("handoff"))
    async with visitor.listening() as heard:
        assert (await hello(heard))["conversation"]["queue"]["position"] == 2
        await ahead.call("DELETE", ahead.path("handoff"))
        moved = await heard.until(lambda f: f["type"] == "conversation")
        assert moved[-1]["conversation"]["queue"]["position"] == 1


async def test_typing_and_reads(world: World) -> None:
    visitor, agent = await world.visitor(), await world.agent()
    await visitor.say("你好")
    await world.reply(visitor, agent, "您好")
    topic = f"conversation:{visitor.conversation['id']}"
    noticed: asyncio.Queue[Notice] = asyncio.Queue()
    world.hub.subscribe(topic, noticed.put_nowait)
    async with visitor.listening() as heard:
        await hello(heard)
        last = (await heard.until(says("您好")))[-1]["message"]["seq"]
        until = datetime.now(UTC).isoformat()
        world.hub.publish(
            [Notice(None, "typing", (topic,), {"role": "agent", "name": "林静怡", "until": until})]
        )
        typing = (await heard.until(lambda f: f["type"] == "typing"))[-1]
        assert typing == {"type": "typing", "role": "agent", "name": "林静怡", "until": until}
        await visitor.say("还在吗")
        async with world.db.transaction() as tx:
            await read_by_agent(tx, visitor.conversation_id, agent, last + 1)
        read = (await heard.until(lambda f: f["type"] == "read"))[-1]
        assert (read["role"], read["seq"]) == ("agent", last + 1)
        id_ = visitor.conversation["id"]
        await heard.say(type="typing", conversation_id=id_, text="我想问\n一下" + "x" * 300)
        shown = await told(noticed, "typing")
        assert len(shown["text"]) == 200
        assert "\n" not in shown["text"]
        await world.reply(visitor, agent, "答")
        frames = await heard.until(says("答"))
        last = frames[-1]["message"]["seq"]
        await heard.say(type="read", conversation_id=id_, seq=last)
        assert (await told(noticed, "read"))["seq"] == last
        await world.reply(visitor, agent, "完")
        frames += await heard.until(says("完"))
        assert [f["type"] for f in frames if f["type"] in ("typing", "read")] == []  # never their own


async def told(noticed: "asyncio.Queue[Notice]", kind: str) -> Json:
    """What the customer's next notice of this kind says."""
    async with asyncio.timeout(10):
        while True:
            notice = await noticed.get()
            if notice.kind == kind and notice.data and notice.data["role"] == "customer":
                return notice.data


async def test_two_tabs_share_reads(world: World) -> None:
    visitor, agent = await world.visitor(), await world.agent()
    await world.reply(visitor, agent, "您好")
    async with visitor.listening() as one, visitor.listening() as two:
        await hello(one)
        await hello(two)
        last = (await one.until(says("您好")))[-1]["message"]["seq"]
        await one.say(type="read", conversation_id=visitor.conversation["id"], seq=last)
        read = (await two.until(lambda f: f["type"] == "read"))[-1]
        assert (read["role"], read["seq"]) == ("customer", last)


async def test_delivered_marks(world: World) -> None:
    visitor, agent = await world.visitor(), await world.agent()
    noticed: asyncio.Queue[Notice] = asyncio.Queue()
    world.hub.subscribe(f"conversation:{visitor.conversation['id']}", noticed.put_nowait)
    async with visitor.listening() as heard:
        await hello(heard)
        await world.reply(visitor, agent, "您好")
        seq = (await heard.until(says("您好")))[-1]["message"]["seq"]

        async with asyncio.timeout(10):
            while (notice := await noticed.get()).kind != "delivered":
                pass
        assert notice.data == {"role": "customer", "seq": seq}
    items = (await visitor.call("GET", visitor.path("messages"))).json()["items"]
    assert items[-1]["state"] == "delivered"


async def test_conversation_opened_after_hello(world: World) -> None:
    visitor = await world.visitor(opened=False)
    async with visitor.listening() as heard:
        assert (await hello(heard))["conversation"] is None
        id_ = await visitor.open()
        await visitor.say("你好")
        await heard.say(type="subscribe", conversation_id=id_, after=0)
        frames = await heard.until(says("你好"))
        assert frames[0]["type"] == "conversation"
        assert frames[0]["conversation"]["id"] == id_


async def test_somebody_elses_conversation(world: World) -> None:
    owner, other = await world.visitor(), await world.visitor()
    await owner.say("秘密")
    async with other.listening(conversation_id=owner.conversation["id"]) as heard:
        assert (await hello(heard))["conversation"]["id"] == other.conversation["id"]
        await heard.say(type="subscribe", conversation_id=owner.conversation["id"], after=0)
        refused = await heard.hear()
        assert (refused["type"], refused["code"]) == ("error", "conversation_not_found")
        await heard.say(type="typing", conversation_id=owner.conversation["id"])
        await heard.say(type="read", conversation_id=owner.conversation["id"], seq=1)
        await other.say("还活着")
        assert texts(await heard.until(says("还活着"))) == ["还活着"]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "hello", "token": "forged"}, 4401),
        ({"type": "hello"}, 4401),
        ({"type": "pong"}, 4408),
        ({"type": "hello", "token": "x", "after": -1}, 4400),
        ({"no": "type"}, 4400),
        ([1, 2], 4400),
        ({"type": "hello", "token": "x" * 17_000}, 4413),
    ],
)
async def test_refused_at_the_door(world: World, frame: Any, code: int) -> None:
    async with world.socket() as heard:
        if isinstance(frame, dict):
            await heard.say(**frame)
        else:
            await heard.link.send("[1,2]")
        said = await heard.hear()
        assert said["type"] == "error"
        assert said["detail"]
        assert await heard.closed() == code


async def test_expired_token(world: World) -> None:
    visitor = await world.visitor()
    past = datetime.now(UTC) - timedelta(days=31)
    old, _ = Tokens(SECRET, timedelta(days=30)).issue(new_id(), "demo", signed=False, now=past)
    async with visitor.listening(token=old) as heard:
        assert (await heard.hear())["code"] == "bad_token"
        assert await heard.closed() == 4401


async def test_too_many_sockets_of_one_person(world: World) -> None:
    visitor = await world.visitor()
    async with AsyncExitStack() as held:
        for _ in range(10):
            heard = await held.enter_async_context(visitor.listening())
            await hello(heard)
        one_more = await held.enter_async_context(visitor.listening())
        assert (await one_more.hear())["code"] == "too_many_sockets"
        assert await one_more.closed() == 4429


async def test_a_flood_of_frames(world: World) -> None:
    visitor = await world.visitor()
    async with visitor.listening() as heard:
        await hello(heard)
        for _ in range(100):
            await heard.say(type="pong")
        assert (await heard.hear())["code"] == "too_many_frames"
        assert await heard.closed() == 4429


async def test_unknown_frames_of_newer_clients_are_passed_over(world: World) -> None:
    visitor = await world.visitor()
    async with visitor.listening() as heard:
        await hello(heard)
        await heard.say(type="wave", at="you")
        await visitor.say("你好")
        assert texts(await heard.until(says("你好"))) == ["你好"]


async def test_who_never_says_hello_is_closed_and_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed() -> float:
        labels = {"side": "customer", "reason": "no_hello"}
        return REGISTRY.get_sample_value("tandem_sockets_closed_total", labels) or 0

    monkeypatch.setattr(connection, "_HELLO_S", 0.05)
    before = closed()
    async with world.socket() as silent:
        assert (await silent.hear())["code"] == "no_hello"
        assert await silent.closed() == 4408
    assert closed() == before + 1
