"""A conversation that began on the web goes on in another channel, if the customer agrees; the history is one."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from tandem.contexts.access.api import Actor
from tandem.contexts.access.guards import current_caller
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels.continuing.actions.finding_ways import find_ways
from tandem.contexts.channels.continuing.actions.following import follow
from tandem.contexts.channels.continuing.actions.inviting import invite_to
from tandem.contexts.channels.continuing.actions.offering import offer
from tandem.contexts.channels.continuing.continuing import Continuing
from tandem.contexts.channels.continuing.endpoints import router
from tandem.contexts.channels.continuing.rules.ways import Reach, new_token, ways_of
from tandem.contexts.channels.written.actions.forgetting import forget
from tandem.contexts.channels.written.capabilities import Capabilities, ReplyWindow
from tandem.contexts.channels.written.messages import Incoming
from tandem.contexts.channels.written.models import thread_table
from tandem.contexts.channels.written.ports import WindowClosed
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.actions.going_on import end_legs_of_others
from tandem.contexts.conversations.events import WentOn
from tandem.contexts.conversations.models import continuation_table, conversation_table, leg_table
from tandem.contexts.conversations.rules.going_on import button, pressed, why_not
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx
from tandem.kit.events import Recorded, event_table
from tandem.kit.http import problems
from tandem.kit.ids import new_id

from .conftest import START
from .talking import MADE_UP, PHONE


def test_a_button_says_what_it_answers():
    id_ = new_id()
    assert pressed(button(id_, True)) == (id_, True)
    assert pressed(button(id_, False)) == (id_, False)
    for other in (None, "flow:yes", "continue:yes:", "continue:yes:x", "continue"):
        assert pressed(other) is None


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, None),
        ({"status": "resolved"}, "wrong_state"),
        ({"there": ("web", "demo")}, "already_there"),
        ({"same_person": False}, "another_person"),
        ({"open_there": True}, "open_there"),
    ],
)
def test_why_a_conversation_cannot_go_on_there(told, code):
    known = {
        "status": "open",
        "here": ("web", "demo"),
        "there": MADE_UP,
        "open_there": False,
        "same_person": True,
    }
    assert why_not(**{**known, **told}) == code


async def test_after_a_yes_the_same_conversation_is_by_phone_and_back_where_they_write(talk):
    await talk.writes("能发短信给我吗")
    leg = await talk.agreed()
    await talk.answers("短信收到了吗")
    assert (await talk.goes_out())[-1] == "短信收到了吗"
    assert {one.recipient for one in talk.post.channel.sent} == {PHONE}
    assert not any(one == "您好" for one in talk.post.channel.texts)  # what was said on the web stays there
    await talk.texts("收到了")
    assert (await talk.now()).leg_id == leg
    assert [one.text for one in await talk.messages("customer")] == ["能发短信给我吗", "好", "收到了"]
    assert [one.payload.get("via") for one in await talk.messages("customer")] == [None, None, "made_up"]

    await talk.writes("我回到网页了")
    back = await talk.now()
    assert (back.leg_id, back.way, back.last_seq) == (None, "web", (await talk.messages())[-1].seq)
    await talk.answers("好的，在这里继续")
    await talk.post.queue_out(talk.id, leg)
    await talk.post.deliver(leg)
    assert "好的，在这里继续" not in talk.post.channel.texts
    events = [one.payload["event"] for one in await talk.messages("system") if one.audience == "all"]
    assert [one for one in events if one in ("went_on", "came_back")] == ["went_on", "came_back"]
    seqs = [one.seq for one in await talk.messages()]
    assert seqs == list(range(1, len(seqs) + 1))


async def test_what_was_agreed_to_is_kept(talk):
    await talk.writes("在吗")
    leg = await talk.agreed()
    async with talk.post.db.transaction() as tx:
        row = (await tx.execute(select(continuation_table))).one()
    assert (row.id, row.answer, row.how, row.text_version, row.locale) == (leg, "agreed", "asked", 1, "zh-CN")
    assert row.by_name == "林静怡"
    assert row.evidence["agreed_in"] == "web"
    assert row.answered_at is not None


async def test_without_a_yes_nothing_goes_there(talk):
    choice = await talk.asks()
    await talk.presses(choice.replace(":yes:", ":no:"))
    assert (await talk.now()).leg_id is None
    await talk.presses(choice)  # too late: it was declined
    assert (await talk.now()).leg_id is None
    assert await talk.goes_out() == []
    lines = [one.payload["event"] for one in await talk.messages("system") if one.audience == "staff"]
    assert "continuation_declined" in lines


async def test_only_who_holds_the_conversation_asks(talk):
    other = Actor("staff", new_id(), "陈子航", permissions_of(["agent"]))
    with pytest.raises(Exception) as caught:
        await talk.do(offer, Channels([talk.post.channel]), talk.id, *MADE_UP, other)
    assert caught.value.code == "not_controller"


async def test_a_question_asked_anew_or_too_old_does_nothing_and_says_so(talk):
    first = await talk.asks()
    second = await talk.asks()
    await talk.presses(first)
    assert (await talk.now()).leg_id is None
    assert (await talk.messages())[-1].text.startswith("这次没能换到")
    talk.post.clock.advance(timedelta(hours=25))
    await talk.presses(second)
    assert (await talk.now()).leg_id is None
    assert [one.role for one in await talk.messages()][-2:] == ["system", "bot"]


async def test_an_english_customer_reads_english(talk):
    """The line is worded for who reads it where no catalogue is: apps of the lender's."""
    async with talk.post.db.transaction() as tx:
        await tx.execute(update(conversation_table).values(context={"locale": "en"}))
    await talk.agreed()
    (line,) = [one for one in await talk.messages("system") if one.payload["event"] == "went_on"]
    assert line.text.startswith("This conversation goes on by ")
    assert line.text.isascii()
    assert line.payload["data"] == {"from": "web", "to": "made_up"}


async def test_a_double_tap_goes_on_once(talk):
    choice = await talk.asks()
    await asyncio.gather(
        *(talk.presses(choice, client_id="the-same-tap") for _ in range(3)), talk.presses(choice)
    )
    async with talk.post.db.transaction() as tx:
        assert (await tx.execute(select(func.count()).select_from(leg_table))).scalar_one() == 1
    assert [one.text for one in await talk.messages("bot")] == [
        "您好，刚才的咨询接着在这里办理，直接回复就可以。"
    ]


async def test_two_channels_at_once_lose_and_double_nothing(talk):
    await talk.agreed()
    for number in range(8):
        await talk.post.hears(f"短信{number}", sender=PHONE, at=number + 1)

    async def on_the_web() -> None:
        for number in range(8):
            await talk.writes(f"网页{number}")

    await asyncio.gather(on_the_web(), *(talk.post.take_in(PHONE) for _ in range(3)))
    said = [one.text for one in await talk.messages("customer")][1:]
    assert sorted(said) == sorted([f"短信{n}" for n in range(8)] + [f"网页{n}" for n in range(8)])
    assert [one for one in said if one.startswith("短信")] == [f"短信{n}" for n in range(8)]
    seqs = [one.seq for one in await talk.messages()]
    assert seqs == list(range(1, len(seqs) + 1))


_PHONE = Reach(new_id(), "sms", "main", "短信", "139****0000", recipient=PHONE)
_WECHAT = Reach(new_id(), "wechat", "main", "公众号", "", recipient="openid", last_in_at=START)
_CAPS = {
    "sms": Capabilities(text_limit=450),
    "wechat": Capabilities(text_limit=600, window=ReplyWindow(timedelta(hours=48), 5)),
}


@pytest.mark.parametrize(
    ("told", "ways"),
    [
        ({}, [("sms", "asked", None), ("wechat", "asked", None)]),
        ({"preferred": "wechat"}, [("wechat", "preferred", None), ("sms", "asked", None)]),
        ({"here": ("sms", "main")}, [("wechat", "asked", None)]),
        ({"blocked": True}, [("sms", "asked", "blocked"), ("wechat", "asked", "blocked")]),
        (
            {"now": START + timedelta(hours=48)},
            [("sms", "asked", None), ("wechat", "asked", "window_closed")],
        ),
        ({"found": [replace(_PHONE, paused=True)]}, [("sms", "asked", "paused")]),
        ({"found": [replace(_PHONE, templates_only=True)]}, [("sms", "asked", "templates_only")]),
        ({"found": [replace(_WECHAT, sent_since=5)]}, [("wechat", "asked", "window_closed")]),
        ({"found": [replace(_WECHAT, refused_at=START)]}, [("wechat", "asked", "window_closed")]),
        ({"found": [replace(_PHONE, open_there=new_id()), _PHONE]}, [("sms", "asked", "open_there")]),
    ],
    ids=[
        "plain",
        "preferred",
        "here",
        "blocked",
        "window",
        "paused",
        "templates",
        "used up",
        "refused",
        "open there",
    ],
)
def test_which_ways_there_are(told, ways):
    known = {
        "found": [_PHONE, _WECHAT],
        "here": ("web", "demo"),
        "preferred": None,
        "blocked": False,
        "now": START,
    }
    asked = {**known, **told}
    found = ways_of(asked.pop("found"), caps=_CAPS, **asked)
    assert [(one.reach.channel, one.how, one.reason) for one in found] == ways


async def test_what_they_prefer_by_their_own_word_is_not_asked(talk):
    there = await talk.do(customers.recognise, "made_up", "main", PHONE)
    await talk.do(customers.join_unproven, talk.customer.id, there.id, actor=talk.agent, reason="continued")
    way = conversations.Way("made_up", "main", there.id)
    await talk.do(conversations.go_on_as_preferred, talk.id, way, talk.agent, leg_id=new_id())
    assert (await talk.now()).way == "made_up"
    assert not [one for one in await talk.messages() if one.kind == "choice"]


async def test_at_the_desk(talk):
    """Which ways there are, with the address masked; asking; and not a word to who may not read the conversation."""
    app = FastAPI()
    problems.install(app)
    app.state.db = talk.post.db
    app.include_router(
        router(Continuing(Channels([talk.post.channel]), talk.post.written.vault, "https://x.example"))
    )
    who = [talk.agent]

    async def caller() -> Actor:
        return who[0]

    app.dependency_overrides[current_caller] = caller
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.test") as desk:
        (way,) = (await desk.get(f"/conversations/{talk.id}/ways")).json()["items"]
        assert (way["address"], way["how"], way["reason"]) == ("139****0000", "asked", None)
        path = f"/conversations/{talk.id}/continuations"
        there = {"channel": way["channel"], "account": way["account"]}
        made = await desk.post(path, json=there)
        assert (made.status_code, made.json()) == (201, {"how": "asked"})
        assert PHONE not in made.text
        assert (await desk.post(path, json={"channel": "sms", "account": "main"})).json()[
            "code"
        ] == "cannot_go_on"
        who[0] = Actor("staff", new_id(), "陈子航", permissions_of(["agent"]))
        assert (await desk.get(f"/conversations/{talk.id}/ways")).status_code == 404
        assert (await desk.post(path, json=there)).status_code == 404


async def _newest(tx: Tx) -> Recorded:
    e = event_table.c
    went_on = select(event_table).where(e.kind == WentOn.kind).order_by(e.id.desc()).limit(1)
    row = (await tx.execute(went_on)).one()
    return Recorded(row.id, row.at, row.kind, row.subject_id, row.actor, tuple(row.topics), row.data)


async def test_what_was_not_let_out_goes_where_it_goes_on(talk):
    """By phone the reply window closed; the customer agreed to go back to the web: the answer is there, not lost."""
    leg = await talk.agreed()
    await talk.goes_out()
    talk.post.channel.answers = [WindowClosed()]
    await talk.answers("您的证明已经开好")
    await talk.goes_out()
    assert (await talk.post.parts())[-1] == ("failed", "window_closed")
    mine = conversations.Way("web", "demo", talk.customer.id)
    await talk.do(conversations.go_on_as_preferred, talk.id, mine, talk.agent, leg_id=new_id())
    event = await talk.do(_newest)
    for _ in range(2):
        await talk.post.written.subscriptions()[2].handler(event)
    assert [one.state for one in await talk.messages("agent")][-1] == "sent"
    assert ("failed", "window_closed") not in await talk.post.parts()
    await talk.texts("我换回短信")
    await talk.post.queue_out(talk.id, leg)
    await talk.post.deliver(leg)
    assert talk.post.channel.texts.count("您的证明已经开好") == 1  # the try that was refused


async def test_who_turns_out_to_be_somebody_else_has_it_no_more(talk):
    await talk.agreed()
    there = await talk.do(customers.by_identity, "made_up", "main", PHONE)
    (merge,) = await talk.do(customers.merges_of, talk.customer.id)
    await talk.do(customers.split, merge.id, talk.post.admin)
    assert await talk.do(end_legs_of_others, [talk.customer.id, there.id]) == 1
    assert (await talk.now()).way == "web"
    await talk.texts("我是谁")
    assert "我是谁" not in [one.text for one in await talk.messages("customer")]


async def test_who_is_blocked_is_not_heard_from_the_other_channel(talk):
    await talk.agreed()
    await talk.do(customers.block, talk.customer.id, talk.post.admin, reason="abuse", days=1)
    await talk.texts("骂人的话")
    assert await talk.post.events() == [("held", "customer_blocked")]
    async with talk.post.db.transaction() as tx:
        found = await find_ways(tx, Channels([talk.post.channel]), await conversations.get(tx, talk.id))
    assert found == []  # it is there already


async def test_an_erased_customers_number_is_forgotten(talk):
    await talk.agreed()
    family = await talk.do(customers.family, talk.customer.id)
    await talk.do(forget, family)
    async with talk.post.db.transaction() as tx:
        assert set((await tx.execute(select(thread_table.c.recipient))).scalars()) == {""}


async def test_a_conversation_that_is_over_is_reopened_from_there(talk):
    await talk.agreed()
    await talk.do(conversations.resolve, talk.id, talk.agent, conversations.WrapUp())
    await talk.texts("还有一个问题")
    assert (await talk.now()).status == "open"
    talk.post.clock.advance(timedelta(minutes=5))
    await talk.do(conversations.resolve, talk.id, talk.post.admin, conversations.WrapUp())
    talk.post.clock.advance(timedelta(hours=30))
    await talk.texts("又来了", at=200_000)
    there = await talk.do(customers.by_identity, "made_up", "main", PHONE)
    newest = await talk.do(conversations.latest_of_customer, there.id, "made_up", "main")
    assert newest.id != talk.id


async def test_a_code_is_good_once_and_joins_who_comes_by_it(talk):
    token = new_token()
    made = await talk.do(invite_to, talk.id, "made_up", "main", talk.who, token, token)
    for number, sender in enumerate(("openid-7", "openid-8")):
        note = Incoming(f"s-{number}", sender, talk.post.clock.now(), "note", scene=made.url)
        await talk.post.accepts(note)
        await talk.post.take_in(sender)
    there = await talk.do(customers.by_identity, "made_up", "main", "openid-7")
    assert await talk.do(customers.canonical, there.id) == await talk.do(
        customers.canonical, talk.customer.id
    )
    assert (await talk.now()).leg_id is not None
    await talk.answers("这里也能看到")
    assert (await talk.goes_out())[-1] == "这里也能看到"
    assert {one.recipient for one in talk.post.channel.sent} == {"openid-7"}


async def test_a_link_is_not_for_another_person_nor_for_ever(talk):
    token = new_token()
    made = await talk.do(invite_to, talk.id, "made_up", "main", talk.who, token, token)
    other = await talk.do(customers.recognise, "web_signed", "demo", "chen", name="陈建国", verified=True)
    with pytest.raises(conversations.CannotGoOn) as caught:
        await talk.do(follow, made.url, conversations.Way("made_up", "main", other.id))
    assert caught.value.code == "another_person"
    talk.post.clock.advance(timedelta(minutes=31))
    with pytest.raises(conversations.ContinuationGone):
        await talk.do(follow, made.url, conversations.Way("made_up", "main", talk.customer.id))
