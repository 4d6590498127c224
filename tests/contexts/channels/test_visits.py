"""The beginning of a visit: the pre-chat form, its consents, and the bubbles that invite."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels.actions.welcoming import change_invitations, change_pre_chat
from tandem.contexts.channels.rules import answer_faults, form_faults, invitation_faults
from tandem.contexts.channels.visit import Invitation, PreChat, PreChatField
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.demo.seed import consents as seed
from tandem.kit.errors import Forbidden, Invalid
from tandem.kit.ids import new_id

from .conftest import Visitor, World
from .test_sessions import signed

ADMIN = Actor("staff", new_id(), "陆承宇", permissions_of(["admin"]))
AGENT = Actor("staff", new_id(), "林静怡", permissions_of(["agent"]))
FORM = PreChat(
    enabled=True,
    skippable=False,
    fields=(PreChatField("name", True), PreChatField("topic", True)),
    topics=("还款", "额度"),
    purposes=("service", "recording"),
)
BUBBLE = Invitation("还款遇到问题？点这里问小穗", "Trouble repaying? Ask us", ("/loan/*",), 20, 1)


async def ask(world: World, form: PreChat = FORM) -> None:
    async with world.db.transaction() as tx:
        await seed.load(tx, ADMIN)
        await change_pre_chat(tx, ADMIN, "demo", form)


async def begin(visitor: Visitor, pre_chat: dict[str, Any] | None) -> Any:
    body: dict[str, Any] = {"client_id": new_id().hex}
    if pre_chat is not None:
        body["pre_chat"] = pre_chat
    return await visitor.call("POST", "/conversations", body)


ANSWERS = {
    "name": "王小满",
    "topic": "还款",
    "consents": [
        {"purpose": "service", "version": 1},
        {"purpose": "recording", "version": 1, "locale": "en"},
    ],
}


@pytest.mark.parametrize(
    ("form", "faulty"),
    [
        (FORM, []),
        (PreChat(), []),
        (PreChat(enabled=True), ["fields"]),
        (replace(FORM, topics=("还款",)), ["topics"]),
        (replace(FORM, topics=("还款", "还款")), ["topics"]),
        (replace(FORM, fields=(PreChatField("name"), PreChatField("name"))), ["fields"]),
        (replace(FORM, purposes=("service", "service")), ["purposes"]),
        (PreChat(enabled=True, purposes=("service",)), []),
    ],
)
def test_forms(form: PreChat, faulty: list[str]) -> None:
    assert [field for field, _ in form_faults(form)] == faulty


@pytest.mark.parametrize(
    ("answers", "faulty"),
    [
        ({"name": "王小满", "topic": "还款"}, []),
        ({"name": "王小满"}, ["topic"]),
        ({"topic": "额度"}, ["name"]),
        ({"name": "王小满", "topic": "股票"}, ["topic"]),
        ({"name": "王小满", "topic": "还款", "email": "a@b.cn"}, ["email"]),  # nobody asked for it
    ],
)
def test_answers(answers: dict[str, str], faulty: list[str]) -> None:
    assert [field for field, _ in answer_faults(FORM, answers)] == faulty


@pytest.mark.parametrize(
    ("key", "answer", "fits"),
    [
        ("phone", "138 0013 8000", True),
        ("phone", "+86-138-0013-8000", True),
        ("phone", "一三八", False),
        ("phone", "12", False),
        ("email", "wang@example.com", True),
        ("email", "wang@example", False),
        ("email", "a b@example.com", False),
    ],
)
def test_contacts(key: str, answer: str, fits: bool) -> None:
    form = PreChat(enabled=True, fields=(PreChatField(key),))
    assert (answer_faults(form, {key: answer}) == []) is fits


@pytest.mark.parametrize(
    ("page", "fits"),
    [("/loan/*", True), ("*", True), ("/", True), ("loan", False), ("/a?b=1", False), ("/a b", False)],
)
def test_pages_of_invitations(page: str, fits: bool) -> None:
    assert (invitation_faults(replace(BUBBLE, pages=(page,))) == []) is fits


async def test_off_until_somebody_sets_it(world: World) -> None:
    config = (await world.http.get("/api/v1/web/config?site=demo")).json()
    assert (config["pre_chat"], config["invitations"]) == (None, [])
    assert (await world.session()).json()["pre_chat"] is False


async def test_the_form_comes_before_the_first_message(world: World) -> None:
    await ask(world)
    form = (await world.http.get("/api/v1/web/config?site=demo", headers={"Accept-Language": "en"})).json()[
        "pre_chat"
    ]
    assert [field["key"] for field in form["fields"]] == ["name", "topic"]
    assert [(line["purpose"], line["version"], line["locale"]) for line in form["consents"]] == [
        ("service", 1, "en"), ("recording", 1, "en"),
    ]  # fmt: skip
    visitor = await world.visitor(opened=False)
    refused = await begin(visitor, None)
    assert (refused.status_code, refused.json()["code"]) == (422, "pre_chat_needed")
    wrong = await begin(visitor, {"topic": "股票"})
    assert {e["field"] for e in wrong.json()["errors"]} == {"pre_chat.name", "pre_chat.topic"}
    made = await begin(visitor, ANSWERS)
    assert made.status_code == 201, made.text
    async with world.db.transaction() as tx:
        customer = await customers.get(tx, UUID(visitor.id))
        said = {one.purpose: one for one in await customers.consents(tx, customer.id)}
        detail = await conversations.get(tx, UUID(made.json()["id"]))
        context = (await tx.execute(text("SELECT context FROM conversation"))).scalar_one()
    assert (customer.name, detail.customer_id, context["topic"]) == ("王小满", customer.id, "还款")
    assert {p: (c.given, c.text_version, c.text_locale, c.channel) for p, c in said.items()} == {
        "service": (True, 1, "zh-CN", "web"), "recording": (True, 1, "en", "web"),
    }  # fmt: skip
    assert said["service"].evidence["form"] == "pre_chat"
    # Once is enough, also after a reload.
    assert (await world.session(resume=visitor.token)).json()["pre_chat"] is False


async def test_answers_count_when_another_tab_was_faster(world: World) -> None:
    await ask(world, replace(FORM, skippable=True))
    visitor = await world.visitor(opened=False)
    first = await begin(visitor, None)  # skipped in one tab
    wrong = await begin(visitor, {"topic": "股票"})
    assert (wrong.status_code, len(wrong.json()["errors"])) == (422, 2)
    again = await begin(visitor, ANSWERS)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    async with world.db.transaction() as tx:
        assert (await customers.get(tx, UUID(visitor.id))).name == "王小满"
        assert {one.purpose for one in await customers.consents(tx, UUID(visitor.id))} == {
            "service",
            "recording",
        }
    # Sent again, or by those who are not asked (any more), they change nothing.
    assert (await begin(visitor, {**ANSWERS, "name": "李四"})).status_code == 200
    async with world.db.transaction() as tx:
        assert (await customers.get(tx, UUID(visitor.id))).name == "王小满"


async def test_nothing_is_kept_of_answers_that_do_not_fit(world: World) -> None:
    await ask(world)
    visitor = await world.visitor(opened=False)
    bad = {**ANSWERS, "consents": [{"purpose": "marketing", "version": 1}]}
    assert (await begin(visitor, bad)).json()["errors"][0]["field"] == "pre_chat.consents"
    gone = {**ANSWERS, "consents": [{"purpose": "service", "version": 9}]}
    assert (await begin(visitor, gone)).json()["code"] == "consent_text_unknown"
    async with world.db.transaction() as tx:
        assert (await customers.get(tx, UUID(visitor.id))).name is None
        assert await customers.consents(tx, UUID(visitor.id)) == []


async def test_contacts_are_sealed(world: World) -> None:
    form = PreChat(enabled=True, fields=(PreChatField("phone", True), PreChatField("email")))
    await ask(world, form)
    visitor = await world.visitor(opened=False)
    unreal = await begin(visitor, {"phone": "00000000"})
    assert (unreal.status_code, unreal.json()["errors"][0]["field"]) == (422, "pre_chat.phone")
    given = {"phone": "138 0013 8000", "email": "wang@example.com"}
    assert (await begin(visitor, given)).status_code == 201
    async with world.db.transaction() as tx:
        assert await customers.masked(tx, UUID(visitor.id)) == {
            "phone": "138****8000", "email": "w***@example.com",
        }  # fmt: skip
        clear = await tx.execute(text("SELECT (c.*)::text || (v.*)::text FROM customer c, conversation v"))
        assert "13800138000" not in clear.scalar_one()


async def test_a_form_that_may_be_skipped(world: World) -> None:
    await ask(world, replace(FORM, skippable=True))
    assert (await begin(await world.visitor(opened=False), None)).status_code == 201


async def test_those_whom_the_site_vouches_for_are_not_asked(world: World) -> None:
    await ask(world)
    answer = await world.session(identity=signed("user-9"))
    assert answer.json()["pre_chat"] is False
    known = Visitor(world, answer.json()["token"], answer.json()["customer"]["id"])
    assert (await begin(known, None)).status_code == 201


async def test_complaints_and_offline_messages_pass(world: World) -> None:
    await ask(world)
    visitor = await world.visitor(opened=False)
    note = {"client_id": new_id().hex, "contact": "13800138000", "text": "我要投诉多扣了钱"}
    assert (await visitor.call("POST", "/complaints", note)).status_code == 201


async def test_answers_that_nobody_asked_for(world: World) -> None:
    answer = await begin(await world.visitor(opened=False), ANSWERS)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "pre_chat")


async def test_who_may_set_it(world: World) -> None:
    async with world.db.transaction() as tx:
        with pytest.raises(Forbidden):
            await change_pre_chat(tx, AGENT, "demo", FORM)
        with pytest.raises(Forbidden):
            await change_invitations(tx, AGENT, "demo", [BUBBLE])
        with pytest.raises(Invalid):  # nobody can agree to a text that is not there
            await change_pre_chat(tx, ADMIN, "demo", FORM)
        with pytest.raises(Invalid):
            await change_invitations(tx, ADMIN, "demo", [replace(BUBBLE, pages=("loan",))])


@pytest.fixture
async def invited(world: World) -> AsyncIterator[World]:
    async with world.db.transaction() as tx:
        await change_invitations(tx, ADMIN, "demo", [BUBBLE])
    return world


async def test_bubbles_in_the_readers_language(invited: World) -> None:
    for locale, words in (("zh-CN", BUBBLE.text), ("en", BUBBLE.text_en)):
        config = await invited.http.get("/api/v1/web/config?site=demo", headers={"Accept-Language": locale})
        assert config.json()["invitations"] == [
            {"text": words, "pages": ["/loan/*"], "delay_s": 20, "per_day": 1}
        ]


async def test_no_bubbles_outside_the_opening_hours(invited: World) -> None:
    async with invited.db.transaction() as tx:
        calendar = await conversations.create_calendar(
            tx, "从不", {"timezone": "Asia/Shanghai", "weekly": {}, "holidays": "none"}
        )
        await tx.execute(text("UPDATE queue SET calendar_id = :c WHERE key = 'general'"), {"c": calendar})
    config = (await invited.http.get("/api/v1/web/config?site=demo")).json()
    assert (config["open"], config["invitations"]) == (False, [])


async def test_own_consents_and_preferences(world: World) -> None:
    async with world.db.transaction() as tx:
        await seed.load(tx, ADMIN)
    visitor = await world.visitor(opened=False)
    first = (await visitor.call("GET", "/consents")).json()["items"]
    assert len(first) == 5
    assert all(one["given"] is None and one["body"] for one in first)
    given = await visitor.call(
        "POST", "/consents", {"purpose": "marketing", "given": True, "text_version": 1}
    )
    assert given.status_code == 201
    # Read in English; the chat was switched to Chinese before the button was pressed.
    read = {"purpose": "profiling", "given": True, "text_version": 1, "locale": "en"}
    shown = (await visitor.call("POST", "/consents", read)).json()["items"]
    assert {one["locale"] for one in shown} == {"zh-CN"}
    async with world.db.transaction() as tx:
        said = {one.purpose: one.text_locale for one in await customers.consents(tx, UUID(visitor.id))}
    assert said == {"marketing": "zh-CN", "profiling": "en"}
    withdrawn = await visitor.call("POST", "/consents", {"purpose": "marketing", "given": False})
    assert {o["purpose"]: o["given"] for o in withdrawn.json()["items"]}["marketing"] is False
    unread = await visitor.call("POST", "/consents", {"purpose": "biometrics", "given": True})
    assert (unread.status_code, unread.json()["code"]) == (422, "consent_text_unknown")
    wanted = {"contact_from": "09:00", "contact_until": "20:00", "language": "zh-CN", "channel": "sms"}
    assert (await visitor.call("PUT", "/preferences", wanted)).status_code == 200
    assert (await visitor.call("GET", "/preferences")).json()["channel"] == "sms"
    assert (
        await visitor.call("PUT", "/preferences", {"contact_from": "20:00", "contact_until": "09:00"})
    ).status_code == 422
    other = await world.visitor(opened=False)
    assert (await other.call("GET", "/preferences")).json()["channel"] is None
