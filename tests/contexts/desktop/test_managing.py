"""What supervisors and admins do by the API: presence of the team, catalogues, settings, the board."""

from uuid import UUID

from sqlalchemy import update

from tandem.contexts.conversations import api
from tandem.contexts.conversations.api import tables
from tandem.kit.ids import new_id

NOBODY = str(UUID(int=1))


async def test_a_supervisor_manages_the_presence_of_the_own_team(lender):
    team = await lender.team()
    boss = await lender.desk("zhou", "supervisor", team_id=team)
    mine, other = await lender.desk("li", team_id=team), await lender.desk("wu")
    changed = await boss.call("PUT", f"/agents/{mine.id}/presence", {"state": "away"})
    assert (changed.status_code, changed.json()["state"]) == (200, "away")
    for target in (other.id, NOBODY):
        answer = await boss.call("PUT", f"/agents/{target}/presence", {"state": "away"})
        assert (answer.status_code, answer.json()["code"]) == (404, "agent_not_found")
    assert (await mine.call("PUT", f"/agents/{other.id}/presence", {"state": "away"})).status_code == 403


async def test_catalogue_and_canned_replies(lender):
    agent, boss = await lender.desk("li"), await lender.desk("zhou", "supervisor")
    assert [q["name"] for q in await agent.get("/queues")] == ["在线客服"]
    assert {a["name"] for a in await agent.get("/agents", available=True)} == {"Li", "Zhou"}
    assert await agent.get("/dispositions") == []
    assert (await agent.call("POST", "/labels", {"name": "x"})).status_code == 403
    assert (await boss.call("POST", "/labels", {"name": "x"})).status_code == 201
    again = await boss.call("POST", "/labels", {"name": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "label_exists")
    own = {"shortcut": "hi", "title": "问候", "text": "您好，100% 为您服务"}
    mine = (await agent.call("POST", "/canned-replies", own)).json()
    assert (await agent.call("POST", "/canned-replies", own)).json()["code"] == "shortcut_taken"
    assert (await agent.call("POST", "/canned-replies", {**own, "scope": "shared"})).status_code == 403
    shared = (await boss.call("POST", "/canned-replies", {**own, "scope": "shared"})).json()
    assert {r["id"] for r in await agent.get("/canned-replies", q="100%")} == {mine["id"], shared["id"]}
    assert [r["id"] for r in await boss.get("/canned-replies")] == [shared["id"]]
    for desk, reply in ((agent, shared), (boss, mine)):
        for method, body in (("PATCH", {"title": "改"}), ("DELETE", None)):
            assert (await desk.call(method, f"/canned-replies/{reply['id']}", body)).status_code == 404
    assert (await agent.call("PATCH", f"/canned-replies/{mine['id']}", {"title": "改"})).json()[
        "title"
    ] == "改"
    assert (await agent.call("DELETE", f"/canned-replies/{mine['id']}")).status_code == 204


async def test_settings(lender):
    admin, agent = await lender.desk("zhou", "admin"), await lender.desk("li")
    body = {"key": "vip", "name": "贵宾", "idle_handback_s": 600, "skills": ["vip"]}
    made = await admin.call("POST", "/settings/queues", body)
    assert (made.status_code, made.json()["idle_handback_s"]) == (201, 600)
    id_ = made.json()["id"]
    changed = await admin.call("PUT", f"/settings/queues/{id_}", {"name": "贵宾厅"})
    assert (changed.json()["name"], changed.json()["idle_handback_s"]) == ("贵宾厅", None)
    assert (await admin.call("POST", "/settings/queues", body)).json()["code"] == "name_taken"
    assert (await admin.call("PUT", f"/settings/queues/{NOBODY}", {"name": "x"})).status_code == 404
    unknown = {**body, "key": "two", "calendar_id": NOBODY}
    assert (await admin.call("POST", "/settings/queues", unknown)).json()["code"] == "calendar_unknown"
    seat = {"queue_ids": [id_, id_], "capacity": 3, "skills": ["vip"]}
    assert (await admin.call("PUT", f"/settings/seats/{agent.id}", seat)).status_code == 200
    assert (await admin.get(f"/settings/seats/{agent.id}"))["queue_ids"] == [id_]
    checker = await lender.desk("qian", "qa", queues=[])
    refused = await admin.call("PUT", f"/settings/seats/{checker.id}", seat)
    assert (refused.status_code, refused.json()["code"]) == (409, "may_not_reply")
    assert (await admin.call("GET", f"/settings/seats/{checker.id}")).status_code == 404
    for target, body in ((NOBODY, seat), (str(agent.id), {"queue_ids": [NOBODY]})):
        assert (await admin.call("PUT", f"/settings/seats/{target}", body)).status_code == 404
    for method, path, body in (("POST", "/settings/queues", {"key": "x", "name": "x"}),
                               ("PUT", f"/settings/seats/{agent.id}", seat)):  # fmt: skip
        assert (await agent.call(method, path, body)).status_code == 403
    for definition in ({"x": 10**30}, {"zone": "\x00"}, {"zone": "Mars/Base"}):
        answer = await admin.call("POST", "/settings/calendars", {"name": "n", "definition": definition})
        assert answer.status_code == 422, (definition, answer.text)


async def test_the_board(lender):
    boss, agent = await lender.desk("zhou", "admin"), await lender.desk("li")
    await lender.waiting()
    await lender.held(agent)
    await lender.do(api.reply_as_bot, (await lender.talk())[0], client_id=new_id().hex, text="您好")
    board = await boss.get("/board")
    (queue,) = board["queues"]
    assert (queue["waiting"], queue["in_service"], queue["offered_today"], queue["answered_today"]) == (
        1,
        1,
        2,
        1,
    )
    assert queue["service_level"] == 1.0
    assert (board["totals"]["bot_answered_today"], board["totals"]["handed_over_today"]) == (1, 2)
    assert {a["name"]: a["load"] for a in board["agents"]} == {"Li": 1, "Zhou": 0}
    assert len(board["waiting"]) == 1
    assert len(board["series"]) in (60, 61)
    silent, _ = await lender.waiting()
    async with lender.db.transaction() as tx:
        seated = update(tables.conversation).where(tables.conversation.c.id == silent)
        await tx.execute(seated.values(controller="silent_seat"))
    board = await boss.get("/board")
    assert len(board["waiting"]) == board["totals"]["waiting"] == 1, "list and tile count the same"
    assert (await agent.call("GET", "/board")).status_code == 403
    team = await lender.team()
    supervisor = await lender.desk("chen", "supervisor", team_id=team)
    await lender.desk("wu", team_id=team)
    agents = (await supervisor.get("/board"))["agents"]
    assert {a["name"] for a in agents if a["manageable"]} == {"Chen", "Wu"}, "the own team"
    assert all(a["manageable"] for a in (await boss.get("/board"))["agents"])
