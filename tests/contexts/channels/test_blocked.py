"""A blocked customer at the door: told plainly, keeps what they have, and can always complain."""

from uuid import UUID

import pytest

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.subscribers import subscriptions
from tandem.contexts.customers import api as customers
from tandem.kit.ids import new_id

from .conftest import Visitor, World
from .test_attachments import kept, png, upload

BOSS = Actor("staff", new_id(), "周敏", permissions_of(["supervisor"]))


async def block(visitor: Visitor, days: int | None = 1) -> customers.Block:
    async with visitor.world.db.transaction() as tx:
        return await customers.block(tx, UUID(visitor.id), BOSS, reason="abuse", days=days)


async def blocked(world: World, days: int | None = 1) -> Visitor:
    visitor = await world.visitor()
    assert (await visitor.say("在吗")).status_code == 201
    await block(visitor, days)
    return visitor


@pytest.mark.parametrize("days", [1, None])
async def test_a_message_is_refused_with_words_a_time_and_the_way_to_complain(
    world: World, days: int | None
) -> None:
    visitor = await blocked(world, days)
    answer = await visitor.say("骂人的话")
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == "customer_blocked"
    assert (problem["until"] is None) == (days is None)
    assert "投诉" in problem["detail"]
    assert "12378" in problem["detail"]
    items = (await visitor.call("GET", visitor.path("messages"))).json()["items"]
    assert [item["text"] for item in items] == ["在吗"]


async def test_what_a_block_forbids(world: World) -> None:
    visitor = await blocked(world)
    before = await kept(world)
    refused = [
        await visitor.call("POST", visitor.path("handoff")),
        await upload(visitor, "截图.png", png(), "image/png"),
        await visitor.call(
            "POST",
            "/offline-messages",
            {"client_id": "client-0009", "contact": "13800000000", "text": "回电"},
        ),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [
        (403, "customer_blocked")
    ] * 3
    assert await kept(world) == before


async def test_what_it_leaves(world: World) -> None:
    visitor = await blocked(world)
    left = [
        await visitor.call("GET", visitor.path()),
        await visitor.call("GET", visitor.path("messages")),
        await visitor.call("POST", visitor.path("reads"), {"seq": 1}),
        await visitor.call("POST", visitor.path("rating"), {"score": 1, "comment": "态度不好"}),
        await visitor.call("POST", "/conversations", {"client_id": new_id().hex}),
    ]
    assert [answer.status_code for answer in left] == [200, 200, 204, 201, 200]
    assert left[4].json()["id"] == visitor.conversation["id"], "the open conversation stays open"


async def test_no_new_conversation_begins(world: World) -> None:
    visitor = await world.visitor(opened=False)
    await block(visitor)
    answer = await visitor.call("POST", "/conversations", {"client_id": new_id().hex})
    assert (answer.status_code, answer.json()["code"]) == (403, "customer_blocked")


async def test_the_conversation_says_so_and_takes_it_back(world: World) -> None:
    visitor = await world.visitor()
    assert (await visitor.call("GET", visitor.path())).json()["blocked"] is None
    made = await block(visitor)
    assert made.until is not None
    until = made.until.isoformat().replace("+00:00", "Z")
    assert (await visitor.call("GET", visitor.path())).json()["blocked"] == {"until": until}
    async with visitor.listening() as heard:
        assert (await heard.hear())["conversation"]["blocked"] == {"until": until}
    async with world.db.transaction() as tx:
        await customers.lift(tx, made.id, BOSS)
    assert (await visitor.call("GET", visitor.path())).json()["blocked"] is None
    assert (await visitor.say("谢谢")).status_code == 201


async def test_an_open_page_hears_it_at_once(world: World) -> None:
    from sqlalchemy import text

    from tandem.kit.events import Recorded

    visitor = await world.visitor()
    handler = next(s.handler for s in subscriptions(world.db) if s.kind == "customers.blocked")
    async with visitor.listening() as heard:
        await heard.hear()
        await block(visitor)
        async with world.db.transaction() as tx:
            row = (await tx.execute(text("SELECT * FROM event WHERE kind = 'customers.blocked'"))).one()
        await handler(Recorded(row.id, row.at, row.kind, row.subject_id, row.actor, (), row.data))
        frames = await heard.until(lambda f: f["type"] == "conversation" and f["conversation"]["blocked"])
    lines = [f["message"]["payload"].get("event") for f in frames if f["type"] == "message"]
    assert lines == ["customer_blocked"]


async def test_a_complaint_is_taken_and_goes_to_who_handles_complaints(world: World) -> None:
    visitor = await blocked(world, days=None)
    body = {
        "client_id": "complain-01", "name": "王女士", "contact": "13800000000", "text": "催收电话打到我单位了"
    }  # fmt: skip
    answers = [await visitor.call("POST", "/complaints", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == {"conversation_id": visitor.conversation["id"]}
    items = (await visitor.call("GET", visitor.path("messages"))).json()["items"]
    written = [item["text"] for item in items if item["role"] == "customer"]
    assert len(written) == 2
    assert "催收电话打到我单位了" in written[1]
    assert "13800000000" in written[1]
    async with world.db.transaction() as tx:
        conversation = await conversations.get(tx, visitor.conversation_id)
        queue = await conversations.queue_by_key(tx, "complaint")
    assert (conversation.controller, conversation.queue_id) == ("queue", queue.id)
    assert conversation.priority == 2


async def test_a_complaint_opens_a_conversation_where_there_is_none(world: World) -> None:
    visitor = await world.visitor(opened=False)
    await block(visitor)
    body = {"client_id": "complain-02", "contact": "13800000000", "text": "多扣了我一期"}
    assert (await visitor.call("POST", "/complaints", body)).status_code == 201


async def test_complaints_do_not_flood(limited: World) -> None:
    visitor = await limited.visitor()
    await block(visitor)
    answers = [
        await visitor.call(
            "POST", "/complaints", {"client_id": f"complain-{n}0", "contact": "13800000000", "text": "投诉"}
        )
        for n in range(5)
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429, 429]
    assert "retry-after" in answers[4].headers


async def test_an_empty_complaint_is_refused(world: World) -> None:
    visitor = await world.visitor()
    body = {"client_id": "complain-03", "contact": "13800000000", "text": "  "}
    answer = await visitor.call("POST", "/complaints", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "empty_message")


async def test_the_site_says_where_else_to_complain(world: World) -> None:
    config = (await world.http.get("/api/v1/web/config", params={"site": "demo"})).json()
    assert config["complaint_text"] == "投诉请拨 400-000-0123"
    assert config["features"]["voice"] is True
