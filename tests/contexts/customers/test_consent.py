"""Consents by purpose: given to a text, withdrawn as easily, never rewritten; and how customers want to be reached."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.customers import api
from tandem.contexts.customers.consent.errors import ConsentTextUnknown
from tandem.contexts.customers.consent.record import Consent, Preference
from tandem.contexts.customers.consent.rules import (
    PURPOSES,
    minutes_of,
    outdated,
    permits,
    repeats,
    span_fault,
)
from tandem.contexts.customers.errors import CustomerNotFound
from tandem.demo.seed.consents import TEXTS, load
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.errors import Forbidden, Invalid, TandemError
from tandem.kit.ids import new_id

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ADMIN = Actor("staff", new_id(), "陆承宇", permissions_of(["admin"]))
AGENT = Actor("staff", new_id(), "林静怡", permissions_of(["agent"]))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=8, clock=FixedClock(NOW))
    await do(database, load, ADMIN)
    yield database
    await database.close()


async def do(db: Database, action, *args, **values):
    async with db.transaction() as tx:
        return await action(tx, *args, **values)


async def somebody(db: Database) -> UUID:
    return (await do(db, api.recognise, "web_anonymous", "demo", new_id().hex)).id


async def say(db: Database, who: UUID, purpose: str, given: bool, version: int | None = 1, **values):
    actor = Actor.customer(who, "访客")
    return await do(
        db, api.note_consent, who, purpose, given, actor=actor, channel="web", text_version=version, **values
    )


def record(given: bool, version: int | None = 1) -> Consent:
    return Consent(
        new_id(),
        new_id(),
        "marketing",
        given,
        version,
        "zh-CN" if version else None,
        "web",
        {},
        NOW,
        None,
        "x",
    )


@pytest.mark.parametrize(
    ("newest", "now_given", "version", "same"),
    [
        (None, True, 1, False),
        (None, False, None, False),
        (record(True), True, 1, True),
        (record(True), True, 2, False),  # the words changed: agreeing to them is news
        (record(True), False, 1, False),
        (record(False), False, None, True),
        (record(False, None), True, 1, False),
    ],
)
def test_what_says_nothing_new(newest: Consent | None, now_given: bool, version: int, same: bool) -> None:
    assert repeats(newest, now_given, version) is same


def test_what_is_permitted() -> None:
    assert not permits(None)
    assert permits(record(True))
    assert not permits(record(False))


def test_outdated() -> None:
    assert outdated(record(True, 1), 2)
    assert not outdated(record(True, 2), 2)
    assert not outdated(record(False, 1), 2)
    assert not outdated(None, 2)


@given(st.integers(0, 24 * 60), st.integers(0, 24 * 60))
def test_a_span_ends_after_it_begins(begin: int, end: int) -> None:
    clocks = [f"{m // 60:02}:{m % 60:02}" for m in (begin, end)]
    assert [minutes_of(c) for c in clocks] == [begin, end]
    assert (span_fault(*clocks) is None) is (begin < end)


@pytest.mark.parametrize(
    "span", [("09:00", None), (None, "18:00"), ("9:00", "18:00"), ("09:61", "18:00"), ("24:01", "25:00")]
)
def test_spans_that_are_none(span: tuple[str | None, str | None]) -> None:
    assert span_fault(*span)


async def test_given_withdrawn_given_again(db: Database) -> None:
    who = await somebody(db)
    assert await do(db, api.consents, who) == []
    first, new = await say(db, who, "marketing", True, evidence={"form": "pre_chat"})
    assert new
    assert (first.text_version, first.text_locale, first.at, first.evidence) == (
        1,
        "zh-CN",
        NOW,
        {"form": "pre_chat"},
    )
    assert await do(db, api.consented, who, "marketing")
    assert not await do(db, api.consented, who, "profiling")
    again, new = await say(db, who, "marketing", True)
    assert (again.id, new) == (first.id, False)
    await say(db, who, "marketing", False, None)
    assert not await do(db, api.consented, who, "marketing")
    await say(db, who, "marketing", True)
    history = await do(db, api.consent_history, who)
    assert [one.given for one in history] == [True, False, True]
    async with db.transaction() as tx:
        kinds = (
            await tx.execute(text("SELECT count(*) FROM event WHERE kind = 'customers.consent_changed'"))
        ).scalar_one()
        actions = [
            r[0]
            for r in await tx.execute(
                text("SELECT action FROM access_audit_entry WHERE subject = :s ORDER BY at, id"),
                {"s": f"customer:{who}"},
            )
        ]
    assert kinds == 3
    assert actions == ["customer.consent_given", "customer.consent_withdrawn", "customer.consent_given"]


async def test_of_many_at_once_one_is_kept_and_the_last_word_stands(db: Database) -> None:
    who = await somebody(db)
    told = await asyncio.gather(*(say(db, who, "recording", True) for _ in range(6)))
    assert sum(new for _, new in told) == 1
    assert len({consent.id for consent, _ in told}) == 1


async def test_what_cannot_be_agreed_to(db: Database) -> None:
    who = await somebody(db)
    for refused in (
        say(db, who, "marketing", True, None),
        say(db, who, "marketing", True, 7),
        say(db, who, "marketing", True, 1, text_locale="fr"),
    ):
        with pytest.raises(ConsentTextUnknown):
            await refused
    with pytest.raises(Invalid):
        await say(db, who, "curiosity", True)
    with pytest.raises(CustomerNotFound):
        await say(db, new_id(), "marketing", True)
    assert await do(db, api.consent_history, who) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE customer_consent SET given = true",
        "DELETE FROM customer_consent",
        "UPDATE customer_consent_text SET body = 'x'",
    ],
)
async def test_nothing_is_rewritten(db: Database, statement: str) -> None:
    await say(db, await somebody(db), "marketing", False)
    with pytest.raises((DBAPIError, TandemError), match="append-only"):
        async with db.transaction() as tx:
            await tx.execute(text(statement))


async def test_a_new_text_leaves_what_was_agreed_to(db: Database) -> None:
    who = await somebody(db)
    await say(db, who, "profiling", True)
    with pytest.raises(Forbidden):
        await do(db, api.publish_consent_text, AGENT, "profiling", TEXTS["profiling"])
    with pytest.raises(Invalid):
        await do(db, api.publish_consent_text, ADMIN, "profiling", {"zh-CN": ("标题", "正文")})
    assert await do(db, api.publish_consent_text, ADMIN, "profiling", TEXTS["profiling"]) == 2
    texts = await do(db, api.consent_texts, "en")
    assert set(texts) == set(PURPOSES)
    assert texts["profiling"].version == 2
    assert await do(db, api.consented, who, "profiling")
    shown = api.own_consents(await do(db, api.consents, who), texts)
    assert {one.purpose: one.outdated for one in shown.items if one.given} == {"profiling": True}
    await say(db, who, "profiling", True, 2)
    assert (await do(db, api.consent, who, "profiling")).text_version == 2


async def test_a_consent_counts_for_the_person(db: Database) -> None:
    one, two = await somebody(db), await somebody(db)
    await say(db, one, "marketing", True)
    assert not await do(db, api.consented, two, "marketing")
    merge = {"actor": AGENT, "reason": "同一个人", "evidence": {}}
    await do(db, api.merge, one, two, **merge)
    assert await do(db, api.consented, two, "marketing")
    await say(db, two, "marketing", False)
    assert not await do(db, api.consented, one, "marketing")
    assert len(await do(db, api.consent_history, one)) == 2


async def test_preferences(db: Database) -> None:
    who, customer = await somebody(db), Actor.customer(new_id(), "访客")
    assert await do(db, api.preferences, who) == Preference()
    wanted = Preference("09:30", "20:00", "zh-CN", "phone")
    kept = await do(db, api.prefer, who, wanted, actor=customer)
    assert (kept.contact_from, kept.contact_until, kept.channel, kept.changed_at) == (
        "09:30",
        "20:00",
        "phone",
        NOW,
    )
    clock = db.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(hours=1))
    assert (await do(db, api.prefer, who, wanted, actor=AGENT)).changed_at == NOW  # nothing new
    for bad in (Preference("20:00", "09:00"), Preference(language="fr"), Preference(channel="pigeon")):
        with pytest.raises(Invalid):
            await do(db, api.prefer, who, bad, actor=AGENT)
    assert (await do(db, api.prefer, who, Preference(), actor=AGENT)).contact_from is None


async def test_consents_given_elsewhere_are_taken_in_to_the_texts_in_force(db: Database):
    rows = []
    async with db.transaction() as tx:
        for number in range(3):
            known = await api.recognise(tx, "app", "core", str(number))
            rows.append(api.KnownConsent(known.id, "profiling", number != 1, NOW - timedelta(days=90)))
        await api.load_consents(tx, rows, ADMIN, channel="core")
        given = [await api.consented(tx, row.customer_id, "profiling") for row in rows]
        kept = await api.consent(tx, rows[0].customer_id, "profiling")
    assert given == [True, False, True]
    assert kept is not None
    assert (kept.channel, kept.text_version, kept.at) == ("core", 1, NOW - timedelta(days=90))


async def test_what_was_said_here_is_not_overruled_by_what_is_taken_in(db: Database) -> None:
    person, session, silent = await somebody(db), await somebody(db), await somebody(db)
    await do(db, api.merge, person, session, actor=Actor.system("test"), reason="x")
    await say(db, session, "profiling", False)
    rows = [
        api.KnownConsent(who, purpose, True, NOW - timedelta(days=90))
        for who in (person, silent)
        for purpose in ("profiling", "marketing")
    ]
    await do(db, api.load_consents, rows, ADMIN, channel="core")
    stands = {
        (who, purpose): await do(db, api.consented, who, purpose)
        for who in (person, silent)
        for purpose in ("profiling", "marketing")
    }
    assert list(stands.values()) == [False, True, True, True]
    assert len(await do(db, api.consent_history, person)) == 2


async def test_a_consent_to_words_that_do_not_exist_is_not_taken_in(db: Database):
    rows = [api.KnownConsent(await somebody(db), "profiling", True, NOW)]
    with pytest.raises(ConsentTextUnknown):
        await do(db, api.load_consents, rows, ADMIN, channel="core", locale="fr")
