"""Customers hear of answers in their own language, wherever they are; who could not be told is tried again, and
called."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.selfservice.actions import telling
from tandem.contexts.selfservice.health import orders_check, refunds_open, requests_untold, requests_waiting
from tandem.contexts.selfservice.rules.telling import language, next_try, not_before

from .conftest import World
from .test_deciding import BOSS, LI, QA, Office, answered, asked, has_phone, queued
from .test_paying import GatewayRefused, stuck_refund

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEN = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""Ten o'clock in Shanghai."""


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


@pytest.mark.parametrize(
    ("preferred", "spoken", "house", "said"),
    [
        ("en", "zh-CN", "zh-CN", "en"), (None, "en", "zh-CN", "en"), (None, None, "en", "en"),
        ("zh-CN", "en", "en", "zh-CN"), ("", "", "zh-CN", "zh-CN"),
    ],
)  # fmt: skip
def test_the_language_is_theirs_then_the_talks_then_the_houses(
    preferred: str | None, spoken: str | None, house: str, said: str
) -> None:
    assert language(preferred, spoken, house) == said


@pytest.mark.parametrize(
    ("hours", "until"),
    [
        ((None, None), 0), (("09:00", "18:00"), 0), (("10:00", "10:01"), 0), (("00:00", "24:00"), 0),
        (("19:30", "24:00"), 9.5), (("08:00", "10:00"), 22), (("10:30", "11:00"), 0.5),
    ],
)  # fmt: skip
def test_text_messages_keep_the_hours_that_somebody_chose(
    hours: tuple[str | None, str | None], until: float
) -> None:
    assert not_before(TEN, SHANGHAI, *hours) == TEN + timedelta(hours=until)


def test_it_is_tried_for_a_week_and_no_longer() -> None:
    now, tries = TEN, 0
    while (later := next_try(tries, TEN, now)) is not None:
        assert timedelta(minutes=30) <= later - now <= timedelta(hours=12)
        now, tries = later, tries + 1
    assert timedelta(days=6) < now - TEN <= timedelta(days=7)
    assert 10 < tries < 30


async def prefers(world: World, **wanted: Any) -> None:
    async with world.db.transaction() as tx:
        wish = customers.Preference(**wanted)
        await customers.prefer(tx, world.mei.visitor.customer_id, wish, actor=world.mei.visitor.actor)


async def talk_of(world: World, customer_id: UUID, locale: str | None = None) -> UUID:
    async with world.db.transaction() as tx:
        await conversations.create_queue(tx, "general", "在线客服")
        talk, _ = await conversations.open_conversation(
            tx, customer_id=customer_id, customer_name="mei", customer_verified=True, channel="web",
            account="demo", queue_key="general", context={"locale": locale} if locale else {},
        )  # fmt: skip
    return talk.id


async def lines(world: World, talk: UUID) -> list[str]:
    async with world.db.transaction() as tx:
        said, _ = await conversations.messages(tx, talk)
    return [one.text for one in said if one.kind == "system" and one.payload["event"] == "request_answered"]


async def test_a_text_message_is_in_the_language_that_was_chosen(world: World, office: Office) -> None:
    await has_phone(world)
    await prefers(world, language="en")
    id_ = await asked(world)
    await answered(office, [id_])
    await office.tell(id_)
    ((_, said),) = office.phones.got.values()
    assert "fee dispute" in said
    assert "费用" not in said


async def test_without_a_choice_it_is_the_houses_language(world: World, office: Office) -> None:
    await has_phone(world)
    office.house = "en"
    id_ = await asked(world)
    await answered(office, [id_])
    await office.tell(id_)
    ((_, said),) = office.phones.got.values()
    assert "granted in part" in said


async def test_a_conversation_is_spoken_to_in_its_own_language(world: World, office: Office) -> None:
    talk = await talk_of(world, world.mei.visitor.customer_id, "en")
    id_ = await asked(world)
    await answered(office, [id_])
    await office.tell(id_)
    (line,) = await lines(world, talk)
    assert "has been decided: granted in part" in line


async def test_a_merged_customer_is_told_where_they_are(world: World, office: Office) -> None:
    """They asked under one identity, and have the chat open under another."""
    await has_phone(world)
    id_ = await asked(world)
    async with world.db.transaction() as tx:
        other = await customers.recognise(tx, "web_visitor", "demo", "v-1", name="访客")
        await customers.merge(
            tx, world.mei.visitor.customer_id, other.id, actor=Actor.system("test"), reason="same"
        )
    talk = await talk_of(world, other.id)
    await answered(office, [id_])
    await office.tell(id_)
    assert len(await lines(world, talk)) == 1
    assert office.phones.got == {}
    assert (await office.listed(LI, "answered=true"))[0]["told"] == "conversation"


async def test_hours_are_waited_for(world: World, office: Office) -> None:
    await has_phone(world)
    await prefers(world, contact_from="19:30", contact_until="21:00")
    id_ = await asked(world)
    await answered(office, [id_])
    await office.tell(id_)
    assert office.phones.got == {}
    (shown,) = await office.listed(LI, "answered=true")
    assert (shown["told"], shown["tell_at"]) == (None, "2026-11-23T11:30:00Z")
    assert await telling.sweep(world.db) == 0
    world.clock.advance(timedelta(hours=9, minutes=31))
    assert await telling.sweep(world.db) == 1
    await office.tell(id_)
    assert len(office.phones.got) == 1


async def test_who_could_not_be_told_is_tried_again_then_called(world: World, office: Office) -> None:
    id_ = await asked(world)
    early = await office.call(LI, "POST", f"/self-requests/{id_}/told")
    assert early.json()["code"] == "request_not_answered"
    await answered(office, [id_])
    await office.tell(id_)  # there is no conversation and no number
    (shown,) = await office.listed(LI, "untold=true")
    assert (shown["id"], shown["told"], shown["told_at"]) == (id_, "nobody", "2026-11-23T02:00:00Z")
    assert shown["tell_at"] == "2026-11-23T02:30:00Z"
    counted = (await office.call(LI, "GET", "/self-requests/waiting")).json()
    assert (counted["untold"], counted["fee_dispute"]) == (1, 0)
    world.clock.advance(timedelta(minutes=31))
    assert [await telling.sweep(world.db) for _ in range(2)] == [1, 0]  # claimed once
    await office.tell(id_)
    assert (await office.listed(LI, "untold=true"))[0]["tell_at"] == "2026-11-23T03:31:00Z"
    for path in ("told", "tell"):
        assert (await office.call(QA, "POST", f"/self-requests/{id_}/{path}")).status_code == 403
    for _ in range(2):
        assert (await office.call(LI, "POST", f"/self-requests/{id_}/told")).status_code == 204
    (shown,) = await office.listed(LI, "answered=true")
    assert (shown["told"], shown["told_by_name"], shown["tell_at"]) == ("person", "李敏", None)
    await has_phone(world)
    await office.tell(id_)  # who knows is told nothing any more
    assert office.phones.got == {}
    assert await office.listed(LI, "untold=true") == []
    assert [action for action, _ in await world.audited()].count("selfservice.request_told") == 1


async def test_a_number_that_comes_later_is_used(world: World, office: Office) -> None:
    id_ = await asked(world)
    await answered(office, [id_])
    await office.tell(id_)
    await has_phone(world)
    assert (await office.call(LI, "POST", f"/self-requests/{id_}/tell")).status_code == 204
    assert id_ in await queued(world)
    await office.tell(id_)
    assert len(office.phones.got) == 1
    (shown,) = await office.listed(LI, "answered=true")
    assert (shown["told"], shown["tell_at"]) == ("sms", None)


async def test_restricted_customers_are_told_nothing(world: World, office: Office) -> None:
    await has_phone(world)
    talk = await talk_of(world, world.mei.visitor.customer_id)
    id_ = await asked(world)
    await answered(office, [id_])
    async with world.db.transaction() as tx:
        await customers.restrict(tx, world.mei.visitor.customer_id, BOSS, reason="dispute")
    await office.tell(id_)
    assert (office.phones.got, await lines(world, talk)) == ({}, [])
    assert (await office.listed(BOSS, "untold=true"))[0]["told"] == "nobody"
    refused = await office.call(LI, "POST", f"/self-requests/{id_}/told")
    assert refused.json()["code"] == "customer_restricted"


async def test_what_waits_is_measured(world: World, office: Office) -> None:
    await stuck_refund(world, GatewayRefused("no_payment"))
    first, _ = await asked(world), await asked(world, "limit_review")
    await answered(office, [first])
    await office.tell(first)
    with pytest.raises(Exception, match="1 refunds refused"):
        await orders_check(world.db).probe()
    assert requests_untold._value.get() == 1
    assert [requests_waiting.labels(kind)._value.get() for kind in ("fee_dispute", "limit_review")] == [0, 1]
    assert [refunds_open.labels(state)._value.get() for state in ("asked", "stuck")] == [0, 1]
    counted = (await office.call(LI, "GET", "/self-requests/waiting")).json()
    assert (counted["refunds_asked"], counted["refunds_stuck"]) == (0, 1)
