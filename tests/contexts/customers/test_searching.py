"""Searching: exact numbers by their blinds, beginnings of names, nobody by nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tandem.contexts.access.api import Actor
from tandem.contexts.customers import api
from tandem.contexts.customers.rules.searching import after, readings
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Forbidden

from .conftest import AGENT, BOSS, SYSTEM
from .test_loading import row


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("", set()),
        ("   ", set()),
        ("x" * 101, set()),
        ("王芳", {"name", "borrower"}),
        ("Zhang San", {"name"}),
        ("１３８ 0013 8000", {"phone"}),
        ("13800138000", {"phone", "borrower"}),
        ("6217000012345678", {"card", "borrower"}),
        ("11010519491231002x", {"id_number", "name", "borrower"}),
        ("110105194912310021", {"card", "borrower"}),  # no ID number: the check digit is wrong
        ("b1@example.com", {"email", "name", "borrower"}),
        ("％＿", {"borrower"}),
        ("!?", {"borrower"}),
    ],
)
def test_what_a_text_may_be(typed: str, kinds: set[str]) -> None:
    assert set(readings(typed)) == kinds


@given(st.text(min_size=1, max_size=10), st.text(max_size=10))
def test_everything_that_begins_so_lies_between(prefix: str, rest: str) -> None:
    whole = (prefix + rest).encode()
    assert prefix.encode() <= whole < after(prefix).encode()


async def found(
    do, typed: str, actor: Actor = AGENT, **more: object
) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(one.customer.name, one.by) for one in await do(api.search, actor, typed, **more)]


async def test_by_every_number(do) -> None:
    ids = await do(api.load, [row(n) for n in range(1, 30)])
    for typed, by in (
        ("+86 100 0000 0007", "phone"),
        (row(7).id_number.lower(), "id_number"),
        ("6217 0000 0000 0007", "card"),
        ("B7@EXAMPLE.com", "email"),
        ("B7", "borrower"),
        ("王7", "name"),
    ):
        (one,) = await do(api.search, AGENT, typed)
        assert (one.customer.id, by in one.by) == (ids[6], True)
        assert (one.borrowers, one.masked["phone"]) == (["B7"], "100****0007")
    assert await found(do, "b7") == []  # numbers as the lender writes them


async def test_by_the_beginning_of_a_name(do, signed) -> None:
    for n, name in enumerate(("王芳", "王芳华", "王小芳", "Wang Fang", "wang li", "100%确定", "100分")):
        await signed(f"s{n}", name=name)
    assert [name for name, _ in await found(do, "王芳")] == ["王芳", "王芳华"]
    assert [name for name, _ in await found(do, "WANG ")] == ["Wang Fang", "wang li"]
    assert [name for name, _ in await found(do, "100%确")] == ["100%确定"]
    assert len(await found(do, "王", limit=2)) == 2
    assert len(await found(do, "王", limit=0)) == 1
    assert await found(do, "芳") == await found(do, "\u3000") == []


async def test_a_person_is_found_once(do, signed, visitor) -> None:
    (person,) = await do(api.load, [row(1)])
    session = await signed("s1", name="王1")
    await do(api.bind, session.id, "B1", proof="code", actor=SYSTEM)
    assert [one.customer.id for one in await do(api.search, AGENT, "王1")] == [person]
    assert set(await do(api.same_person, "10000000001")) == {person, session.id}
    assert await do(api.same_person, "王1") == []


async def test_by_a_contract(do) -> None:
    (person,) = await do(api.load, [row(1)])

    async def owners(tx: Tx, contract: str, /) -> str | None:
        return {"HT-2026-001": "B1", "HT-X": "B404"}.get(contract)

    (one,) = await do(api.search, AGENT, " HT-2026-001 ", contract_owners=owners)
    assert (one.customer.id, one.by) == (person, ("contract",))
    assert await do(api.search, AGENT, "HT-X", contract_owners=owners) == []


async def test_who_may_search_and_what_is_kept_of_it(sealing: Database, do) -> None:
    await do(api.load, [row(1)])
    with pytest.raises(Forbidden):
        await do(api.search, Actor.bot(), "王1")
    await do(api.search, AGENT, "10000000001")
    async with sealing.transaction() as tx:
        query = "SELECT data::text FROM access_audit_entry WHERE action = 'customers.searched'"
        (kept,) = (await tx.execute(text(query))).scalars().all()
    assert "phone" in kept
    assert "10000000001" not in kept


async def test_restricted_people_are_found_by_few(do) -> None:
    (person,) = await do(api.load, [row(1)])
    made = await do(api.restrict, person, BOSS, reason="request")
    assert await found(do, "王1") == []
    assert await do(api.same_person, "10000000001") == []
    assert [by for _, by in await found(do, "王1", BOSS)] == [("name",)]
    await do(api.unrestrict, person, made.id, BOSS)
    assert len(await found(do, "王1")) == 1
