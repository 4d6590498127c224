"""The row feed and the viewers' register by themselves."""

import asyncio
from uuid import UUID

from tandem.contexts.conversations import api
from tandem.contexts.desktop.socket import rows as feed
from tandem.contexts.desktop.socket.threads import Thread
from tandem.contexts.desktop.socket.viewing import Viewers
from tandem.kit.notice import Notice
from tandem.kit.realtime import Hub

from .conftest import SYSTEM

ONE, TWO = UUID(int=1), UUID(int=2)


class Silent:
    connected = True

    def publish(self, notices):
        pass


async def test_viewers_who_fall_silent_are_forgotten_and_the_others_told():
    now = 0.0
    viewers = Viewers(Hub(None, Silent()), time=lambda: now)
    told = []
    viewers.watch(ONE, lambda: told.append(viewers.viewers_of(ONE)))
    viewers.announce(ONE, "a", UUID(int=7), "甲", on=True)
    viewers.announce(ONE, "b", UUID(int=7), "甲", on=True)
    viewers.announce(TWO, "c", UUID(int=8), "乙", on=True)
    assert told == [[{"id": str(UUID(int=7)), "name": "甲"}]]
    now = 50.0
    viewers.announce(ONE, "b", UUID(int=7), "甲", on=True)
    now = 70.0
    viewers.tidy()
    assert viewers.viewers_of(ONE)
    assert viewers.viewers_of(TWO) == []
    now = 120.0
    viewers.tidy()
    assert told[-1] == []
    assert viewers._looks == {}


async def test_what_arrives_while_the_thread_is_being_read_is_sent_once_and_in_its_place(lender):
    id_, who = await lender.talk(says="一")
    thread = Thread(id_, 0, None)

    def notice(sent):
        return Notice(1, "conversations.message_received", (thread.topic,), {"message": sent.message.wire()})

    reading = thread.missing(lender.db)
    first = await anext(reading)
    while_reading = notice(await lender.write(id_, who, "二"))
    assert thread.message(while_reading) is None
    rest = [page async for page in reading]
    assert [m.text for page in (first, *rest) for m in page] == ["一", "二"]
    assert thread.message(while_reading) is None
    assert not thread.needs_reading
    afterwards = notice(await lender.write(id_, who, "三"))
    assert thread.message(afterwards)["text"] == "三"
    assert thread.message(afterwards) is None


async def test_without_a_desk_nothing_is_remembered(lender):
    rows = lender.app.state.desk.rows
    await lender.waiting()
    assert rows._dirty == {}


async def test_one_failure_does_not_silence_the_feed(lender, monkeypatch):
    agent = await lender.desk("li")
    real, failed = feed.rows_by_ids, asyncio.Event()

    async def sometimes(tx, ids):
        if not failed.is_set():
            failed.set()
            raise RuntimeError("a row of another kind")
        return await real(tx, ids)

    monkeypatch.setattr(feed, "rows_by_ids", sometimes)
    async with agent.socket() as screen:
        await lender.do(api.set_priority, (await lender.waiting())[0], SYSTEM, "high")
        await failed.wait()
        id_, _ = await lender.waiting()
        await screen.until("row", when=lambda f: f["row"]["id"] == str(id_))
