"""What staff do by the API: every endpoint, who may, what is written down, and what bad input gets."""

import asyncio
from datetime import timedelta
from uuid import UUID

from tandem.contexts.conversations import api
from tandem.contexts.conversations.actions.routing import route

NOBODY = str(UUID(int=1))
HUGE = "字" * 10_001


def soon(lender, hours=1):
    return (lender.db.clock.now() + timedelta(hours=hours)).isoformat()


async def test_a_day_at_the_desk(lender):
    """Every action's happy path, one after the other, and the trail that it leaves."""
    agent, colleague = await lender.desk("li"), await lender.desk("wu")
    boss = await lender.desk("zhou", "admin")
    label = (await boss.call("POST", "/labels", {"name": "VIP"})).json()["id"]
    reason = await lender.do(api.create_disposition, "repay", "还款咨询", "Repayment")
    id_, _ = await lender.waiting(says="怎么提前还款")
    at = f"/conversations/{id_}"

    async def did(desk, method, path, body=None, status=200, **expected):
        answer = await desk.call(method, f"{at}{path}", body)
        assert answer.status_code == status, (path, answer.text)
        shown = answer.json() if answer.content else {}
        for key, value in expected.items():
            assert shown[key] == value, (path, key)
        return shown

    await did(agent, "POST", "/claim", controller="agent")
    await did(agent, "POST", "/messages", {"client_id": "reply-0001", "text": "您好"}, 201, role="agent")
    await did(agent, "POST", "/notes", {"client_id": "note-00001", "text": "VIP客户"}, 201, audience="staff")
    await did(agent, "POST", "/reads", {"seq": 99}, 204)
    await did(agent, "PUT", "/priority", {"priority": "high"}, priority="high")
    shown = await did(agent, "PUT", "/labels", {"label_ids": [label]})
    assert [one["name"] for one in shown["labels"]] == ["VIP"]
    assert (await did(agent, "POST", "/snooze", {"until": soon(lender)}))["status"] == "snoozed"
    assert (await did(agent, "DELETE", "/snooze"))["status"] == "open"
    await did(agent, "POST", "/transfer", {"agent_id": str(colleague.id), "comment": "请接"})
    await did(colleague, "POST", "/requeue", {}, controller="queue")
    await did(boss, "PUT", "/assignment", {"agent_id": str(agent.id)}, controller="agent")
    await did(boss, "POST", "/takeover", controller="agent")
    await did(boss, "POST", "/handback", {"comment": "机器人继续"}, controller="bot", agent=None)
    await did(agent, "POST", "/claim", controller="agent")
    wrap_up = {
        "disposition_id": str(reason),
        "summary": "已解答",
        "resolved": True,
        "fields": {"电话": "是", "n": 1},
    }
    await did(agent, "POST", "/resolution", {"wrap_up": wrap_up}, 201, controller="bot")
    detail = await agent.get(at)
    assert detail["wrap_up"]["disposition"]["name"] == "还款咨询"
    assert (await did(agent, "DELETE", "/resolution"))["status"] == "open"
    assert await lender.audit(id_, agent.actor) == [
        f"conversation.{what}"
        for what in ("claimed", "replied", "noted", "prioritised", "labelled", "snoozed", "woken", "transferred",
                     "claimed", "resolved", "read", "reopened")
    ]  # fmt: skip
    assert await lender.audit(id_, boss.actor) == [
        f"conversation.{what}" for what in ("assigned", "taken_over", "handed_back")
    ]


async def test_the_thread_and_the_transcript(lender):
    agent = await lender.desk("li")
    id_, _ = await lender.held(agent, says="第一句\n第二行")
    await lender.do(api.note, id_, agent.actor, client_id="note-00001", text="内部备注")
    page = await agent.get(f"/conversations/{id_}/messages", limit=2)
    assert page["has_more"] is True
    older = await agent.get(f"/conversations/{id_}/messages", before=page["items"][0]["seq"])
    rest = await agent.get(f"/conversations/{id_}/messages", after=older["items"][-1]["seq"])
    assert rest["items"] == page["items"]
    as_text = await agent.call("GET", f"/conversations/{id_}/transcript")
    assert "第一句" in as_text.text
    assert "private note" in as_text.text
    assert "attachment" in as_text.headers["content-disposition"]
    as_json = await agent.get(f"/conversations/{id_}/transcript", format="json")
    assert [m["seq"] for m in as_json] == list(range(1, len(as_json) + 1))
    assert await lender.audit(id_, agent.actor) == ["conversation.read"] * 3 + ["conversation.exported"] * 2


async def test_offers_and_presence(lender):
    agent = await lender.desk("li")
    await lender.waiting()
    await route(lender.db, {})
    (offer,) = await agent.get("/offers")
    assert (await agent.call("POST", f"/offers/{offer['id']}/refusal", {"reason": "忙"})).status_code == 204
    assert (await agent.call("POST", f"/offers/{offer['id']}/refusal", {})).status_code == 204
    gone = await agent.call("POST", f"/offers/{offer['id']}/acceptance")
    assert (gone.status_code, gone.json()["code"]) == (409, "offer_gone")
    await lender.waiting()
    await route(lender.db, {})
    (offer,) = await agent.get("/offers")
    for _ in range(2):
        taken = await agent.call("POST", f"/offers/{offer['id']}/acceptance")
        assert (taken.status_code, taken.json()["agent"]["id"]) == (201, str(agent.id))
    assert (await agent.get("/presence"))["load"] == 1
    away = await agent.call("PUT", "/presence", {"state": "away", "reassign": True})
    assert (away.json()["state"], away.json()["load"]) == ("away", 0)
    assert (await agent.call("PUT", "/presence", {"state": "asleep"})).status_code == 422
    assert (await agent.call("POST", f"/offers/{NOBODY}/acceptance")).status_code == 409


async def test_conflicts_say_why(lender):
    agent, colleague = await lender.desk("li", capacity=1), await lender.desk("wu")
    id_, _ = await lender.held(colleague)
    boss = await lender.desk("zhou", "supervisor")
    taken, _ = await lender.waiting()
    await lender.do(api.claim, taken, agent.actor)
    free, _ = await lender.waiting()

    async def refused(desk, method, path, body=None):
        answer = await desk.call(method, path, body)
        return answer.status_code, answer.json()["code"]

    assert await refused(agent, "POST", f"/conversations/{free}/claim") == (409, "capacity_full")
    answer = await boss.call("POST", f"/conversations/{id_}/claim")
    # A supervisor of another team does not even see it.
    assert (answer.status_code, answer.json()["code"]) == (404, "conversation_not_found")
    chief = await lender.desk("chen", "admin")
    answer = await chief.call("POST", f"/conversations/{id_}/claim")
    assert answer.json()["agent"] == {"id": str(colleague.id), "name": "Wu"}
    body = {"client_id": "reply-0001", "text": "我也来"}
    assert await refused(chief, "POST", f"/conversations/{id_}/messages", body) == (409, "not_controller")
    assert await refused(colleague, "DELETE", f"/conversations/{id_}/snooze") == (409, "wrong_state")
    assert await refused(colleague, "DELETE", f"/conversations/{id_}/resolution") == (409, "wrong_state")
    await lender.do(api.change_presence, agent.id, "offline", agent.actor)
    body = {"agent_id": str(agent.id)}
    assert await refused(chief, "PUT", f"/conversations/{id_}/assignment", body) == (
        422,
        "agent_not_available",
    )


async def test_the_same_client_id_is_answered_with_the_first_result(lender):
    agent = await lender.desk("li")
    id_, _ = await lender.held(agent)
    for path, client_id in (("messages", "reply-0001"), ("notes", "note-00001")):
        answers = await asyncio.gather(
            *(
                agent.call("POST", f"/conversations/{id_}/{path}", {"client_id": client_id, "text": f"{n}"})
                for n in range(4)
            )
        )
        assert sorted(a.status_code for a in answers) == [200, 200, 200, 201]
        assert len({a.json()["id"] for a in answers}) == 1


async def test_bulk_does_what_it_can(lender):
    boss, agent = await lender.desk("zhou", "admin"), await lender.desk("li", capacity=1)
    ids = [str((await lender.waiting())[0]) for _ in range(3)]
    body = {"ids": [*ids, ids[0], NOBODY], "action": "assign", "agent_id": str(agent.id)}
    results = (await boss.call("POST", "/conversations/bulk", body)).json()["results"]
    assert [(r["id"], r["ok"], r.get("code")) for r in results] == [
        (ids[0], True, None),
        (ids[1], False, "capacity_full"),
        (ids[2], False, "capacity_full"),
        (NOBODY, False, "conversation_not_found"),
    ]
    for action, more in (("priority", {"priority": "low"}), ("label", {"label_ids": []}), ("resolve", {})):
        body = {"ids": ids, "action": action, **more}
        answer = await boss.call("POST", "/conversations/bulk", body)
        assert all(r["ok"] for r in answer.json()["results"]), action
    assert len(await lender.audit(UUID(ids[1]), boss.actor)) == 3
    for body in ({"ids": [], "action": "resolve"}, {"ids": [NOBODY] * 101, "action": "resolve"}):
        assert (await boss.call("POST", "/conversations/bulk", body)).status_code == 422
    without = await boss.call("POST", "/conversations/bulk", {"ids": ids[:1], "action": "assign"})
    assert without.json()["results"][0]["ok"] is False


WRITES = [
    ("POST", "messages", {"client_id": "reply-0001", "text": "x"}),
    ("POST", "notes", {"client_id": "note-00001", "text": "x"}),
    ("POST", "claim", None),
    ("PUT", "assignment", {"agent_id": NOBODY}),
    ("POST", "transfer", {"queue_id": NOBODY}),
    ("POST", "requeue", {}),
    ("POST", "handback", {}),
    ("POST", "takeover", None),
    ("POST", "snooze", {"until": "2999-01-01T00:00:00Z"}),
    ("DELETE", "snooze", None),
    ("POST", "resolution", {}),
    ("DELETE", "resolution", None),
    ("PUT", "priority", {"priority": "low"}),
    ("PUT", "labels", {"label_ids": []}),
    ("POST", "reads", {"seq": 1}),
    ("POST", "attachments", None),
    ("GET", "", None),
    ("GET", "messages", None),
    ("GET", "transcript", None),
]


async def test_what_one_may_not_see_does_not_exist(lender):
    """For every route: somebody else's conversation and an unknown id give the same 404, and leave no trace."""
    other = await lender.do(api.create_queue, "other", "投诉")
    agent, owner = await lender.desk("li"), await lender.desk("wu", queues=[other])
    id_, _ = await lender.held(owner, queue="other")
    before = await lender.do(api.get, id_)
    for method, path, body in WRITES:
        for target in (str(id_), NOBODY):
            answer = await agent.call(method, f"/conversations/{target}/{path}".rstrip("/"), body)
            assert (answer.status_code, answer.json()["code"]) == (404, "conversation_not_found"), path
    assert await lender.do(api.get, id_) == before
    assert await lender.audit(id_, agent.actor) == []


async def test_every_change_needs_the_csrf_token_and_a_session(lender):
    agent = await lender.desk("li")
    id_, _ = await lender.held(agent)
    before = await lender.do(api.get, id_)
    others = [("POST", "/conversations/bulk", {"ids": [str(id_)], "action": "resolve"}), ("POST", "/labels", {}),
              ("PUT", "/presence", {"state": "away"}), ("POST", "/canned-replies", {})]  # fmt: skip
    routes = [(m, f"/conversations/{id_}/{p}", b) for m, p, b in WRITES if m != "GET"] + others
    for method, path, body in routes:
        answer = await agent.call(method, path, body, headers={})
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf"), path
        answer = await agent.call(method, path, body, headers={"X-CSRF-Token": agent.csrf, "Cookie": ""})
        assert answer.status_code in (401, 403, 404, 409, 422), path
    assert (await lender.do(api.get, id_)).status == before.status


async def test_readers_read(lender):
    reader = await lender.desk("qin", "qa", queues=[])
    id_, _ = await lender.waiting()
    assert (await reader.get(f"/conversations/{id_}"))["allowed"] == ["note", "transcript"]
    for method, path, body in WRITES:
        if method == "GET" or path in ("notes", "reads"):
            continue
        sent = {"queue_id": str(lender.queue_id)} if path == "transfer" else body
        if path == "snooze" and sent:
            sent = {"until": soon(lender)}
        answer = await reader.call(method, f"/conversations/{id_}/{path}", sent)
        assert answer.status_code in (403, 409), (path, answer.text)
    for path in ("/presence", "/offers"):
        assert (await reader.call("GET", path)).status_code in (200, 403)


BAD = [
    ("POST", "messages", {"client_id": "reply-0001", "text": HUGE}),
    ("POST", "messages", {"client_id": "reply-0001", "text": "   "}),
    ("POST", "messages", {"client_id": "reply-0001"}),
    ("POST", "messages", {"client_id": "short", "text": "x"}),
    ("POST", "messages", {"client_id": "has blanks in", "text": "x"}),
    ("POST", "messages", {"client_id": "reply-0001", "text": "x", "reply_to": NOBODY}),
    ("POST", "messages", {"client_id": "reply-0001", "text": "x", "attachment_id": NOBODY}),
    ("POST", "messages", {"client_id": "reply-0001", "text": "x", "extra": 1}),
    ("POST", "notes", {"client_id": "note-00001", "text": "x", "mentions": [NOBODY]}),
    ("POST", "notes", {"client_id": "note-00001", "text": "\x00"}),
    ("PUT", "assignment", {"agent_id": NOBODY}),
    ("PUT", "assignment", {"agent_id": "x"}),
    ("POST", "transfer", {}),
    ("POST", "transfer", {"queue_id": NOBODY, "agent_id": NOBODY}),
    ("POST", "snooze", {"until": "2001-01-01T00:00:00Z"}),
    ("POST", "snooze", {"until": "9999-12-31T23:59:59-14:00"}),
    ("POST", "snooze", {"until": "2999-01-01T00:00:00"}),
    ("PUT", "priority", {"priority": "highest"}),
    ("PUT", "labels", {"label_ids": [NOBODY]}),
    ("POST", "resolution", {"wrap_up": {"disposition_id": NOBODY}}),
    ("POST", "resolution", {"wrap_up": {"summary": "x" * 2001}}),
    ("POST", "resolution", {"wrap_up": {"fields": {"x": "\x00"}}}),
    ("POST", "reads", {"seq": -1}),
    ("POST", "reads", {"seq": 10**30}),
]


async def test_bad_input_is_refused_and_nothing_is_stored(lender):
    agent = await lender.desk("li", "agent", "supervisor")
    id_, _ = await lender.held(agent)
    before = await lender.do(api.get, id_)
    for method, path, body in BAD:
        answer = await agent.call(method, f"/conversations/{id_}/{path}", body)
        assert answer.status_code == 422, (path, body, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    assert await lender.do(api.get, id_) == before


async def test_broken_bodies_are_refused(lender):
    agent = await lender.desk("li")
    id_, _ = await lender.held(agent)
    headers = {"X-CSRF-Token": agent.csrf, "Content-Type": "application/json"}
    for raw in (b'{"client_id": "reply-0001", "text": "\\ud800"}', b'\xff\xfe{"text"', b"{", b"[]"):
        for path in ("messages", "notes"):
            url = f"/api/v1/conversations/{id_}/{path}"
            answer = await agent.http.post(url, content=raw, headers=headers)
            assert answer.status_code in (400, 422), (raw, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"


async def test_wrap_up_fields_hold_any_plain_value(lender):
    agent = await lender.desk("li")
    for value in (10**30, -(10**25), 1.5, True, None, "字" * 2000):
        id_, _ = await lender.held(agent)
        body = {"wrap_up": {"fields": {"x": value}}}
        answer = await agent.call("POST", f"/conversations/{id_}/resolution", body)
        assert answer.status_code == 201, answer.text


async def test_an_attachment_is_kept_and_sent(lender):
    agent = await lender.desk("li")
    id_, _ = await lender.held(agent)
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001"
        "e221bc330000000049454e44ae426082"
    )
    answer = await agent.http.post(
        f"/api/v1/conversations/{id_}/attachments", files={"file": ("a.png", png, "image/png")},
        headers={"X-CSRF-Token": agent.csrf},
    )  # fmt: skip
    assert answer.status_code == 201, answer.text
    kept = answer.json()
    sent = await agent.call(
        "POST", f"/conversations/{id_}/messages", {"client_id": "reply-0001", "attachment_id": kept["id"]}
    )
    shown = sent.json()
    assert (shown["kind"], shown["payload"]["attachment"]["name"]) == ("image", "a.png")
    assert (await agent.http.get(shown["payload"]["attachment"]["url"])).content == png
    assert await lender.audit(id_, agent.actor) == ["conversation.attached", "conversation.replied"]
