"""The staff's routes of webhooks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.contexts.integrations.conftest import INTERNAL, SEALED, SYSTEM, World
from tests.far_end import answer

from tandem.contexts.access.api import AccessOptions, Gate, create_staff, install
from tandem.contexts.access.endpoints import router as access_router
from tandem.contexts.integrations.catalogue import CATALOGUE
from tandem.contexts.integrations.endpoints import router
from tandem.kit.http import problems
from tandem.kit.outbound import Internal

NEW = {
    "name": "客户关系系统",
    "url": "https://crm.example.com/hooks",
    "event_types": ["conversation.created"],
}


def application(world: World, internal: Internal) -> FastAPI:
    app = FastAPI()
    problems.install(app)
    app.state.db = world.db
    install(app, Gate(AccessOptions(secret=b"x" * 32, cheap_passwords=True, rate_limits=False)))
    app.include_router(access_router(), prefix="/api/v1")
    app.include_router(router(SEALED, internal), prefix="/api/v1")
    return app


@asynccontextmanager
async def signed_in(world: World, internal: Internal, role: str) -> AsyncIterator[httpx.AsyncClient]:
    app = application(world, internal)
    made = await app.state.access.passwords.hash("correct horse 42")
    async with world.db.transaction() as tx:
        await create_staff(tx, SYSTEM, username=role, name="周晓岚", roles=[role], password_hash=made)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test/api/v1") as client:
        session = await client.post("/session", json={"username": role, "password": "correct horse 42"})
        client.headers["X-CSRF-Token"] = session.json()["csrf_token"]
        yield client


@pytest.fixture
async def desk(world: World) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(world, INTERNAL, "admin") as client:
        yield client


async def test_from_making_to_removing(world: World, desk: httpx.AsyncClient) -> None:
    made = (await desk.post("/webhooks", json=NEW)).json()
    assert made["secret"].startswith("whsec_")
    (listed,) = (await desk.get("/webhooks")).json()
    assert "secret" not in str(listed["url"]) + str(listed.keys() - {"former_secret_until"})
    assert (listed["state"], listed["created_by"]) == ("active", "周晓岚")
    path = f"/webhooks/{made['id']}"
    change = {"url": world.far.url, "event_types": ["conversation.resolved", "conversation.created"]}
    assert (await desk.patch(path, json=change)).status_code == 204
    for step, state in (("pause", "paused"), ("resume", "active")):
        assert (await desk.post(f"{path}/{step}")).status_code == 204
        assert (await desk.get("/webhooks")).json()[0]["state"] == state
    assert (await desk.post(f"{path}/secret")).json()["secret"] != made["secret"]
    (listed,) = (await desk.get("/webhooks")).json()
    assert listed["former_secret_until"] is not None
    assert listed["event_types"] == ["conversation.created", "conversation.resolved"]
    assert (await desk.delete(path)).status_code == 204
    assert (await desk.get("/webhooks")).json() == []
    assert (await desk.get(f"{path}/deliveries")).json()["code"] == "webhook_not_found"


async def test_the_log_shows_what_was_said_but_not_what_may_only_be_told(
    world: World, desk: httpx.AsyncClient
) -> None:
    endpoint = await world.endpoint("customer.bound", discloses=("borrower_number",))
    from tandem.contexts.customers.events import CustomerBound

    customer = await world.customer()
    bound = CustomerBound(subject_id=customer, customer_id=customer, borrower="HS2031318", proof="code")
    world.far.answers = [answer(500, b"oops \xff\x00"), 204]
    await world.happens(bound)
    await world.settle()
    assert world.told()[0]["data"]["borrower_number"] == "HS2031318"
    (row,) = (await desk.get(f"/webhooks/{endpoint}/deliveries?state=open")).json()["items"]
    assert (row["status"], row["error"], row["state"]) == (500, "status_500", "queued")
    # It waits for its next try: whoever has mended the far end need not.
    assert (await desk.post(f"/webhook-deliveries/{row['id']}/resend")).status_code == 204
    busy = await desk.post(f"/webhook-deliveries/{row['id']}/resend")
    assert (busy.status_code, busy.json()["code"]) == (409, "webhook_delivery_open")
    await world.settle()
    assert (await desk.post(f"/webhook-deliveries/{row['id']}/resend")).status_code == 204
    await world.settle()
    assert len(world.far.heard) == 3
    detail = (await desk.get(f"/webhook-deliveries/{row['id']}")).json()
    assert detail["body"]["data"]["borrower_number"] == "******318"
    assert [one["status"] for one in detail["attempts"]] == [500, 204, 204]
    assert detail["attempts"][0]["answer"].startswith("oops")
    assert detail["webhook_id"] == world.far.heard[0].headers["webhook-id"]
    assert detail["resent"]
    assert "webhook.delivery_read" in await world.audited()


async def test_the_log_is_filtered_and_paged(world: World, desk: httpx.AsyncClient) -> None:
    endpoint = await world.endpoint("conversation.created", "customer.unblocked")
    conversations = [await world.conversation() for _ in range(5)]
    await world.settle()
    path = f"/webhooks/{endpoint}/deliveries"
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = (await desk.get(path, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [item["subject_id"] for item in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert sorted(seen) == sorted(str(one) for one in conversations)
    for params, n in (
        ({"state": "delivered"}, 5),
        ({"state": "dead"}, 0),
        ({"event_type": "customer.unblocked"}, 0),
        ({"subject_id": str(conversations[0])}, 1),
    ):
        assert len((await desk.get(path, params=params)).json()["items"]) == n, params
    assert (await desk.get(path, params={"cursor": "x"})).status_code == 422


async def test_a_test_shows_at_once_what_comes_back(world: World, desk: httpx.AsyncClient) -> None:
    endpoint = await world.endpoint()
    made = (await desk.post(f"/webhooks/{endpoint}/test")).json()
    await world.settle()
    detail = (await desk.get(f"/webhook-deliveries/{made['delivery_id']}")).json()
    assert (detail["state"], detail["status"], detail["event_type"]) == ("delivered", 204, "webhook.test")
    assert (await desk.post(f"/webhooks/{endpoint}/resend-dead")).json() == {"deliveries": 0}
    await desk.post(f"/webhooks/{endpoint}/pause")
    stopped = await desk.post(f"/webhooks/{endpoint}/test")
    assert (stopped.status_code, stopped.json()["code"]) == (409, "webhook_stopped")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"url": "http://crm.example.com/"}, "webhook_url", "url"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "webhook_url", "url"),
        ({"url": "https://10.0.0.5/"}, "webhook_url", "url"),
        ({"url": "https://a:b@crm.example.com/"}, "webhook_url", "url"),
        ({"url": "gopher://crm.example.com/"}, "webhook_url", "url"),
        ({"event_types": []}, "invalid", "event_types"),
        ({"event_types": ["conversation.guessed"]}, "invalid", "event_types"),
        ({"discloses": ["everything"]}, "invalid", "discloses.0"),
        ({"name": "a\nb"}, "invalid", "name"),
    ],
)
async def test_what_is_refused(desk: httpx.AsyncClient, body: Any, code: str, field: str) -> None:
    answer_ = await desk.post("/webhooks", json=NEW | body)
    assert (answer_.status_code, answer_.json()["code"]) == (422, code)
    assert answer_.json()["errors"][0]["field"] == field


async def test_the_catalogue_is_whole(desk: httpx.AsyncClient) -> None:
    listed = (await desk.get("/webhook-events", headers={"Accept-Language": "zh-CN"})).json()
    assert [one["type"] for one in listed] == list(CATALOGUE)
    assert listed[0]["title"] == "会话开始"
    assert listed[1]["json_schema"]["properties"]["data"]["required"][0] == "conversation_id"


async def test_others_see_nothing_of_it(world: World) -> None:
    endpoint = await world.endpoint()
    async with signed_in(world, INTERNAL, "supervisor") as client:
        for method, path in (
            ("GET", "/webhooks"), ("POST", "/webhooks"), ("GET", "/webhook-events"),
            ("DELETE", f"/webhooks/{endpoint}"),
            ("GET", f"/webhooks/{endpoint}/deliveries"), ("POST", f"/webhooks/{endpoint}/test"),
        ):  # fmt: skip
            assert (await client.request(method, path, json=NEW)).status_code == 403, path


async def test_there_is_an_end_to_it(desk: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.contexts.integrations.actions.managing.MOST", 1)
    assert (await desk.post("/webhooks", json=NEW)).status_code == 201
    assert (await desk.post("/webhooks", json=NEW)).json()["code"] == "too_many_webhooks"
