"""/channel-accounts over HTTP: what came in and is stuck can be seen and brought back."""

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from tandem.contexts.access.guards import current_staff
from tandem.contexts.channels.written.endpoints import router
from tandem.contexts.channels.written.models import inbox_table
from tandem.contexts.channels.written.repository import inbox
from tandem.kit.http import problems


@pytest.fixture
async def desk(post):
    app = FastAPI()
    problems.install(app)
    app.state.db = post.db
    app.include_router(router(post.written.vault, post.written.channels))

    async def admin():
        return post.admin

    app.dependency_overrides[current_staff] = admin
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
