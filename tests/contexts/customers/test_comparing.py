"""Customers who may be one person: by what was proven of both, never by a name, never of whom data is only stored."""

from uuid import UUID

import pytest

from tandem.contexts.customers import api
from tandem.kit.errors import Conflict, Forbidden

from .conftest import AGENT, BOSS, SYSTEM

PHONE, OTHER = "13800000001", "13800000002"
ID, ANOTHER_ID = "11010519491231002X", "440524188001010014"


@pytest.fixture
def somebody(do, visitor):
    async def made(*, phone: str | None = None, id_number: str | None = None, verified: bool = True) -> UUID:
        one = await visitor()
        for kind, value in (("phone", phone), ("id_number", id_number)):
            if value is not None:
                await do(api.note_personal, one.id, kind, value, source="customer", verified=verified)
        return one.id

    return made


async def proposed(do, one: UUID) -> list[tuple[UUID, tuple[str, ...]]]:
    return [(found.customer.id, tuple(found.kinds)) for found in await do(api.duplicates_of, one)]


async def test_the_same_proven_numbers_are_a_reason(do, somebody) -> None:
    me, phone = await somebody(phone=PHONE, id_number=ID), await somebody(phone=PHONE)
    both = await somebody(phone=PHONE, id_number=ID)
    await somebody(phone=OTHER)
    assert await proposed(do, me) == [(both, ("id_number", "phone")), (phone, ("phone",))]
    assert (me, ("phone",)) in await proposed(do, phone)


async def test_what_was_only_typed_and_names_are_none(do, somebody, signed) -> None:
    me = await somebody(phone=PHONE)
    await somebody(phone=PHONE, verified=False)
    assert await proposed(do, me) == []
    one, other = await signed("u1", name="王芳"), await signed("u2", name="王芳")
    assert await proposed(do, one.id) == []
    assert await proposed(do, other.id) == []


async def test_another_id_number_tells_apart(do, somebody) -> None:
    me, spouse = await somebody(phone=PHONE, id_number=ID), await somebody(phone=PHONE, id_number=ANOTHER_ID)
    assert await proposed(do, me) == []
    assert await proposed(do, spouse) == []


async def test_told_apart_stays_told_apart(do, somebody) -> None:
    me, other, third = [await somebody(phone=PHONE) for _ in range(3)]
    with pytest.raises(Forbidden):
        await do(api.tell_apart, me, other, SYSTEM.__class__("staff", other, "质检", frozenset()))
    for _ in range(2):
        await do(api.tell_apart, other, me, AGENT)
    assert await proposed(do, me) == [(third, ("phone",))]
    assert [who for who, _ in await proposed(do, other)] == [third]
    joined = await do(api.merge, other, third, actor=BOSS, reason="同一人，证件一致")
    assert await proposed(do, me) == [], "who they became is told apart, too"
    with pytest.raises(Conflict):
        await do(api.tell_apart, joined.id, third, AGENT)


async def test_of_restricted_persons_nothing_is_said(do, somebody) -> None:
    me, other = await somebody(phone=PHONE), await somebody(phone=PHONE)
    made = await do(api.restrict, other, BOSS, reason="dispute")
    assert await proposed(do, me) == []
    assert await proposed(do, other) == []
    await do(api.unrestrict, other, made.id, BOSS)
    assert await proposed(do, me) == [(other, ("phone",))]
