"""What is concluded about a person: in the copy of their data, and gone when they are erased."""

from sqlalchemy import select
from tests.contexts.portraits.conftest import SHANGHAI, SYSTEM, World, loan

from tandem.contexts.customers.events import CustomerErased
from tandem.contexts.portraits import api
from tandem.contexts.portraits.models import segment_membership_table, tag_grant_table


async def known(world: World):
    """Somebody in segments, with a tag by hand."""
    who = await world.customer("B1", loan())
    async with world.db.transaction() as tx:
        await api.create_tag(tx, SYSTEM, key="by_hand", name="重点关注")
        await api.give_tag(tx, world.staff(), who, "by_hand", note="家里有困难")
    await world.settle()
    return who


async def test_a_copy_tells_facts_tags_and_segments(world: World) -> None:
    who = await known(world)
    part = api.PortraitsPart(SHANGHAI)
    async with world.db.transaction() as tx:
        told = list(await part.collect(tx, [who], ["B1"]))
    assert next(one for one in told if one["record"] == "facts")["facts"]["loans_open"] == 1
    assert [(one["title"]["zh-CN"], one["why"]) for one in told if one["record"] == "tag"] == [
        ("重点关注", {"note": "家里有困难"})
    ]
    assert "stage:repaying" in [one["key"] for one in told if one["record"] == "segment"]
    assert await part.against_erasure([who], ["B1"]) is None


async def test_of_who_was_erased_no_reason_stays(world: World) -> None:
    who = await known(world)
    async with world.db.transaction() as tx:
        tx.emit(CustomerErased(subject_id=who, family=(who,)))
    for body in await world.jobs("portraits.follow"):
        await world.follow(body)
    async with world.db.transaction() as tx:
        for table in (tag_grant_table, segment_membership_table):
            reasons = (await tx.execute(select(table.c.why))).scalars().all()
            assert reasons
            assert not any(reasons)
    assert await world.tags(who) == {}
    assert {one["reason"] for one in await world.events("portraits.tag_ended")} == {"erased"}
