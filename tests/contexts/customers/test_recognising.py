"""Customers: recognised once however many come at once, named, linked."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tandem.contexts.customers import api
from tandem.contexts.customers.models import customer_identity_table, customer_table
from tandem.contexts.customers.rules import cleaned_name
from tandem.kit.db import Database
from tandem.kit.errors import NotFound
from tandem.kit.ids import new_id


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=8)
    yield database
    await database.close()


async def recognise(db: Database, subject: str, **values: object) -> api.Customer:
    async with db.transaction() as tx:
        return await api.recognise(tx, "web_signed", "demo", subject, **values)  # type: ignore[arg-type]


async def count(db: Database) -> tuple[int, int]:
    async with db.transaction() as tx:
        people = (await tx.execute(select(func.count()).select_from(customer_table))).scalar_one()
        identities = (
            await tx.execute(select(func.count()).select_from(customer_identity_table))
        ).scalar_one()
    return people, identities


async def test_many_at_once_are_one(db: Database) -> None:
    found = await asyncio.gather(*(recognise(db, "one") for _ in range(12)))
    assert len({customer.id for customer in found}) == 1
    assert await count(db) == (1, 1)


async def test_identities_are_of_a_kind_and_an_account(db: Database) -> None:
    async with db.transaction() as tx:
        ids = {
            (await api.recognise(tx, kind, account, "same")).id
            for kind in ("web_signed", "web_anonymous")
            for account in ("demo", "other")
        }
    assert len(ids) == 4


async def test_what_is_told_is_kept(db: Database) -> None:
    first = await recognise(db, "one", name="张三", attributes={"tier": "gold"})
    assert (first.name, first.verified) == ("张三", False)
    later = await recognise(db, "one", verified=True, locale="en", attributes={"city": "杭州"})
    assert (later.name, later.verified, later.locale) == ("张三", True, "en")
    assert later.attributes == {"tier": "gold", "city": "杭州"}
    assert (await recognise(db, "one")).verified


async def test_names(db: Database) -> None:
    customer = await recognise(db, "one")
    assert customer.display_name() == f"访客 {customer.id.hex[-4:].upper()}"
    assert customer.display_name("en").startswith("Visitor ")
    async with db.transaction() as tx:
        await api.rename(tx, customer.id, "  李\u202e四 \n")
        assert await api.names(tx, [customer.id, new_id()]) == {customer.id: "李 四"}
        with pytest.raises(NotFound):
            await api.rename(tx, new_id(), "谁")
        with pytest.raises(NotFound):
            await api.get(tx, new_id())
    assert cleaned_name("\x00 ") is None
    assert cleaned_name("长" * 100) == "长" * 64


async def anonymous(db: Database) -> UUID:
    async with db.transaction() as tx:
        return (await api.recognise(tx, "web_anonymous", "demo", new_id().hex)).id


async def link(db: Database, customer_id: UUID, subject: str) -> api.Customer:
    async with db.transaction() as tx:
        return await api.link(tx, customer_id, "web_signed", "demo", subject, name="王五")


async def test_a_new_person_keeps_the_history(db: Database) -> None:
    visitor = await anonymous(db)
    linked = await link(db, visitor, "five")
    assert (linked.id, linked.verified, linked.name) == (visitor, True, "王五")
    assert (await recognise(db, "five")).id == visitor


async def test_a_known_person_is_themselves(db: Database) -> None:
    known, visitor = await recognise(db, "five", verified=True), await anonymous(db)
    assert (await link(db, visitor, "five")).id == known.id


async def test_a_proven_customer_is_nobody_elses(db: Database) -> None:
    first = await link(db, await anonymous(db), "first")
    assert (await link(db, first.id, "second")).id != first.id


async def test_two_tabs_sign_in_at_once(db: Database) -> None:
    visitor = await anonymous(db)
    linked = await asyncio.gather(*(link(db, visitor, "five") for _ in range(8)))
    assert {customer.id for customer in linked} == {visitor}


async def test_two_people_claim_one_visitor_at_once(db: Database) -> None:
    visitor = await anonymous(db)
    linked = await asyncio.gather(*(link(db, visitor, f"person-{n}") for n in range(4)))
    assert len({customer.id for customer in linked}) == 4
    assert sum(customer.id == visitor for customer in linked) == 1
