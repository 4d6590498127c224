"""Binding to a borrower number: once, whoever comes at once, never to two."""

import asyncio

import pytest
from sqlalchemy import text

from tandem.contexts.customers import api
from tandem.contexts.customers.errors import BoundToAnother
from tandem.contexts.customers.rules.borrowers import account_of, borrower_number
from tandem.kit.db import Database
from tandem.kit.errors import Invalid, NotFound
from tandem.kit.ids import new_id

from .conftest import NOW, SYSTEM, waits


async def bind(do, customer: api.Customer, number: str, proof: str = "code") -> api.Customer:
    return await do(api.bind, customer.id, number, proof=proof, actor=SYSTEM)


async def events(db: Database, kind: str) -> int:
    async with db.transaction() as tx:
        found = await tx.execute(text("SELECT count(*) FROM event WHERE kind = :kind"), {"kind": kind})
        return int(found.scalar_one())


@pytest.mark.parametrize(
    ("typed", "number"), [(" B10086 ", "B10086"), ("Ｂ１２", "B12"), ("overdue/7", "overdue/7")]
)
def test_numbers_have_one_form(typed: str, number: str) -> None:
    assert borrower_number(typed) == number


@pytest.mark.parametrize("typed", ["", "  ", "a b", "x" * 65, "a\x00", "a\u202eb"])
def test_what_is_no_number(typed: str) -> None:
    with pytest.raises(Invalid):
        borrower_number(typed)


@pytest.mark.parametrize(
    ("attributes", "account"),
    [
        ({"account": " B1 "}, "B1"),
        ({"account": 17}, "17"),
        ({"account": True}, None),
        ({"account": ["B1"]}, None),
        ({"account": ""}, None),
        ({}, None),
    ],
)
def test_the_account_of_a_signed_identity(attributes: dict[str, object], account: str | None) -> None:
    assert account_of(attributes) == account


async def test_a_number_of_nobody_is_theirs(sealing: Database, do, visitor) -> None:
    one = await visitor()
    assert await do(api.borrower_of, one.id) is None
    assert (await bind(do, one, "B1")).id == one.id
    assert (await bind(do, one, " B1 ")).id == one.id  # again: nothing
    assert await do(api.borrower_of, one.id) == "B1"
    assert (await do(api.by_borrower, "B1")).id == one.id
    assert await do(api.by_borrower, "B2") is None
    assert await events(sealing, "customers.bound") == 1
    assert not (await do(api.find, one.id)).verified  # the session of a visitor goes on as what it was


async def test_a_number_of_somebody_makes_them_one_person(sealing: Database, do, visitor) -> None:
    first, second = await visitor(), await visitor()
    await bind(do, first, "B1")
    assert (await bind(do, second, "B1")).id == first.id
    assert await do(api.canonical, second.id) == first.id
    assert await do(api.borrower_of, second.id) == "B1"
    (made,) = await do(api.merges_of, second.id)
    assert (made.reason, made.evidence) == ("bound", {"proof": "code", "borrower": "B1"})
    assert await events(sealing, "customers.bound") == 2
    await do(api.split, made.id, SYSTEM)
    assert await do(api.borrower_of, second.id) is None


async def test_nobody_is_two_borrowers(do, visitor) -> None:
    one, other = await visitor(), await visitor()
    await bind(do, one, "B1")
    await bind(do, other, "B2")
    for number in ("B2", "B3"):
        with pytest.raises(BoundToAnother):
            await bind(do, one, number)
    with pytest.raises(NotFound):
        await do(api.bind, new_id(), "B9", proof="code", actor=SYSTEM)
    with pytest.raises(Invalid):
        await bind(do, one, "")
    await do(api.merge, one.id, other.id, actor=SYSTEM, reason="主管核实：换了客户编号")
    assert await do(api.borrowers_of, other.id) == ["B2", "B1"]  # the own one first
    assert await do(api.borrower_of, one.id) == "B1"


async def test_many_sessions_bind_at_once(sealing: Database, do, visitor) -> None:
    sessions = [await visitor() for _ in range(8)]
    people = await asyncio.gather(*(bind(do, one, "B1") for one in sessions))
    assert len({one.id for one in people}) == 1
    assert {await do(api.canonical, one.id) for one in sessions} == {people[0].id}
    async with sealing.transaction() as tx:
        rows = await tx.execute(text("SELECT count(*) FROM customer_identity WHERE kind = 'borrower'"))
        assert rows.scalar_one() == 1


async def test_one_session_binds_two_numbers_at_once(do, visitor) -> None:
    one = await visitor()
    ended = await asyncio.gather(*(bind(do, one, f"B{n}") for n in range(6)), return_exceptions=True)
    assert sum(isinstance(end, BoundToAnother) for end in ended) == 5
    assert len(await do(api.borrowers_of, one.id)) == 1


async def test_a_split_meanwhile_does_not_bind_the_wrong_person(sealing: Database, do, visitor) -> None:
    person, session = await visitor(), await visitor()
    await do(api.merge, person.id, session.id, actor=SYSTEM, reason="同一人")
    (made,) = await do(api.merges_of, session.id)
    async with sealing.transaction() as tx:
        await api.split(tx, made.id, SYSTEM)
        binding = asyncio.create_task(bind(do, session, "B1"))  # still finds the person they were part of
        await waits(sealing)
    assert (await binding).id == session.id
    assert await do(api.borrower_of, person.id) is None


# Signed identities -----------------------------------------------------------------------------------------


async def test_a_signature_binds(do, signed, visitor) -> None:
    one = await signed("s1", "B1")
    assert await do(api.borrower_of, one.id) == "B1"
    assert (await signed("s1", "B1")).id == one.id
    other_site = await do(
        api.recognise, "web_signed", "other", "s9", verified=True, attributes={"account": "B1"}
    )
    assert other_site.id != one.id  # a session keeps its own customer
    assert await do(api.canonical, other_site.id) == one.id
    anonymous = await visitor()
    linked = await do(api.link, anonymous.id, "web_signed", "demo", "s2", attributes={"account": 2})
    assert (linked.id, await do(api.borrower_of, linked.id)) == (anonymous.id, "2")


async def test_an_unsigned_account_binds_nobody(do) -> None:
    one = await do(api.recognise, "web_anonymous", "demo", "x", attributes={"account": "B1"})
    assert await do(api.borrower_of, one.id) is None


async def test_a_site_may_correct_itself(do, signed, visitor) -> None:
    one = await signed("s1", "B1")
    await signed("s1", "B2")
    assert await do(api.borrowers_of, one.id) == ["B2"]
    by_code = await visitor()
    await bind(do, by_code, "B3")
    await signed("s1", "B3")  # now part of that person ...
    assert await do(api.canonical, one.id) == by_code.id
    await signed("s1", "B4")  # ... and now not
    assert await do(api.borrowers_of, one.id) == ["B4"]
    assert await do(api.borrowers_of, by_code.id) == ["B3"]


async def test_who_is_corrected_takes_nobody_along(do, signed, visitor) -> None:
    wrong, other, by_code = await signed("s1", "B1"), await signed("s2", "B1"), await visitor()
    await bind(do, by_code, "B1")
    assert await do(api.canonical, other.id) == await do(api.canonical, by_code.id) == wrong.id
    await signed("s1", "B2")
    assert await do(api.borrowers_of, wrong.id) == ["B2"]
    assert await do(api.family, wrong.id) == [wrong.id]
    for one in (other, by_code):  # they are who they proved to be, and one person
        assert await do(api.borrowers_of, one.id) == ["B1"]
        assert await do(api.canonical, one.id) == other.id
    assert (await signed("s2", "B1")).id == other.id


async def test_a_correction_after_staff_merged(sealing: Database, do, signed, visitor) -> None:
    """The family hangs under somebody else by then; and a merge of before numbers were written down."""
    wrong, person = await signed("s1", "B1"), await visitor()
    await do(api.merge, person.id, wrong.id, actor=SYSTEM, reason="同一人")
    other, older = await signed("s2", "B1"), await signed("s3", "B1")
    async with sealing.transaction() as tx:
        forget = "UPDATE customer_merge SET evidence = evidence - 'borrower' WHERE gone_id = :id"
        await tx.execute(text(forget), {"id": older.id})
    await signed("s1", "B2")
    assert await do(api.borrowers_of, wrong.id) == ["B2"]
    assert set(await do(api.family, wrong.id)) == {person.id, wrong.id}  # what staff said stands
    assert await do(api.borrowers_of, other.id) == ["B1"]
    assert await do(api.borrowers_of, older.id) == []
    await signed("s3", "B1")
    assert await do(api.borrowers_of, older.id) == ["B1"]


async def test_a_code_outweighs_a_signature(do, visitor) -> None:
    one = await visitor()
    await bind(do, one, "B1")
    linked = await do(api.link, one.id, "web_signed", "demo", "s1", attributes={"account": "B1"})
    assert linked.id == one.id
    again = await do(api.recognise, "web_signed", "demo", "s1", verified=True, attributes={"account": "B2"})
    assert (again.id, await do(api.borrower_of, one.id)) == (one.id, "B1")


async def test_a_shared_computer(do, visitor) -> None:
    """Somebody proved by a code who they are; somebody else signs in there."""
    one = await visitor()
    await bind(do, one, "B1")
    other = await do(api.link, one.id, "web_signed", "demo", "s2", attributes={"account": "B2"})
    assert other.id != one.id
    nameless = await do(api.link, one.id, "web_signed", "demo", "s3")
    assert nameless.id not in (one.id, other.id)


async def test_an_account_that_is_no_number_does_not_keep_anybody_out(do, signed) -> None:
    one = await signed("s1", "nicht gut")
    assert await do(api.borrower_of, one.id) is None
    assert one.created_at == NOW
