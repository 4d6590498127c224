"""The staff socket over a real server: what it tells, in which order, and to whom."""

import asyncio

from tandem.contexts.conversations import api
from tandem.contexts.conversations.actions.routing import route
from tandem.kit.ids import new_id


def about(id_):
    return lambda frame: str(id_) in (frame.get("conversation_id"), frame.get("row", {}).get("id"))


async def test_each_message_once_and_in_order_while_many_write(lender):
    agent = await lender.desk("li")
    id_, who = await lender.held(agent)
    async with agent.socket() as screen:
        await screen.say(type="open", conversation_id=str(id_), after=0)

        async def chatter(n):
            for k in range(8):
                if n % 2:
                    await lender.write(id_, who, f"{n}-{k}")
                else:
                    await lender.do(api.reply, id_, agent.actor, client_id=new_id().hex, text=f"{n}-{k}")

        await asyncio.gather(*(chatter(n) for n in range(6)))
        last = (await lender.do(api.get, id_)).last_seq
        seqs = []
        while not seqs or seqs[-1] < last:
            seqs.append((await screen.until("message"))["message"]["seq"])
        assert seqs == list(range(1, last + 1))


async def test_a_screen_that_comes_back_gets_the_rest(lender):
    agent = await lender.desk("li")
    id_, who = await lender.held(agent)
    for n in range(5):
        await lender.write(id_, who, str(n))
    last = (await lender.do(api.get, id_)).last_seq
    async with agent.socket() as screen:
        await screen.say(type="open", conversation_id=str(id_), after=last - 2)
        got = [(await screen.until("message"))["message"]["seq"] for _ in range(2)]
        assert got == [last - 1, last]
        await lender.write(id_, who, "新的")
        assert (await screen.until("message"))["message"]["text"] == "新的"
        # Opened again in the same socket: from where the screen says it is.
        await screen.say(type="open", conversation_id=str(id_), after=last)
        assert (await screen.until("message"))["message"]["seq"] == last + 1


async def test_rows_go_to_who_may_see_them_and_to_nobody_else(lender):
    other_queue = await lender.do(api.create_queue, "other", "投诉")
    agent, stranger = await lender.desk("li"), await lender.desk("wu", queues=[other_queue])
    async with agent.socket() as screen, stranger.socket() as elsewhere:
        id_, _ = await lender.waiting(says="怎么还款")
        theirs, _ = await lender.waiting(queue="other")
        row = (await screen.until("row", when=lambda f: f["row"]["controller"] == "queue"))["row"]
        assert (row["id"], row["last_message"]["text"]) == (str(id_), "怎么还款")
        counts = await screen.until("counts", when=lambda f: f["counts"]["unassigned"] == 1)
        assert counts["counts"]["queues"] == [{"queue_id": str(lender.queue_id), "waiting": 1}]
        frame = await elsewhere.until("row", "row_gone", when=lambda f: True)
        assert frame["row"]["id"] == str(theirs)


async def test_a_row_that_goes_to_a_colleague_is_gone_and_its_thread_is_closed(lender):
    agent, colleague = await lender.desk("li"), await lender.desk("wu")
    id_, who = await lender.waiting()
    async with agent.socket() as screen:
        await screen.say(type="open", conversation_id=str(id_), after=0)
        await screen.until("message", when=lambda f: f["message"]["text"] == "你好")
        await lender.do(api.claim, id_, colleague.actor)
        await lender.write(id_, who, "这句话甲看不到")
        other, _ = await lender.waiting(says="别的")
        heard = []
        while not heard or not about(other)(heard[-1]):
            heard.append(await screen.hear())
        assert "row_gone" in {frame["type"] for frame in heard}
        assert "这句话" not in str(heard)
        # Not by asking again either.
        await screen.say(type="open", conversation_id=str(id_), after=0)
        assert (await screen.until("error"))["code"] == "conversation_not_found"


async def test_a_row_that_leaves_for_a_queue_one_does_not_serve_is_gone(lender):
    other_queue = await lender.do(api.create_queue, "other", "投诉")
    agent = await lender.desk("li")
    boss = await lender.desk("zhou", "supervisor", queues=[other_queue])
    id_, _ = await lender.waiting()
    async with agent.socket() as screen:
        await lender.do(api.transfer_to_queue, id_, boss.actor, other_queue)
        await screen.until("row_gone", when=about(id_))
        assert str(id_) not in await agent.ids()


async def test_who_held_it_goes_on_seeing_it(lender):
    agent, colleague = await lender.desk("li"), await lender.desk("wu")
    id_, who = await lender.held(agent)
    async with agent.socket() as screen:
        await lender.do(api.assign, id_, agent.actor, colleague.id, "请接手")
        await screen.until("row", when=lambda f: f["row"]["agent"]["name"] == "Wu")
        await lender.write(id_, who, "换人了吗")
        frame = await screen.until("row", "row_gone", when=about(id_))
        assert frame["type"] == "row"
        assert str(id_) in await agent.ids()


async def test_offers_come_and_go(lender):
    agent = await lender.desk("li")
    id_, who = await lender.waiting()
    async with agent.socket() as screen:
        await route(lender.db, {})
        offer = (await screen.until("offer"))["offer"]
        assert offer["conversation"]["id"] == str(id_)
        assert (await agent.get(f"/conversations/{id_}"))["offer"]["id"] == offer["id"]
        await lender.do(api.leave_queue, id_, who)
        gone = await screen.until("offer_gone")
        assert (gone["offer_id"], gone["reason"]) == (offer["id"], "withdrawn")
    again, _ = await lender.waiting()
    await route(lender.db, {})
    async with agent.socket() as screen:
        # What is being offered when the screen comes back is shown too.
        offer = (await screen.until("offer"))["offer"]
        assert offer["conversation"]["id"] == str(again)
        answer = await agent.call("POST", f"/offers/{offer['id']}/acceptance")
        assert answer.status_code == 201
        assert (await screen.until("offer_gone"))["reason"] == "accepted"
        presence = await screen.until("presence")
        assert presence["presence"]["load"] == 1


async def test_viewers_are_seen_by_each_other_and_over_http(lender):
    agent, boss = await lender.desk("li"), await lender.desk("zhou", "admin")
    id_, _ = await lender.held(agent)

    async def names():
        return [v["name"] for v in (await agent.get(f"/conversations/{id_}"))["viewers"]]

    async with agent.socket() as screen:
        await screen.say(type="open", conversation_id=str(id_), after=0)
        async with boss.socket() as first, boss.socket() as second:
            for tab in (first, second):
                await tab.say(type="open", conversation_id=str(id_), after=0)
                assert [v["name"] for v in (await tab.until("viewers"))["viewers"]] == ["Li"]
            assert [v["name"] for v in (await screen.until("viewers"))["viewers"]] == ["Zhou"]
            assert await names() == ["Li", "Zhou"]
            # One of two windows closes: still there.
            await first.say(type="close", conversation_id=str(id_))
            await first.say(type="open", conversation_id=str(new_id()))
            await first.until("error")
            assert await names() == ["Li", "Zhou"]
        assert (await screen.until("viewers"))["viewers"] == []
        assert await names() == ["Li"]


async def test_only_the_holders_typing_reaches_the_customer(lender):
    agent, boss = await lender.desk("li"), await lender.desk("zhou", "admin")
    id_, _ = await lender.held(agent)
    heard = []
    lender.hub.subscribe(f"conversation:{id_}", lambda notice: heard.append((notice.kind, notice.data)))
    async with agent.socket() as screen, boss.socket() as other:
        for socket in (screen, other):
            await socket.say(type="open", conversation_id=str(id_), after=0)
            await socket.until("message")
        await other.say(type="typing", conversation_id=str(id_))
        assert (await screen.until("typing"))["name"] == "Zhou"
        await screen.say(type="typing", conversation_id=str(id_))
        assert (await other.until("typing"))["name"] == "Li"
    kinds = {data["name"]: kind for kind, data in heard if "typing" in kind}
    assert kinds == {"Zhou": "staff_typing", "Li": "typing"}


async def test_reading_refreshes_the_badge_in_the_agents_other_windows(lender):
    agent = await lender.desk("li")
    id_, who = await lender.held(agent)
    sent = await lender.write(id_, who, "在吗")
    async with agent.socket() as other_window:
        answer = await agent.call("POST", f"/conversations/{id_}/reads", {"seq": sent.message.seq})
        assert answer.status_code == 204
        row = (await other_window.until("row", when=about(id_)))["row"]
        assert row["unread"] == 0


async def test_a_mention_reaches_who_is_mentioned_and_opens_the_door(lender):
    agent, expert = await lender.desk("li"), await lender.desk("wu")
    id_, _ = await lender.held(agent)
    async with expert.socket() as screen:
        await lender.do(
            api.note, id_, agent.actor, client_id="note-00001", text="帮看一下", mentions=[expert.id]
        )
        mention = await screen.until("mention")
        assert (mention["by"]["name"], mention["text"]) == ("Li", "帮看一下")
        assert (await expert.get(f"/conversations/{id_}"))["id"] == str(id_)


async def test_opening_a_thread_is_written_into_the_trail(lender):
    boss = await lender.desk("zhou", "admin")
    id_, _ = await lender.talk()
    async with boss.socket() as screen:
        await screen.say(type="open", conversation_id=str(id_), after=0)
        await screen.until("message")
    assert await lender.audit(id_, boss.actor) == ["conversation.read"]
