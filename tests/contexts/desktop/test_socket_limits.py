"""Ends, limits and pace of the staff socket."""

import asyncio
from time import monotonic
from uuid import UUID

import orjson
from prometheus_client import REGISTRY
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tandem.contexts.access import api as access
from tandem.contexts.conversations import api
from tandem.contexts.desktop.socket import desk
from tandem.kit.notice import Notice

from .conftest import SYSTEM


async def until(holds):
    async with asyncio.timeout(30):
        while True:
            if holds():
                return
            await asyncio.sleep(0)


async def test_signing_out_and_deactivating_close_the_socket(lender):
    agent, other = await lender.desk("li"), await lender.desk("wu")
    async with agent.socket() as screen:
        assert (await agent.call("DELETE", "/session")).status_code == 204
        assert await screen.closed() == 4401
    async with other.socket() as screen:
        await lender.do(access.deactivate_staff, SYSTEM, other.id)
        assert await screen.closed() == 4401


async def test_new_rights_count_at_once(lender):
    team = await lender.team()
    agent, colleague = await lender.desk("li", team_id=team), await lender.desk("wu", team_id=team)
    id_, who = await lender.held(colleague)
    async with agent.socket() as screen:
        await lender.do(access.change_staff, SYSTEM, agent.id, {"roles": ["agent", "supervisor"]})
        await screen.until("resync")
        await lender.write(id_, who, "现在组长看得到")
        assert (await screen.until("row"))["row"]["id"] == str(id_)
        await screen.say(type="open", conversation_id=str(id_), after=0)
        await screen.until("message")
        await lender.do(access.change_staff, SYSTEM, agent.id, {"roles": ["agent"]})
        await screen.until("row_gone")
        await screen.until("resync")


async def test_another_queue_counts_at_once(lender):
    other = await lender.do(api.create_queue, "other", "投诉")
    agent, boss = await lender.desk("li"), await lender.desk("zhou", "admin")
    async with agent.socket() as screen:
        body = {"queue_ids": [str(other)], "capacity": 3}
        assert (await boss.call("PUT", f"/settings/seats/{agent.id}", body)).status_code == 200
        await screen.until("resync")
        id_, _ = await lender.waiting(queue="other")
        assert (await screen.until("row"))["row"]["id"] == str(id_)


FATAL = [
    ("not json", 4400),
    ("[]", 4400),
    ("7", 4400),
    ('{"kind": "open"}', 4400),
    (b"\x00\x01", 4400),
    ('{"type": "' + "x" * 20_000 + '"}', 4413),
]
FAULTY = [
    {"type": "open"},
    {"type": "open", "conversation_id": "\x00"},
    {"type": "open", "conversation_id": 7, "after": 0},
    {"type": "open", "conversation_id": str(UUID(int=1)), "after": 2**63},
    {"type": "open", "conversation_id": str(UUID(int=1)), "after": {}},
    {"type": "watch", "topics": 5},
    {"type": "typing", "conversation_id": None},
]


async def test_what_no_screen_of_ours_sends_ends_the_socket(lender):
    agent = await lender.desk("li")
    for sent, code in FATAL:
        async with agent.socket() as screen:
            await screen.link.send(sent)
            assert await screen.closed() == code, sent


async def test_a_faulty_frame_is_answered_and_the_socket_goes_on(lender):
    agent = await lender.desk("li")
    async with agent.socket() as screen:
        for frame in FAULTY:
            await screen.say(**frame)
            assert (await screen.until("error"))["code"] in ("bad_frame", "conversation_not_found"), frame
        await screen.say(type="unknown to us")
        id_, _ = await lender.waiting()
        assert (await screen.until("row"))["row"]["id"] == str(id_)


async def test_a_flood_of_frames_is_ended(lender):
    agent = await lender.desk("li")
    async with agent.socket() as screen:
        try:
            for _ in range(500):
                await screen.say(type="activity?")
        except ConnectionClosed:
            pass
        assert await screen.closed() == 4429


async def test_who_is_not_let_in(lender):
    agent = await lender.desk("li")
    url = f"ws://{lender.address}/api/v1/socket"
    async with connect(url, proxy=None) as link:
        await link.wait_closed()
        assert link.close_code == 4401
    cookies = "; ".join(f"{name}={value}" for name, value in agent.http.cookies.items())
    async with connect(
        url, proxy=None, additional_headers={"Cookie": cookies, "Origin": "http://evil.test"}
    ) as link:
        await link.wait_closed()
        assert link.close_code == 4403
    async with agent.socket(ready=False) as screen:
        await screen.say(type="watch")
        assert await screen.closed() == 4408
    async with agent.socket(ready=False) as screen:
        await screen.link.send(b"\x00")
        await screen.link.wait_closed()


def closed_for(reason: str) -> float:
    return REGISTRY.get_sample_value("tandem_sockets_closed_total", {"side": "staff", "reason": reason}) or 0


async def test_who_never_says_hello_is_closed_and_counted(lender, monkeypatch):
    monkeypatch.setattr(desk, "_HELLO_S", 0.05)
    agent = await lender.desk("li")
    before = closed_for("no_hello")
    async with agent.socket(ready=False) as silent:
        assert await silent.closed() == 4408
    async with agent.socket(ready=False) as rude:
        await rude.say(type="open")
        assert await rude.closed() == 4408
    assert closed_for("no_hello") == before + 2


async def test_ten_sockets_a_person(lender):
    agent = await lender.desk("li")
    opened = [agent.socket() for _ in range(10)]
    for one in opened:
        await one.__aenter__()
    async with agent.socket(ready=False) as one_too_many:
        assert await one_too_many.closed() == 4429
    for one in opened:
        await one.__aexit__(None, None, None)
    async with agent.socket():
        pass


async def test_a_reader_who_does_not_read_is_closed(lender):
    """Not buffered for ever: its queue is bounded, and the others hear everything."""
    agent, other = await lender.desk("li"), await lender.desk("wu")
    desk = lender.app.state.desk
    id_, _ = await lender.held(agent)
    cookies = "; ".join(f"{name}={value}" for name, value in agent.http.cookies.items())
    url = f"ws://{lender.address}/api/v1/socket"
    headers = {"Cookie": cookies, "Origin": f"http://{lender.address}"}
    async with (
        connect(url, additional_headers=headers, proxy=None, ping_interval=None, max_queue=1) as deaf,
        other.socket() as screen,
    ):
        await deaf.send(orjson.dumps({"type": "hello"}).decode())
        await deaf.recv()
        await deaf.send(orjson.dumps({"type": "open", "conversation_id": str(id_), "after": 0}).decode())
        await until(lambda: str(agent.id) in str(desk.viewers_of(id_)))
        large = Notice(None, "typing", (f"conversation:{id_}",), {"role": "agent", "name": "x" * 20_000})
        for _ in range(4000):
            lender.hub.dispatch(large)
            await asyncio.sleep(0)
        await until(lambda: str(agent.id) not in desk._open)
        again, _ = await lender.waiting()
        await screen.until("row", when=lambda f: f["row"]["id"] == str(again))
        deaf.transport.abort()


async def test_the_board_keeps_its_pace_whatever_happens(lender):
    boss = await lender.desk("zhou", "admin")

    async def much_happens():
        while True:
            lender.hub.dispatch(Notice(None, "anything", ("desk",), {}))
            await asyncio.sleep(0.02)

    async with boss.socket() as screen:
        await screen.say(type="watch", topics=["board"])
        happening = asyncio.create_task(much_happens())
        await screen.until("board")
        started = monotonic()
        for _ in range(2):
            await screen.until("board")
        happening.cancel()
    assert monotonic() - started > 1.8


async def test_the_board_ticks_when_only_a_presence_changes_and_for_nobody_who_may_not_see_it(lender):
    agent, boss = await lender.desk("li"), await lender.desk("zhou", "admin")
    async with boss.socket() as screen, agent.socket() as own:
        for socket in (screen, own):
            await socket.say(type="watch", topics=["board"])
            await socket.say(type="open", conversation_id=str(UUID(int=1)))
            await socket.until("error")
        await lender.do(api.change_presence, agent.id, "busy", agent.actor)
        await screen.until("board")
        await lender.do(api.change_presence, agent.id, "online", agent.actor)
        await screen.until("board")
        # Long enough for the other desk, had it been told.
        await own.say(type="open", conversation_id=str(UUID(int=2)))
        frames = [await own.hear()]
        while frames[-1]["type"] != "error":
            frames.append(await own.hear())
        assert "presence" in {frame["type"] for frame in frames}
        assert "board" not in {frame["type"] for frame in frames}


async def test_a_gap_makes_the_screen_fetch_again(lender):
    agent = await lender.desk("li")
    id_, _ = await lender.held(agent)
    async with agent.socket() as screen:
        await screen.say(type="open", conversation_id=str(id_), after=0)
        await screen.until("message")
        lender.hub._gap()
        await screen.until("resync")
