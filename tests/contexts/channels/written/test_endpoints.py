"""/channel-accounts over HTTP: what came in and is stuck can be seen and brought back."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from tandem.contexts.access.guards import current_caller
from tandem.contexts.channels.written.endpoints import router
from tandem.contexts.channels.written.models import inbox_table
from tandem.contexts.channels.written.ports import SendRefused
from tandem.contexts.channels.written.repository import inbox
from tandem.contexts.channels.written.setup import Field, Finding
from tandem.kit.http import problems


@pytest.fixture
async def desk(post):
    app = FastAPI()
    problems.install(app)
    app.state.db = post.db
    app.include_router(router(post.written.vault, post.written.channels))

    async def admin():
        return post.admin

    app.dependency_overrides[current_caller] = admin
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.test") as client:
        yield client


async def test_held_events_are_listed_page_by_page_retried_and_dropped(post, desk):
    for number in range(3):
        await post.hears(f"第{number}句", at=number)
    async with post.db.transaction() as tx:
        numbers = list((await tx.execute(select(inbox_table.c.id).order_by(inbox_table.c.id))).scalars())
        for number in numbers:
            await inbox.hold(tx, number, "customer_blocked")
    (account,) = (await desk.get("/channel-accounts")).json()
    assert (account["held_in"], account["incoming"]) == (3, 0)
    path = f"/channel-accounts/{account['id']}/held-events"
    first = (await desk.get(path, params={"limit": 2})).json()
    rest = (await desk.get(path, params={"limit": 2, "cursor": first["next"]})).json()
    assert [one["id"] for one in first["items"] + rest["items"]] == numbers[::-1]
    assert (rest["next"], "句" in str(first)) == (None, False)
    assert (await desk.post(f"/channel-events/{numbers[0]}/retry")).status_code == 204
    assert (await desk.post(f"/channel-events/{numbers[1]}/drop")).status_code == 204
    again = await desk.post(f"/channel-events/{numbers[1]}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "channel_event_not_held")
    assert (await desk.post("/channel-events/9223372036854775807/drop")).status_code == 404
    assert [state for state, _ in await post.events()] == ["received", "dropped", "held"]


async def test_dead_letters_are_sent_again_by_one_request(post, desk):
    answer = await desk.post(f"/channel-accounts/{post.account_id}/resend-failed")
    assert answer.json() == {"parts": 0}
    missing = await desk.post("/channel-accounts/01a2027e-3bc7-7792-bd89-cf6bbe2db62e/resend-failed")
    assert missing.status_code == 404


ACCOUNT = {"kind": "made_up", "key": "second", "name": "第二个账号", "queue_key": "general"}
FIELDS = (Field("host", "text", required=True), Field("token", "secret", required=True))


async def _make(desk, post) -> str:
    post.channel.fields = FIELDS
    made = await desk.post(
        "/channel-accounts", json=ACCOUNT | {"settings": {"host": "a.example"}, "secrets": {"token": "t-1"}}
    )
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def test_an_account_is_changed_and_its_secrets_never_shown(post, desk):
    path = f"/channel-accounts/{await _make(desk, post)}"
    change = {"name": "改名", "queue_key": "general", "settings": {"host": "b.example"}, "secrets": {}}
    changed = await desk.put(path, json=change)
    assert (changed.json()["settings"], changed.json()["secrets"]) == ({"host": "b.example"}, ["token"])
    assert "t-1" not in (await desk.get(path)).text
    gone = await desk.put(path, json=change | {"secrets": {"token": None}})
    assert (gone.status_code, gone.json()["errors"][0]["field"]) == (422, "token")
    unfit = await desk.post("/channel-accounts", json=ACCOUNT | {"key": "third"})
    assert (unfit.status_code, unfit.json()["code"]) == (422, "channel_account_unfit")
    elsewhere = await desk.put(path, json=change | {"queue_key": "nowhere"})
    assert (elsewhere.status_code, (await desk.get(path)).json()["name"]) == (404, "改名")


async def test_what_is_filled_in_is_tried_with_the_secrets_that_are_kept(post, desk):
    account = await _make(desk, post)
    seen: list[dict[str, str]] = []

    async def check(tried):
        seen.append(dict(tried.secrets))
        return [Finding("reached", True), Finding("log_in", False, "401")]

    post.channel.check = check
    body = {"kind": "made_up", "account": account, "settings": {"host": "c.example"}}
    tried = await desk.post("/channel-trials", json=body)
    assert [(one["key"], one["ok"], one["detail"]) for one in tried.json()["findings"]] == [
        ("reached", True, ""), ("log_in", False, "401")
    ]  # fmt: skip
    await desk.post("/channel-trials", json=body | {"secrets": {"token": "t-2"}})
    await desk.post(f"/channel-accounts/{account}/check")
    assert seen == [{"token": "t-1"}, {"token": "t-2"}, {"token": "t-1"}]


async def test_a_channel_that_breaks_while_it_is_looked_at_says_so(post, desk):
    async def check(account):
        raise RuntimeError("a bug of the adapter")

    post.channel.check = check
    found = (await desk.post(f"/channel-accounts/{post.account_id}/check")).json()["findings"]
    assert [(one["key"], one["ok"], one["detail"]) for one in found] == [("answers", False, "RuntimeError")]


async def test_ten_test_messages_an_hour(post, desk):
    path = f"/channel-accounts/{post.account_id}/test-message"
    body = {"recipient": "openid-9", "text": "这是一条测试消息"}
    assert (await desk.post(path, json=body)).json() == {"sent": True, "code": None, "detail": ""}
    post.channel.answers.append(SendRefused("no_such_recipient", "unknown"))
    refused = (await desk.post(path, json=body)).json()
    assert refused == {"sent": False, "code": "no_such_recipient", "detail": "unknown"}
    assert [one.recipient for one in post.channel.sent] == ["openid-9", "openid-9"]
    codes = [(await desk.post(path, json=body)).status_code for _ in range(9)]
    assert codes == [200] * 8 + [429]
    post.clock.advance(timedelta(hours=1))
    assert (await desk.post(path, json=body)).json()["sent"]


async def test_kinds_are_shown_with_what_they_ask_for(post, desk):
    post.channel.fields = FIELDS
    (kind,) = (await desk.get("/channel-kinds")).json()
    assert [(one["key"], one["kind"], one["required"]) for one in kind["fields"]] == [
        ("host", "text", True), ("token", "secret", True)
    ]  # fmt: skip
