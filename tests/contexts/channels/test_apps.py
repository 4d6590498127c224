"""Native apps: a channel of their own, let in by a key."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels import api as channels
from tandem.contexts.channels.actions.admitting_apps import admit_app, renew_app_key
from tandem.contexts.channels.errors import SiteNotFound
from tandem.contexts.channels.web.tokens import Tokens
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.db import Database
from tandem.kit.errors import Forbidden, Invalid
from tandem.kit.ids import new_id

from .conftest import APP, SECRET, SITE_SECRET, World


def identity(subject: str, *, audience: str = "app") -> str:
    claims = {
        "aud": audience,
        "sub": subject,
        "name": "李小禾",
        "exp": datetime.now(UTC) + timedelta(hours=1),
    }
    return jwt.encode(claims, SITE_SECRET, algorithm="HS256")


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        (None, "nothing"),
        ({**APP, "key": "another key, just as long as the right one"}, "a wrong key"),
        ({**APP, "bundle": "com.example.other"}, "another bundle"),
        ({"key": APP["key"]}, "no bundle"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
async def test_who_shows_the_wrong_thing_stays_out(world: World, shown: object, why: str) -> None:
    answer = await world.session(site="app", app=shown)
    assert (answer.status_code, answer.json()["code"]) == (403, "site_app"), why


async def test_an_apps_conversation_is_one_of_the_app(world: World) -> None:
    visitor = await world.visitor(site="app", app=APP)
    await visitor.say("在吗")
    async with world.db.transaction() as tx:
        talk = await conversations.get(tx, visitor.conversation_id)
        identities = await customers.by_identity(tx, "app_anonymous", "app", "nobody")
    assert (talk.channel, talk.account) == ("app", "app")
    assert talk.context["app_platform"] == "ios"
    assert talk.context["app_version"] == "3.2.0"
    assert identities is None
    async with visitor.listening() as heard:
        assert (await heard.hear())["conversation"]["id"] == visitor.conversation["id"]


async def test_origins_do_not_count_for_an_app(world: World) -> None:
    async with world.db.transaction() as tx:
        await channels.create_site(
            tx, "strict", "s", kind="app", app_key=APP["key"], queue_key="general",
            allowed_origins=["https://www.example.com"],
        )  # fmt: skip
    answer = await world.http.post(
        "/api/v1/web/sessions", json={"site": "strict", "app": APP}, headers={"origin": "http://localhost"}
    )
    assert answer.status_code == 201


async def test_the_apps_own_user_id_is_the_customer(world: World) -> None:
    first = await world.visitor(site="app", app=APP, identity=identity("u-7"), opened=False)
    again = await world.visitor(site="app", app=APP, identity=identity("u-7"), opened=False)
    assert first.id == again.id
    async with world.db.transaction() as tx:
        known = await customers.by_identity(tx, "app", "app", "u-7")
    assert known is not None
    assert str(known.id) == first.id
    assert known.verified


async def test_a_token_of_the_app_is_none_of_the_web_site(world: World) -> None:
    visitor = await world.visitor(site="app", app=APP)
    answer = await world.session(site="demo", resume=visitor.token)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_token")


async def test_tokens_from_before_there_were_apps_hold(world: World) -> None:
    visitor = await world.visitor()
    tokens = Tokens(SECRET, timedelta(days=1))
    claims: dict[str, Any] = jwt.decode(visitor.token, options={"verify_signature": False})
    claims.pop("channel")
    old = jwt.encode(claims, tokens._key, algorithm="HS256")
    assert tokens.read(old, datetime.now(UTC)).channel == "web"
    visitor.token = old
    assert (await visitor.say("在吗")).status_code == 201


async def test_an_app_without_a_key_is_not_made(db: Database) -> None:
    with pytest.raises(Invalid):
        async with db.transaction() as tx:
            await channels.create_site(tx, "bare", "b", kind="app", app_key="short", queue_key="general")


async def test_an_administrator_lets_an_app_in_and_changes_its_key(world: World) -> None:
    admin = Actor("staff", new_id(), "管理员", permissions_of(["admin"]))
    async with world.db.transaction() as tx:
        made = await admit_app(
            tx,
            admin,
            "loans",
            "借款App",
            queue_key="general",
            bundles=[],
            identity_mode="both",
            secret=SECRET,
        )
    assert made.app_key not in repr(made)
    shown = {"key": made.app_key}
    claims = {"aud": "loans", "sub": "u-1", "exp": datetime.now(UTC) + timedelta(hours=1)}
    signed = jwt.encode(claims, made.identity_secret, algorithm="HS256")
    assert (await world.session(site="loans", app=shown, identity=signed)).status_code == 201
    async with world.db.transaction() as tx:
        key = await renew_app_key(tx, admin, "loans")
    assert (await world.session(site="loans", app=shown)).status_code == 403
    assert (await world.session(site="loans", app={"key": key})).status_code == 201
    with pytest.raises(SiteNotFound):
        async with world.db.transaction() as tx:
            await renew_app_key(tx, admin, "demo")


async def test_others_let_no_app_in(world: World) -> None:
    agent = Actor("staff", new_id(), "坐席", permissions_of(["agent"]))
    with pytest.raises(Forbidden):
        async with world.db.transaction() as tx:
            await admit_app(
                tx, agent, "x", "x", queue_key="general", bundles=[], identity_mode="both", secret=SECRET
            )
