"""Where a conversation went on, two people may write: each has their own proof, address and name."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.continuing.actions.finding_ways import find_ways
from tandem.contexts.channels.continuing.actions.inviting import invite_to
from tandem.contexts.channels.continuing.actions.offering import offer
from tandem.contexts.channels.continuing.rules.ways import new_token
from tandem.contexts.channels.written.actions.forgetting import Parting, forget
from tandem.contexts.channels.written.actions.permitting import why_shut
from tandem.contexts.channels.written.messages import Incoming
from tandem.contexts.channels.written.models import thread_table
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository import lines, threads
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.actions.going_on import end_legs_of_others
from tandem.contexts.conversations.events import LegParted, WentOn
from tandem.contexts.conversations.models import continuation_table
from tandem.contexts.customers import api as customers
from tandem.contexts.verification.actions.standing import writer_of
from tandem.kit.events import Recorded, event_table
from tandem.kit.ids import new_id

from .talking import MADE_UP, PHONE, Talk


async def _newest(talk: Talk, kind: str) -> Recorded:
    e = event_table.c
    async with talk.post.db.transaction() as tx:
        row = (
            await tx.execute(select(event_table).where(e.kind == kind).order_by(e.id.desc()).limit(1))
        ).one()
    return Recorded(row.id, row.at, row.kind, row.subject_id, row.actor, tuple(row.topics), row.data)


async def _carry(talk: Talk) -> None:
    carrying, event = talk.post.written.subscriptions()[2], await _newest(talk, WentOn.kind)
    assert carrying.wants is not None
    assert carrying.wants(event)
    await carrying.handler(event)


async def test_the_proof_is_that_of_who_writes(talk: Talk) -> None:
    """By their author and their session together; in a leg of which nothing was read, by nobody's."""
    async with talk.post.db.transaction() as tx:
        await conversations.receive(
            tx, talk.id, talk.who, client_id=new_id().hex, text="在吗", payload={"session": "hers"},
            via=("web", "demo"),
        )  # fmt: skip
        assert await writer_of(tx, talk.id) == (talk.customer.id, "hers")
    leg = await talk.agreed()
    there = await talk.do(customers.by_identity, "made_up", "main", PHONE)
    assert await talk.do(writer_of, talk.id) == (there.id, f"leg:{leg}")
    await talk.texts("我是谁")
    assert await talk.do(writer_of, talk.id) == (there.id, f"leg:{leg}")
    await talk.writes("我回到网页了")
    assert await talk.do(writer_of, talk.id) == (talk.customer.id, "")


async def test_a_telephone_that_others_have_too_is_not_asked_for(talk: Talk) -> None:
    other = await talk.do(customers.recognise, "web_signed", "demo", "chen", name="陈建国", verified=True)
    await talk.do(customers.note_personal, other.id, "phone", PHONE, source="core", verified=True)
    await talk.do(customers.note_personal, talk.customer.id, "phone", PHONE, source="core", verified=True)
    with pytest.raises(conversations.CannotGoOn, match="another_person"):
        await talk.do(offer, Channels([talk.post.channel]), talk.id, *MADE_UP, talk.agent)


async def test_two_become_one_with_the_yes_and_not_before(talk: Talk) -> None:
    await talk.do(customers.recognise, "made_up", "main", PHONE)
    choice = await talk.asks()
    there = await talk.do(customers.by_identity, "made_up", "main", PHONE)
    assert await talk.do(customers.canonical, there.id) == there.id
    await talk.presses(choice)
    assert await talk.do(customers.canonical, there.id) == talk.customer.id


async def test_a_yes_counts_only_while_the_channel_takes_it(talk: Talk) -> None:
    choice = await talk.asks()

    async def may_still(tx, leg_id):
        await threads.change(tx, leg_id, queued_seq=0)
        return await why_shut(tx, leg_id, channels=Channels([]))

    async with talk.post.db.transaction() as tx:
        await conversations.receive(
            tx, talk.id, talk.who, client_id=new_id().hex, text="好", choice_id=choice, may_still=may_still
        )
    assert (await talk.now()).leg_id is None
    (line,) = [one for one in await talk.messages("system") if one.payload["event"] == "continuation_failed"]
    assert line.payload["data"]["why"] == "window_closed"


async def test_who_scans_a_strangers_code_stays_themselves(talk: Talk) -> None:
    """A bound follower, and somebody on the web of whom nothing is known: two people, and both can go on."""
    async with talk.post.db.transaction() as tx:
        nobody = await customers.recognise(tx, "web_visitor", "demo", "v-1")
        made, _ = await conversations.open_conversation(
            tx, customer_id=nobody.id, customer_name="访客", customer_verified=False, channel="web", account="demo",
            queue_key="general",
        )  # fmt: skip
        bound = await customers.recognise(tx, "made_up", "main", "openid-5", name="陈建国", verified=True)
        token = new_token()
        await invite_to(tx, made.id, *MADE_UP, Actor.customer(nobody.id, ""), token, token)
    await talk.post.accepts(Incoming("s-1", "openid-5", talk.post.clock.now(), "note", scene=token))
    await talk.post.take_in("openid-5")
    assert await talk.do(customers.canonical, nobody.id) == nobody.id
    assert await talk.do(customers.canonical, bound.id) == bound.id
    assert (await talk.do(conversations.get, made.id)).leg_id is None
    theirs = await talk.do(conversations.latest_of_customer, bound.id, *MADE_UP)
    await talk.post.queue_out(theirs.id)
    await talk.post.deliver(theirs.id)
    assert {one.recipient for one in talk.post.channel.sent} == {"openid-5"}
    assert "可以直接在这里留言" in "".join(talk.post.channel.texts)


async def test_what_is_carried_over_is_queued_once_whoever_comes_first(talk: Talk) -> None:
    """Said by phone and not in the outbox yet; then the conversation goes on in another written account."""
    leg = await talk.agreed()
    await talk.answers("您的证明已经开好")
    async with talk.post.db.transaction() as tx:
        to = new_id()
        there = await customers.recognise(tx, "made_up", "other", "openid-9")
        await customers.join_unproven(tx, talk.customer.id, there.id, actor=talk.agent, reason="continued")
        await threads.prepare(tx, to, talk.id, talk.post.account_id, "openid-9")
        way = conversations.Way("made_up", "other", there.id)
        await conversations.go_on_as_preferred(tx, talk.id, way, talk.agent, leg_id=to)
    await _carry(talk)
    for _ in range(2):
        await talk.post.queue_out(talk.id, to)
    await talk.post.queue_out(talk.id, leg)
    for one in (leg, to):
        await talk.post.deliver(one)
    heard = [(one.recipient, one.text) for one in talk.post.channel.sent]
    assert [who for who, text in heard if text == "您的证明已经开好"] == ["openid-9"]


async def _split(talk: Talk) -> customers.Customer:
    there = await talk.do(customers.by_identity, "made_up", "main", PHONE)
    (merge,) = await talk.do(customers.merges_of, talk.customer.id)
    await talk.do(customers.split, merge.id, talk.post.admin)
    assert await talk.do(end_legs_of_others, [talk.customer.id, there.id]) == 1
    return there


async def test_after_a_split_nothing_goes_to_the_other_any_more(talk: Talk) -> None:
    leg = await talk.agreed()
    await talk.texts("收到了")
    await talk.answers("您的贷款已结清")
    await talk.post.queue_out(talk.id, leg)
    there = await _split(talk)
    event = await _newest(talk, LegParted.kind)
    await Parting(talk.post.db)(event)
    await _carry(talk)
    await talk.post.deliver(leg)
    assert talk.post.channel.texts == []
    assert (await talk.now()).way == "web"
    assert [one.state for one in await talk.messages("agent")][-1] == "sent"
    async with talk.post.db.transaction() as tx:
        now = await conversations.get(tx, talk.id)
        assert [way.reach.recipient for way in await find_ways(tx, Channels([talk.post.channel]), now)] == [
            None
        ]
    await talk.texts("又是我", at=120)
    theirs = await talk.do(conversations.latest_of_customer, there.id, *MADE_UP)
    assert theirs.id != talk.id
    await talk.do(forget, [talk.customer.id])
    async with talk.post.db.transaction() as tx:
        kept = dict((await tx.execute(select(thread_table.c.id, thread_table.c.recipient))).all())
    assert kept[leg] == ""
    assert kept[theirs.id] != ""


async def test_what_has_nowhere_to_go_is_settled(talk: Talk) -> None:
    leg = await talk.agreed()
    await talk.post.queue_out(talk.id, leg)
    await talk.do(threads.change, leg, recipient="", sealed=None, data_key=None)
    await talk.post.deliver(leg)
    assert await talk.post.parts() == [("failed", "no_recipient")]


async def test_what_staff_noted_as_preferred_is_no_consent(talk: Talk) -> None:
    wanted = customers.Preference(channel="sms")
    for actor, own in ((talk.post.admin, False), (talk.who, True)):
        kept = await talk.do(customers.prefer, talk.customer.id, wanted, actor=actor)
        assert kept.by_customer is own
    kept = await talk.do(
        customers.prefer, talk.customer.id, replace(wanted, language="en"), actor=talk.post.admin
    )
    assert kept.by_customer


async def test_a_customers_name_is_not_kept_with_what_was_agreed_to(talk: Talk) -> None:
    token = new_token()
    await talk.do(invite_to, talk.id, *MADE_UP, talk.who, token, token)
    async with talk.post.db.transaction() as tx:
        assert (await tx.execute(select(continuation_table.c.by_name))).scalars().all() == [None]


async def test_an_address_in_clear_beside_a_stale_seal_is_itself(talk: Talk) -> None:
    assert await talk.do(lines.opened, PHONE, b"of before") == PHONE


async def test_the_ways_show_what_was_used_up(talk: Talk) -> None:
    await talk.agreed()
    leg = (await talk.now()).leg_id
    await talk.texts("收到了")
    await talk.do(threads.change, leg, sent_since=3, refused_at=talk.post.clock.now() + timedelta(hours=1))
    (one,) = await talk.do(threads.written_from, [talk.customer.id])
    assert (one.recipient, one.sent_since, one.refused_at is not None) == (PHONE, 3, True)
    assert PHONE not in repr(one)
