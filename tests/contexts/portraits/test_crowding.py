"""Of several customers at once the same is said as of each alone."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from tandem.contexts.portraits import api
from tandem.contexts.portraits.repository import portraits, tags

from .conftest import SHANGHAI, World, loan
from .test_filling import crowd, forget, said

_EVENTS = "SELECT count(*) FROM event WHERE kind LIKE 'portraits.%'"


async def want(world: World, people: list[UUID], *, loans: bool) -> None:
    async with world.db.transaction() as tx:
        for one in people:
            await portraits.want(tx, one, loans=loans)


async def told(world: World) -> int:
    async with world.db.transaction() as tx:
        return int((await tx.execute(text(_EVENTS))).scalar_one())


async def compute(made: api.Portraying, people: list[UUID], *, together: bool) -> None:
    if together:
        await made.jobs([{"customer_id": str(one)} for one in people])
    else:
        for one in people:
            await made.refresh(one)


async def test_a_crowd_is_told_what_each_alone_is_told(world: World) -> None:
    core, people = await crowd(world)
    made = api.Portraying(world.db, core, SHANGHAI)
    found = []
    for together in (False, True):
        await forget(world.db)
        before = await told(world)
        await want(world, people, loans=True)
        await compute(made, people, together=together)
        # Again, from what is kept.
        await want(world, people, loans=False)
        await compute(made, people, together=together)
        found.append(([await said(world.db, one) for one in people], await told(world) - before))
    assert found[0] == found[1]
    assert found[0][1] > 0
    assert found[0][0][3]["segments"], "a portrait of nothing proves nothing"


async def test_what_happens_later_is_followed(world: World) -> None:
    """A stranger talks, is tagged by hand, agrees to profiling: computed in a crowd, and then once more alone."""
    core, people = await crowd(world)
    made = api.Portraying(world.db, core, SHANGHAI)
    await compute(made, people, together=True)
    who = people[3]
    await world.visit(who)
    async with world.db.transaction() as tx:
        key = next(one.key for one in await tags.all_tags(tx) if one.origin == "hand")
        await api.give_tag(tx, world.staff("admin"), who, key, until=tx.now + timedelta(days=1))
    world.clock.advance(timedelta(days=2))
    await want(world, people, loans=False)
    await compute(made, people, together=True)
    together = [await said(world.db, one) for one in people]
    events = await told(world)
    assert (await world.view(who)).facts["open_conversations"] == 1
    assert await world.tags(who) == {}, "its time is over"
    await want(world, people, loans=False)
    await compute(made, people, together=False)
    assert [await said(world.db, one) for one in people] == together
    assert await told(world) == events, "what was known is no news"


async def test_of_whom_there_is_nothing_to_do_nothing_is_done(world: World) -> None:
    core, people = await crowd(world)
    made = api.Portraying(world.db, core, SHANGHAI)
    await want(world, people, loans=True)
    await compute(made, people, together=True)
    before, asked = [await said(world.db, one) for one in people], len(core.asked)
    await compute(made, [*people, UUID(int=9)], together=True)
    assert [await said(world.db, one) for one in people] == before
    assert len(core.asked) == asked


async def test_who_has_loans_is_asked_about_alone(world: World) -> None:
    core, people = await crowd(world)
    made = api.Portraying(world.db, core, SHANGHAI)
    await want(world, people, loans=True)
    core.asked.clear()
    await compute(made, people, together=True)
    assert sorted(core.asked) == ["B1", "B2", "B3"]
    core.known["B1"] = [loan(settled=True)]
    await want(world, people, loans=False)
    core.asked.clear()
    await compute(made, people, together=True)
    assert core.asked == [], "the loan book has no news: all of them at once"
