"""A mention waits for who was not there, and an idle agent keeps nobody waiting."""

from tandem.contexts.conversations import api


async def mention(lender, id_, author, whom, number=1):
    await lender.do(
        api.note, id_, author.actor, client_id=f"note-{number:05}", text="帮看一下", mentions=[whom.id]
    )


async def mentioned(desk):
    """Ids in the view with whether they are new, and the number beside it."""
    rows = (await desk.get("/conversations", view="mentioned"))["items"]
    count = (await desk.get("/conversations/counts"))["mentioned"]
    return {row["id"]: row["mentioned"] for row in rows}, count


async def test_a_mention_waits_until_it_was_seen(lender):
    agent, expert = await lender.desk("li"), await lender.desk("wu")
    id_, _ = await lender.held(agent)
    key = str(id_)
    assert await mentioned(expert) == ({}, 0)
    await mention(lender, id_, agent, expert)
    assert await mentioned(expert) == ({key: True}, 1)
    assert await mentioned(agent) == ({}, 0), "nobody else's"
    assert (await expert.get(f"/conversations/{key}"))["mentioned"] is True
    assert (await agent.get(f"/conversations/{key}"))["mentioned"] is False
    async with expert.socket() as screen:
        read = await expert.call("POST", f"/conversations/{key}/reads", {"seq": 0})
        assert read.status_code == 204
        await screen.until("counts", when=lambda frame: frame["counts"]["mentioned"] == 0)
    assert await mentioned(expert) == ({key: False}, 0), "it stays in the view while it is open"
    await mention(lender, id_, agent, expert, 2)
    assert await mentioned(expert) == ({key: True}, 1), "asked again, it is new again"
    await lender.do(api.resolve, id_, agent.actor, api.WrapUp())
    assert await mentioned(expert) == ({key: True}, 1), "nor is it lost when it ends before"
    await expert.call("POST", f"/conversations/{key}/reads", {"seq": 0})
    assert await mentioned(expert) == ({}, 0)


async def test_who_goes_idle_gives_back_those_who_wait(lender):
    agent, colleague = await lender.desk("li"), await lender.desk("wu", online=False)
    waits, _ = await lender.held(agent)
    answered, _ = await lender.held(agent)
    said = {"client_id": "reply-00001", "text": "您好，请稍等"}
    assert (await agent.call("POST", f"/conversations/{answered}/messages", said)).status_code == 201
    away = await agent.call("PUT", "/presence", {"state": "away", "reason": "idle"})
    assert (away.status_code, away.json()["state"]) == (200, "away")
    assert await agent.ids(view="mine") == [str(answered)], "who has their answer stays"
    assert await colleague.ids(view="unassigned") == [str(waits)]
    back = (await colleague.get(f"/conversations/{waits}"))["handovers"][-1]
    assert (back["to"], back["reason"]) == ("queue", "agent_away")


async def test_who_says_that_they_go_keeps_what_they_hold(lender):
    agent = await lender.desk("li")
    id_, _ = await lender.held(agent)
    await agent.call("PUT", "/presence", {"state": "away"})
    assert await agent.ids(view="mine") == [str(id_)]
