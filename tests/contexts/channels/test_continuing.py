"""At the web door: a code leads out of the chat, a link from another channel leads into it."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text as sql

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels.continuing.actions.following import follow
from tandem.contexts.channels.continuing.continuing import Continuing
from tandem.contexts.channels.keys import vault
from tandem.contexts.channels.ports import Capabilities
from tandem.contexts.channels.written.actions.managing import create_account
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.db import Database
from tandem.kit.ids import new_id

from .conftest import OPTIONS, SECRET, World, _served


class Inviting:
    """A channel into which people come by a code, as WeChat."""

    kind, fields = "made_up", ()
    capabilities = Capabilities(text_limit=500, address="phone")

    def __init__(self, db: Database) -> None:
        self._db = db

    async def invite(self, account: object, scene: str, lasts_s: int) -> str:
        async with self._db.transaction() as tx:  # a vendor is slow: nothing may be locked meanwhile
            await tx.execute(sql("SELECT id FROM conversation FOR UPDATE NOWAIT"))
        return f"https://codes.example/{scene}?for={lasts_s}"


@pytest.fixture
async def elsewhere(db: Database, tmp_path: Path) -> AsyncIterator[tuple[World, Continuing]]:
    made = Continuing(Channels([Inviting(db)]), vault(SECRET), "https://chat.example")
    admin = Actor("staff", new_id(), "管理员", permissions_of(["admin"]))
    async with db.transaction() as tx:
        await create_account(
            tx, made.vault, admin, kind="made_up", key="main", name="公众号", queue_key="general", settings={},
            secrets={},
        )  # fmt: skip
    async with _served(db, tmp_path / "objects", OPTIONS, elsewhere=made) as served:
        yield served, made


async def test_a_code_leads_out_of_the_chat(elsewhere):
    world, _ = elsewhere
    visitor = await world.visitor()
    (one,) = (await visitor.call("GET", visitor.path("ways"))).json()["items"]
    assert (one["how"], one["reason"], one["address"]) == ("code", None, "")
    wanted = {"channel": one["channel"], "account": one["account"]}
    answer = await visitor.call("POST", visitor.path("invitations"), wanted)
    told = answer.json()
    assert (answer.status_code, told["name"]) == (201, "公众号")
    assert told["url"].startswith("https://codes.example/go_")
    assert told["qr"].startswith("data:image/svg+xml")
    unknown = await visitor.call("POST", visitor.path("invitations"), {"channel": "sms", "account": "main"})
    assert (unknown.status_code, unknown.json()["code"]) == (409, "cannot_go_on")
    stranger = await world.visitor()
    for method, path in (("GET", "ways"), ("POST", "invitations"), ("POST", "continuations")):
        body = None if method == "GET" else wanted
        assert (await stranger.call(method, visitor.path(path), body)).status_code == 404


async def test_who_is_known_there_chooses_it_in_the_chat_and_says_yes(elsewhere):
    """They are asked by buttons, as if staff had asked."""
    world, _ = elsewhere
    visitor = await world.visitor()
    wanted = {"channel": "made_up", "account": "main"}
    unknown = await visitor.call("POST", visitor.path("continuations"), wanted)
    assert (unknown.status_code, unknown.json()["code"]) == (409, "cannot_go_on")
    async with world.db.transaction() as tx:
        await customers.note_personal(
            tx, UUID(visitor.id), "phone", "13912340000", source="customer", verified=True
        )
    (way,) = (await visitor.call("GET", visitor.path("ways"))).json()["items"]
    assert (way["how"], way["address"]) == ("asked", "139****0000")
    for _ in range(2):
        answer = await visitor.call("POST", visitor.path("continuations"), wanted)
        assert (answer.status_code, answer.json()) == (201, {"how": "asked"})
    items = (await visitor.call("GET", visitor.path("messages"))).json()["items"]
    assert [(one["kind"], one["role"]) for one in items if one["kind"] == "choice"] == [("choice", "bot")]
    assert [one["label"] for one in items[-1]["payload"]["options"]][1] == "不用，就在这里"


async def test_a_link_leads_into_the_chat_once(elsewhere):
    """Began in the made-up channel; the agent sends a link; the whole history is in the chat, and it goes on there."""
    world, continuing = elsewhere
    agent = await world.agent()
    async with world.db.transaction() as tx:
        writer = await customers.recognise(tx, "made_up", "main", "openid-1")
        made, _ = await conversations.open_conversation(
            tx, customer_id=writer.id, customer_name="小林", customer_verified=False, channel="made_up",
            account="main", queue_key="general",
        )  # fmt: skip
        who = Actor.customer(writer.id, "小林")
        await conversations.receive(tx, made.id, who, client_id=new_id().hex, text="我想看账单")
        await conversations.reply(tx, made.id, agent, client_id=new_id().hex, text="我发个链接给您")
        assert [one.how for one in await continuing.ways(tx, made.id)] == ["link"]
        assert await continuing.go_on(tx, made.id, "web", "demo", agent) == "link"
        text = (await conversations.recent_messages(tx, made.id, 1))[0].text
    token = text.partition("#continue=")[2]
    assert text.startswith("点这里")
    assert f"https://chat.example/chat/?site=demo#continue={token}" in text

    visitor = await world.visitor(opened=False)
    answer = await visitor.call("POST", "/continuations", {"token": token})
    assert (answer.status_code, answer.json()["id"]) == (201, str(made.id))
    visitor.conversation = answer.json()
    items = (await visitor.call("GET", visitor.path("messages"))).json()["items"]
    assert [one["text"] for one in items if one["role"] == "customer"] == ["我想看账单"]
    assert (await visitor.say("在网页上看到了")).status_code == 201
    assert (await visitor.call("POST", visitor.path("reads"), {"seq": 4})).status_code == 204
    assert (await visitor.call("GET", "/conversation")).json()["id"] == str(made.id)
    async with world.db.transaction() as tx:
        now = await conversations.get(tx, made.id)
        assert (now.way, now.channel) == ("web", "made_up")
        assert await customers.canonical(tx, UUID(visitor.id)) == await customers.canonical(tx, writer.id)
    again = await (await world.visitor(opened=False)).call("POST", "/continuations", {"token": token})
    assert (again.status_code, again.json()["code"]) == (409, "continuation_gone")
    forged = await visitor.call("POST", "/continuations", {"token": "go_" + "a" * 27})
    assert (forged.status_code, forged.json()["code"]) == (409, "continuation_gone")


async def test_a_visitor_who_talks_here_already_goes_on_with_that(elsewhere):
    world, _ = elsewhere
    asker = await world.visitor()
    wanted = {"channel": "made_up", "account": "main"}
    told = (await asker.call("POST", asker.path("invitations"), wanted)).json()
    token = told["url"].split("/")[-1].partition("?")[0]
    async with world.db.transaction() as tx:
        busy = await customers.recognise(tx, "made_up", "main", "openid-9")
        await conversations.open_conversation(
            tx, customer_id=busy.id, customer_name="小林", customer_verified=False, channel="made_up", account="main",
            queue_key="general",
        )  # fmt: skip
        with pytest.raises(conversations.CannotGoOn) as caught:
            await follow(tx, token, conversations.Way("made_up", "main", busy.id))
        assert caught.value.code == "open_there"
