"""Seats follow the staff, conversations follow the customer."""

from datetime import timedelta

from sqlalchemy import text

from tandem.contexts.access import api as access
from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api
from tandem.contexts.conversations.actions.routing import Routing
from tandem.contexts.conversations.subscribers import jobs, subscriptions
from tandem.contexts.customers import api as customers
from tandem.kit.events import Recorded

from .steps import do, held

ADMIN = Actor.system("test")


async def told(world):
    """Run the handlers of every event that came since the last time."""
    handlers = {s.kind: s.handler for s in subscriptions(world.db)}
    async with world.db.transaction() as tx:
        rows = (await tx.execute(text("SELECT * FROM event ORDER BY id"))).all()
        await tx.execute(text("DELETE FROM event"))
    for row in rows:
        if row.kind in handlers:
            event = Recorded(row.id, row.at, row.kind, row.subject_id, row.actor, tuple(row.topics), row.data)
            await handlers[row.kind](event)


async def hired(world, name="林静怡"):
    """A real member of staff with a seat, online."""
    staff = await do(world, access.create_staff, ADMIN, username=f"u{world.clock.now():%M%S}{id(name) % 9999}",
                     name=name, roles=["agent"])  # fmt: skip
    await do(world, api.create_seat, staff.id, name, queue_ids=[world.queue_id])
    await do(world, api.change_presence, staff.id, "online", ADMIN)
    return Actor("staff", staff.id, name, access.permissions.permissions_of(["agent"]))


async def test_a_renamed_and_moved_agent(world):
    agent = await hired(world)
    line = await do(world, access.create_business_line, ADMIN, "信贷")
    team = await do(world, access.create_team, ADMIN, "一组", line)
    await do(world, access.change_staff, ADMIN, agent.id, {"name": "林静", "team_id": team})
    await told(world)
    seat = await do(world, api.find_seat, agent.id)
    assert (seat.name, seat.team_id, seat.team_name) == ("林静", team, "一组")


async def test_who_is_deactivated_gives_back_everything_and_gets_no_more(world):
    agent, other = await hired(world, "甲"), await world.agent("乙", state="away")
    talking, _ = await held(world, agent)
    snoozed, _ = await held(world, agent)
    await do(world, api.snooze, snoozed, agent, world.clock.now() + timedelta(hours=1))
    await do(world, access.deactivate_staff, ADMIN, agent.id)
    await told(world)
    await told(world)
    for id_ in (talking, snoozed):
        there = await world.get(id_)
        assert (there.controller, there.status) == ("queue", "open")
    seat = await do(world, api.find_seat, agent.id)
    assert (seat.state, seat.load) == ("offline", 0)
    assert [s.agent_id for s in await do(world, api.all_seats)] == [other.id]
    await do(world, access.reactivate_staff, ADMIN, agent.id)
    await told(world)
    assert (await do(world, api.find_seat, agent.id)).left_at is None


async def test_who_is_no_agent_any_more_keeps_no_customers(world):
    agent = await hired(world, "丙")
    talking, _ = await held(world, agent)
    await do(world, access.change_staff, ADMIN, agent.id, {"roles": ["qa"]})
    await told(world)
    assert (await world.get(talking)).controller == "queue"
    assert await do(world, api.all_seats) == []
    await do(world, access.change_staff, ADMIN, agent.id, {"roles": ["supervisor"]})
    await told(world)
    seat = await do(world, api.find_seat, agent.id)
    assert (seat.left_at, seat.state) == (None, "offline")


async def test_a_customer_who_signs_in_is_shown_by_name(world):
    conversation, who = await world.conversation()
    await do(world, customers.link, who.id, "web_signed", "demo", "user-7", name="王小明")
    await told(world)
    shown = await world.get(conversation.id)
    assert (shown.customer_name, shown.customer_verified) == ("王小明", True)


def test_every_subscription_has_its_job(world):
    assert {s.name for s in subscriptions(world.db)} <= {
        job.name for job in jobs(world.db, Routing(world.db))
    }
