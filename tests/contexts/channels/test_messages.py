"""Conversations and messages over HTTP: once, in order, one's own only; bad input gets a clear answer."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.models import conversation_table, message_table
from tandem.kit.ids import new_id

from .conftest import World


async def test_one_open_conversation(world: World) -> None:
    visitor = await world.visitor(opened=False)
    missing = await visitor.call("GET", "/conversation")
    assert (missing.status_code, missing.json()["code"]) == (404, "no_conversation")
    answers = await asyncio.gather(
        *(visitor.call("POST", "/conversations", {"client_id": new_id().hex}) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    found = await visitor.call("GET", "/conversation")
    assert found.json() == answers[0].json()
    assert found.json()["controller"] == "bot"
    assert found.json()["queue"] is None


async def test_message_is_kept_once(world: World) -> None:
    visitor = await world.visitor()
    first = await visitor.say("怎么提前还款？", "client-0001")
    assert first.status_code == 201, first.text
    again = await visitor.say("怎么提前还款？", "client-0001")
    assert again.status_code == 200
    assert again.json() == first.json()
    message = first.json()
    assert (message["seq"], message["role"], message["kind"]) == (1, "customer", "text")
    assert message["text"] == "怎么提前还款？"
    assert message["client_id"] == "client-0001"
    listed = (await visitor.call("GET", visitor.path("messages"))).json()
    assert [m["id"] for m in listed["items"]] == [message["id"]]
    assert listed["has_more"] is False


async def test_the_same_message_at_once(world: World) -> None:
    visitor = await world.visitor()
    answers = await asyncio.gather(*(visitor.say("你好", "client-0001") for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_paging(world: World) -> None:
    visitor, agent = await world.visitor(), await world.agent()
    for number in range(4):
        await visitor.say(f"{number}")
    await world.reply(visitor, agent, "好的")
    await world.note(visitor, agent, "客户很着急")
    everything = (await visitor.call("GET", visitor.path("messages"))).json()["items"]
    assert "客户很着急" not in [m["text"] for m in everything]
    assert all("audience" not in m for m in everything)
    numbers = [m["seq"] for m in everything]
    assert numbers == sorted(numbers)
    page = (await visitor.call("GET", visitor.path("messages") + f"?after={numbers[1]}&limit=2")).json()
    assert ([m["seq"] for m in page["items"]], page["has_more"]) == (numbers[2:4], True)
    page = (await visitor.call("GET", visitor.path("messages") + f"?before={numbers[1]}&limit=2")).json()
    assert ([m["seq"] for m in page["items"]], page["has_more"]) == (numbers[:1], False)


async def test_somebody_elses_conversation_does_not_exist(world: World) -> None:
    owner, other = await world.visitor(), await world.visitor()
    await owner.say("秘密")
    paths = [
        ("GET", "", None),
        ("GET", "messages", None),
        ("POST", "messages", {"client_id": "client-0001", "text": "x"}),
        ("POST", "messages", {"client_id": "client-0001", "choice_id": "x"}),
        ("POST", "reads", {"seq": 1}),
        ("POST", "handoff", {}),
        ("DELETE", "handoff", None),
        ("POST", "rating", {"score": 5}),
        ("POST", "feedback", {"message_id": str(new_id()), "helpful": True}),
        ("POST", "attachments", None),
    ]
    for method, noun, body in paths:
        answer = await other.call(method, owner.path(noun), body)
        assert (answer.status_code, answer.json()["code"]) == (404, "conversation_not_found"), (method, noun)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": "hi"}, 422, "invalid"),
        ({"client_id": "short", "text": "hi"}, 422, "invalid"),
        ({"client_id": "has a blank", "text": "hi"}, 422, "invalid"),
        ({"client_id": "x" * 65, "text": "hi"}, 422, "invalid"),
        ({"client_id": "client-0001\n", "text": "hi"}, 422, "invalid"),
        ({"client_id": "client-0001"}, 422, "empty_message"),
        ({"client_id": "client-0001", "text": "  \n "}, 422, "empty_message"),
        ({"client_id": "client-0001", "text": "字" * 10_001}, 422, "message_too_long"),
        ({"client_id": "client-0001", "text": 5}, 422, "invalid"),
        ({"client_id": "client-0001", "text": "hi", "role": "agent"}, 422, "invalid"),
        ({"client_id": "client-0001", "choice_id": "nobody-offered"}, 422, "choice_unknown"),
        ({"client_id": "client-0001", "attachment_id": str(new_id())}, 422, "attachment_unknown"),
        ({"client_id": "client-0001", "attachment_id": "x"}, 422, "invalid"),
        ([], 422, "invalid"),
        ("hi", 422, "invalid"),
        (None, 422, "invalid"),
    ],
)
async def test_bad_messages(world: World, body: object, status: int, code: str) -> None:
    visitor = await world.visitor()
    answer = await visitor.call("POST", visitor.path("messages"), body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    async with world.db.transaction() as tx:
        kept = (await tx.execute(select(func.count()).select_from(message_table))).scalar_one()
    assert kept == 0


@pytest.mark.parametrize(
    "raw",
    [
        b'{"client_id": "client-0001", "text": "\xff\xfe"}',
        b'{"client_id": "client-0001", "text": "\\ud800"}',
        b"{",
        b"\x00",
        b"[" * 100_000,
        '{"client_id": "client-0001", "text": "你好"}'.encode("gb18030"),
    ],
)
async def test_bodies_that_cannot_be_read(world: World, raw: bytes) -> None:
    visitor = await world.visitor()
    answer = await world.http.post(
        f"/api/v1/web{visitor.path('messages')}",
        content=raw,
        headers={"Authorization": f"Bearer {visitor.token}", "Content-Type": "application/json"},
    )
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["code"] in ("bad_request", "invalid")


async def test_line_ends_are_made_one_kind(world: World) -> None:
    visitor = await world.visitor()
    assert (await visitor.say("a\r\nb\rc\vd")).json()["text"] == "a\nb\nc\nd"


@pytest.mark.parametrize("id_", ["x", "1", "00000000-0000-0000-0000-00000000000g"])
async def test_ids_that_are_none(world: World, id_: str) -> None:
    visitor = await world.visitor(opened=False)
    assert (await visitor.call("GET", f"/conversations/{id_}")).status_code == 422


async def test_choice(world: World) -> None:
    visitor = await world.visitor()
    options = [{"id": "early", "label": "提前还款"}, {"id": "none", "label": "都不是"}]
    await world.bot(visitor, "您想问哪个？", kind="choice", payload={"options": options})
    body = {"client_id": "client-0001", "choice_id": "early"}
    answer = await visitor.call("POST", visitor.path("messages"), body)
    assert answer.status_code == 201, answer.text
    assert answer.json()["text"] == "提前还款"
    assert answer.json()["payload"]["choice_id"] == "early"
    again = await visitor.call("POST", visitor.path("messages"), body)
    assert (again.status_code, again.json()) == (200, answer.json())


async def test_customers_are_limited(limited: World) -> None:
    visitor = await limited.visitor()
    answers = [await visitor.say(f"{n}") for n in range(9)]
    assert answers[0].status_code == 201
    assert answers[-1].status_code == 429
    assert answers[-1].json()["code"] == "too_many_messages"
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert (await (await limited.visitor()).say("我没发过")).status_code == 201


async def test_handoff_and_leaving(world: World) -> None:
    visitor, ahead = await world.visitor(), await world.visitor()
    await ahead.call("POST", ahead.path("handoff"))
    answer = await visitor.call("POST", visitor.path("handoff"), {"reason": "看不懂"})
    assert answer.status_code == 201, answer.text
    assert answer.json()["controller"] == "queue"
    assert answer.json()["queue"] == {"position": 2, "estimate_s": None}
    again = await visitor.call("POST", visitor.path("handoff"))
    assert again.json()["queue"]["position"] == 2
    left = await visitor.call("DELETE", visitor.path("handoff"))
    assert (left.status_code, left.json()["controller"], left.json()["queue"]) == (200, "bot", None)


async def test_closed_conversations(world: World) -> None:
    visitor, agent = await world.visitor(), await world.agent()
    await visitor.say("你好")
    await world.reply(visitor, agent, "您好")
    async with world.db.transaction() as tx:
        await conversations.resolve(
            tx, visitor.conversation_id, agent, conversations.WrapUp(None, None, True, {})
        )
    view = (await visitor.call("GET", visitor.path())).json()
    assert (view["status"], view["rating_requested"]) == ("resolved", True)
    assert (await visitor.say("还有一个问题")).status_code == 201
    assert (await visitor.call("GET", visitor.path())).json()["status"] == "open"
    async with world.db.transaction() as tx:
        await conversations.claim(tx, visitor.conversation_id, agent)
        await conversations.resolve(
            tx, visitor.conversation_id, agent, conversations.WrapUp(None, None, True, {})
        )
        await tx.execute(update(conversation_table).values(resolved_at=tx.now - timedelta(hours=25)))
    late = await visitor.say("一天以后")
    assert (late.status_code, late.json()["code"]) == (409, "conversation_closed")
    handoff = await visitor.call("POST", visitor.path("handoff"))
    assert handoff.status_code == 409


async def test_rating_once(world: World) -> None:
    visitor = await world.visitor()
    await visitor.say("你好")
    first = await visitor.call(
        "POST", visitor.path("rating"), {"score": 5, "comment": "很好", "tags": ["耐心"]}
    )
    assert (first.status_code, first.json()) == (201, {"score": 5})
    second = await visitor.call("POST", visitor.path("rating"), {"score": 1})
    assert (second.status_code, second.json()) == (200, {"score": 5})
    view = (await visitor.call("GET", visitor.path())).json()
    assert (view["rating"], view["rating_requested"]) == ({"score": 5}, False)
    for score in (0, 6, "5", 4.5, True, None):
        assert (await visitor.call("POST", visitor.path("rating"), {"score": score})).status_code == 422


async def test_feedback(world: World) -> None:
    visitor = await world.visitor()
    own = (await visitor.say("怎么还款")).json()
    await world.bot(visitor, "在App里还款", payload={"feedback": True})
    answer = (await visitor.call("GET", visitor.path("messages"))).json()["items"][-1]
    body = {"message_id": answer["id"], "helpful": False}
    assert (await visitor.call("POST", visitor.path("feedback"), body)).status_code == 204
    not_the_bots = await visitor.call("POST", visitor.path("feedback"), {**body, "message_id": own["id"]})
    assert (not_the_bots.status_code, not_the_bots.json()["code"]) == (404, "message_not_found")


async def test_reads_and_states(world: World) -> None:
    visitor, agent = await world.visitor(), await world.agent()
    await visitor.say("在吗")
    await world.reply(visitor, agent, "在的")
    items = (await visitor.call("GET", visitor.path("messages"))).json()["items"]
    assert items[0]["state"] == "read"  # answered, so seen
    assert items[-1]["state"] == "sent"
    last = items[-1]["seq"]
    assert (await visitor.call("POST", visitor.path("reads"), {"seq": 2_000_000_000})).status_code == 204
    assert (await visitor.call("GET", visitor.path())).json()["customer_read_seq"] == last
    items = (await visitor.call("GET", visitor.path("messages"))).json()["items"]
    assert items[-1]["state"] == "read"
    assert (await visitor.call("POST", visitor.path("reads"), {"seq": 10**12})).status_code == 422
    assert (await visitor.call("POST", visitor.path("reads"), {"seq": "1"})).status_code == 422


async def test_offline_message(world: World) -> None:
    visitor = await world.visitor(opened=False)
    body = {"client_id": "client-0001", "name": "李四", "contact": "13800000000", "text": "请回电"}
    first = await visitor.call("POST", "/offline-messages", body)
    assert first.status_code == 201, first.text
    again = await visitor.call("POST", "/offline-messages", body)
    assert (again.status_code, again.json()) == (200, first.json())
    visitor.conversation = (await visitor.call("GET", "/conversation")).json()
    assert visitor.conversation["controller"] == "queue"
    items = (await visitor.call("GET", visitor.path("messages"))).json()["items"]
    written = [m for m in items if m["role"] == "customer"]
    assert len(written) == 1
    assert written[0]["text"] == "请回电\n\n联系方式：李四，13800000000"
    async with world.db.transaction() as tx:
        conversation = await conversations.get(tx, visitor.conversation_id)
    assert conversation.customer_name == "李四"


async def test_silent_seat_looks_like_the_bot(world: World) -> None:
    visitor = await world.visitor()
    async with world.db.transaction() as tx:
        await tx.execute(update(conversation_table).values(controller="silent_seat"))
    view = (await visitor.call("GET", visitor.path())).json()
    assert (view["controller"], view["agent"]) == ("bot", None)


async def test_why_an_answer_was_let_out_is_not_for_customers(world: World) -> None:
    visitor = await world.visitor()
    async with world.db.transaction() as tx:
        conversation_id = (await tx.execute(select(conversation_table.c.id))).scalar_one()
        payload = {"policy": "draft", "confidence": 0.7, "feedback": True, "sources": []}
        await conversations.reply_as_bot(
            tx, conversation_id, client_id="bot-00000001", text="好的", payload=payload
        )
    page = (await visitor.call("GET", visitor.path("messages"))).json()
    assert page["items"][-1]["payload"] == {"feedback": True, "sources": []}


async def test_agents_are_names_only(world: World) -> None:
    visitor, agent = await world.visitor(), await world.agent("林静怡")
    await world.reply(visitor, agent, "您好")
    view = (await visitor.call("GET", visitor.path())).json()
    assert (view["controller"], view["agent"]) == ("agent", {"name": "林静怡"})


async def test_stray_control_characters_are_dropped_not_refused(world: World) -> None:
    visitor = await world.visitor()
    answer = await visitor.say("\b我的\x00额度\x7f什么时候\v可以用")
    assert answer.status_code == 201, answer.text
    assert answer.json()["text"] == "我的额度什么时候\n可以用"
