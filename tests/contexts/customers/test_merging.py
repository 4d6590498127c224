"""Merging and splitting: families, never deeper than one, with history, whoever comes at once."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select, text

from tandem.contexts.access import permissions
from tandem.contexts.access.permissions import ROLE_PERMISSIONS
from tandem.contexts.customers import api
from tandem.contexts.customers.errors import MergeNotFound, MergeUndone, SamePerson, TwoProven
from tandem.contexts.customers.models import customer_table
from tandem.contexts.customers.rules import merging
from tandem.contexts.customers.rules.merging import Standing, may_merge, may_split
from tandem.kit.db import Database
from tandem.kit.errors import Forbidden, Invalid, NotFound
from tandem.kit.ids import new_id

from .conftest import AGENT, BOSS, SYSTEM, waits

UNKNOWN, SIGNED, BORROWER = (
    Standing(False, frozenset()),
    Standing(True, frozenset()),
    Standing(False, frozenset({"B1"})),
)


@pytest.mark.parametrize(
    ("kept", "gone", "agent", "supervisor"),
    [
        (UNKNOWN, UNKNOWN, "may", "may"),
        (BORROWER, UNKNOWN, "may", "may"),
        (UNKNOWN, SIGNED, "may", "may"),
        (BORROWER, SIGNED, "two_proven", "may"),
        (SIGNED, SIGNED, "two_proven", "may"),
        (BORROWER, Standing(False, frozenset({"B2"})), "two_proven", "may"),
    ],
)
def test_who_may_merge(kept: Standing, gone: Standing, agent: str, supervisor: str) -> None:
    assert may_merge(kept, gone, ROLE_PERMISSIONS["agent"]) == agent
    assert may_merge(kept, gone, ROLE_PERMISSIONS["supervisor"]) == supervisor
    assert may_merge(kept, gone, ROLE_PERMISSIONS["qa"]) == "not_allowed"


def test_what_was_proven_only_a_supervisor_parts() -> None:
    agent, boss = ROLE_PERMISSIONS["agent"], ROLE_PERMISSIONS["supervisor"]
    assert may_split({}, agent) is None
    assert may_split({"two_proven": True}, agent) == permissions.CUSTOMERS_MERGE_PROVEN
    assert may_split({"proof": "code"}, agent) == permissions.CUSTOMERS_MERGE_PROVEN
    assert may_split({"proof": "code"}, boss) is None
    assert may_split({}, ROLE_PERMISSIONS["qa"]) == permissions.CUSTOMERS_MERGE
    assert (merging.MERGE, merging.MERGE_PROVEN) == (
        permissions.CUSTOMERS_MERGE,
        permissions.CUSTOMERS_MERGE_PROVEN,
    )


async def merge(do, kept: api.Customer, gone: api.Customer, actor=BOSS) -> api.Customer:
    return await do(api.merge, kept.id, gone.id, actor=actor, reason="同一人，两个浏览器", evidence={})


async def test_a_family_stays_one_level_deep(do, visitor) -> None:
    a, b, c, d = [await visitor() for _ in range(4)]
    await merge(do, b, c)
    await merge(do, a, b)
    await merge(do, d, a)
    for one in (a, b, c, d):
        assert await do(api.canonical, one.id) == d.id
        assert set(await do(api.family, one.id)) == {a.id, b.id, c.id, d.id}
    assert (await do(api.family, c.id))[0] == d.id
    found = await do(api.find, c.id)
    assert (found.id, found.merged_into, found.person_id) == (c.id, d.id, d.id)
    assert await do(api.family, new_id()) == []
    with pytest.raises(NotFound):
        await do(api.canonical, new_id())


async def test_not_twice_and_not_in_a_circle(do, visitor) -> None:
    a, b, c = [await visitor() for _ in range(3)]
    await merge(do, a, b)
    for kept, gone in ((a, b), (b, a), (a, a), (b, b)):
        with pytest.raises(SamePerson):
            await merge(do, kept, gone)
    await merge(do, b, c)  # whoever is part of a person speaks for that person
    assert await do(api.canonical, c.id) == a.id
    with pytest.raises(NotFound):
        await do(api.merge, a.id, new_id(), actor=BOSS, reason="x")


async def test_reasons_and_permissions(do, visitor, signed) -> None:
    a, b, first, second = await visitor(), await visitor(), await signed("one"), await signed("two")
    for reason in ("", "  ", "长" * 501):
        with pytest.raises(Invalid):
            await do(api.merge, a.id, b.id, actor=BOSS, reason=reason)
    with pytest.raises(TwoProven):
        await merge(do, first, second, AGENT)
    for actor in (api_customer(a), BOT):
        with pytest.raises(Forbidden):
            await merge(do, a, b, actor)
    assert (await merge(do, first, a, AGENT)).id == first.id
    assert (await merge(do, first, second)).id == first.id


def api_customer(customer: api.Customer):
    return type(BOSS).customer(customer.id, "访客")


BOT = type(BOSS).bot()


async def test_splitting_gives_back_who_came_along(do, visitor) -> None:
    a, b, c, d = [await visitor() for _ in range(4)]
    await merge(do, b, c)
    await merge(do, a, b)
    await merge(do, d, a)
    of_b = next(m for m in await do(api.merges_of, a.id) if m.gone_id == b.id)
    undone = await do(api.split, of_b.id, BOSS, "不是同一人")
    assert (undone.undone, undone.undone_by_name, undone.undone_note) == (True, "周敏", "不是同一人")
    assert set(await do(api.family, c.id)) == {b.id, c.id}
    assert await do(api.canonical, a.id) == d.id
    with pytest.raises(MergeUndone):
        await do(api.split, of_b.id, BOSS)
    with pytest.raises(MergeNotFound):
        await do(api.split, new_id(), BOSS)
    await merge(do, c, d)  # and they may come together again, another way round
    assert set(await do(api.family, a.id)) == {a.id, b.id, c.id, d.id}
    assert len([m for m in await do(api.merges_of, a.id) if m.undone]) == 1


async def test_what_was_restricted_together_stays_restricted_apart(do, visitor) -> None:
    a, b, c = [await visitor() for _ in range(3)]
    await merge(do, b, c)
    await merge(do, a, b)
    together = await do(api.restrict, a.id, BOSS, reason="dispute", note="正在调查")
    over = await do(api.restrict, a.id, BOSS, reason="law")
    await do(api.unrestrict, a.id, over.id, BOSS)
    of_b = next(m for m in await do(api.merges_of, a.id) if m.gone_id == b.id)
    await do(api.split, of_b.id, BOSS)
    for one in (a, b, c):
        with pytest.raises(api.CustomerRestricted):
            await do(api.refuse_restricted, AGENT, one.id)
    kept = await do(api.standing_restriction, c.id)
    assert (kept.id == together.id, kept.customer_id, kept.note) == (False, b.id, "正在调查")
    await do(api.unrestrict, c.id, kept.id, BOSS)
    await do(api.refuse_restricted, AGENT, b.id)  # the other was lifted while they were together


async def test_a_restriction_of_one_alone_stays_with_that_one(sealing: Database, do, visitor) -> None:
    a, b = await visitor(), await visitor()
    await do(api.restrict, a.id, BOSS, reason="dispute")
    sealing.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]
    await merge(do, a, b)
    (made,) = await do(api.merges_of, a.id)
    await do(api.split, made.id, BOSS)
    await do(api.refuse_restricted, AGENT, b.id)
    with pytest.raises(api.CustomerRestricted):
        await do(api.refuse_restricted, AGENT, a.id)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_any_order_of_merges_and_splits(sealing: Database, do, visitor, seed: int) -> None:
    """Against the plain model: edges that stand, followed to the root."""
    people, random = [(await visitor()).id for _ in range(7)], Random(seed)
    edges: dict[UUID, tuple[UUID, UUID]] = {}

    def root(one: UUID) -> UUID:
        up = {gone: kept for kept, gone in edges.values()}
        while one in up:
            one = up[one]
        return one

    for _ in range(40):
        kept, gone = random.sample(people, 2)
        if edges and random.random() < 0.35:
            merge_id = random.choice(sorted(edges))
            await do(api.split, merge_id, SYSTEM)
            del edges[merge_id]
        elif root(kept) != root(gone):
            pair = (root(kept), root(gone))
            await do(api.merge, kept, gone, actor=SYSTEM, reason="x")
            made = await do(api.merges_of, kept)
            edges[next(m.id for m in made if (m.kept_id, m.gone_id) == pair and not m.undone)] = pair
        async with sealing.transaction() as tx:
            rows = (await tx.execute(select(customer_table.c.id, customer_table.c.merged_into))).all()
        assert {id_: into or id_ for id_, into in rows} == {one: root(one) for one in people}


async def test_everybody_merges_everybody_at_once(sealing: Database, do, visitor) -> None:
    people = [(await visitor()).id for _ in range(5)]

    async def one(kept: UUID, gone: UUID) -> None:
        with suppress(SamePerson):
            await do(api.merge, kept, gone, actor=SYSTEM, reason="x")

    await asyncio.gather(*(one(a, b) for a in people for b in people if a != b))
    assert len({await do(api.canonical, one) for one in people}) == 1
    async with sealing.transaction() as tx:
        standing = (await tx.execute(text("SELECT count(*) FROM customer_merge"))).scalar_one()
    assert standing == 4


async def test_both_sides_split_at_once(do, visitor) -> None:
    a, b = await visitor(), await visitor()
    await merge(do, a, b)
    (made,) = await do(api.merges_of, b.id)
    ended = await asyncio.gather(*(do(api.split, made.id, BOSS) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(one, MergeUndone) for one in ended) == 3
    assert await do(api.canonical, b.id) == b.id


@pytest.mark.parametrize("kept_side", [True, False])
async def test_a_split_meanwhile_does_not_merge_the_wrong_person(
    sealing: Database, do, visitor, kept_side: bool
) -> None:
    person, session, third = [await visitor() for _ in range(3)]
    await merge(do, person, session)
    (made,) = await do(api.merges_of, session.id)
    pair = (session, third) if kept_side else (third, session)
    async with sealing.transaction() as tx:
        await api.split(tx, made.id, SYSTEM)
        merging_ = asyncio.create_task(merge(do, *pair))
        await waits(sealing)
    assert (await merging_).id == pair[0].id
    assert set(await do(api.family, third.id)) == {session.id, third.id}
    assert await do(api.family, person.id) == [person.id]


async def test_names_shown_are_the_persons(do, visitor, signed) -> None:
    person, session = await signed("one", name="王芳"), await visitor()
    await merge(do, person, session)
    assert await do(api.names, [session.id, person.id]) == {session.id: "王芳", person.id: "王芳"}
    assert (await do(api.find, session.id)).name is None  # the session itself learns nothing


async def test_who_many_are_is_one_question(do, visitor) -> None:
    kept, gone, alone = await visitor(), await visitor(), await visitor()
    await do(api.merge, kept.id, gone.id, actor=SYSTEM, reason="x")
    found = await do(api.canonicals, [gone.id, alone.id, kept.id, new_id()])
    assert found == {gone.id: kept.id, kept.id: kept.id, alone.id: alone.id}
    assert await do(api.canonicals, []) == {}
