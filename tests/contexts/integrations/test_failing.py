"""Far ends that do not take what is sent: tried again, given up, put to rest."""

import asyncio

import pytest
from sqlalchemy import func, select
from tests.contexts.integrations.conftest import SEALED, SYSTEM, World
from tests.contexts.integrations.test_delivering import resolved
from tests.far_end import answer

from tandem.contexts.integrations.actions.delivering import Delivering
from tandem.contexts.integrations.actions.managing import (
    remove_endpoint,
    resume_endpoint,
)
from tandem.contexts.integrations.actions.queueing import QUEUE_JOB, lane_of
from tandem.contexts.integrations.actions.resending import resend, resend_dead
from tandem.contexts.integrations.errors import DeliveryOpen, EndpointStopped
from tandem.contexts.integrations.events import EndpointRested
from tandem.kit.events import event_table
from tandem.kit.health import Unhealthy
from tandem.kit.ids import new_id
from tandem.kit.outbound import Answer, OutboundFailed

QUEUE = new_id()


@pytest.mark.parametrize("failure", ["hangs", "redirects", "is not there"])
async def test_far_ends_that_do_not_take_it(world: World, failure: str) -> None:
    async def hang(writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    world.far.answers = {"hangs": [hang], "redirects": [answer(302, location="http://127.0.0.1/")]}.get(
        failure, []
    )
    world.delivering._outbound._timeout_s = 0.2
    url = "http://127.0.0.1:1024/" if failure == "is not there" else None
    endpoint = await world.endpoint(url=url)
    await world.conversation()
    await world.settle()
    (delivery,) = await world.deliveries(endpoint)
    expected = {"hangs": "timeout", "redirects": "redirect", "is not there": "connect"}[failure]
    assert (delivery.state, delivery.error) == ("queued", expected)


async def test_silence_is_found_out_once_for_all_conversations(world: World) -> None:
    endpoint = await world.endpoint(url="http://127.0.0.1:1024/")
    await world.conversation()
    await world.settle()
    for _ in range(4):
        await world.conversation()
    await world.settle()
    assert len(await world.attempts()) == 1
    assert await world.states(endpoint) == ["queued"] * 5


async def test_after_a_day_it_is_dead_and_the_next_has_its_turn(world: World) -> None:
    endpoint = await world.endpoint()
    conversation = await world.conversation()
    world.far.answers = [500] * 11
    await world.settle()
    for _ in range(10):
        await world.later(hours=9)
        if await world.states(endpoint) == ["dead"]:
            break
    assert await world.states(endpoint) == ["dead"]
    world.far.answers = []
    await world.happens(resolved(conversation))
    await world.settle()
    assert await world.states(endpoint) == ["dead", "delivered"]
    async with world.db.transaction() as tx:
        assert await resend_dead(tx, SYSTEM, endpoint) == 1
        assert await resend_dead(tx, SYSTEM, endpoint) == 0
    await world.settle()
    assert await world.states(endpoint) == ["delivered", "delivered"]
    assert world.far.heard[0].headers["webhook-id"] == world.far.heard[-1].headers["webhook-id"]


async def test_what_waits_for_its_next_try_can_go_now(world: World) -> None:
    """The far end is mended: nobody waits for hours, and the order stays. What is on its way is left alone."""
    endpoint, conversation = await world.endpoint(), await world.conversation()
    await world.happens(resolved(conversation))
    world.far.answers = [500] * 5
    await world.settle()
    for _ in range(3):
        await world.later(hours=1)
    assert await world.states(endpoint) == ["queued", "queued"]
    world.far.answers, world.far.heard = [], []
    first, second = await world.deliveries(endpoint)
    async with world.db.transaction() as tx:
        await resend(tx, SYSTEM, second.id)
    async with world.db.transaction() as tx:
        with pytest.raises(DeliveryOpen):
            await resend(tx, SYSTEM, second.id)
    await world.settle()
    assert await world.states(endpoint) == ["delivered", "delivered"]
    assert [one.headers["webhook-id"][-6:] for one in world.far.heard] == [
        one.id.hex[-6:] for one in (first, second)
    ]


async def test_days_of_failing_end_in_rest_with_a_notice(world: World) -> None:
    endpoint = await world.endpoint()
    world.far.answers = [500] * 100
    for _ in range(12):
        await world.conversation()
        await world.settle()
        await world.later(hours=8)
    assert set(await world.states(endpoint)) == {"dead"}
    assert world.live.types  # until the notice comes
    await world.live.look()
    assert world.live.types == frozenset()
    assert await world.audited() == ["webhook.created", "webhook.rested"]
    with pytest.raises(Unhealthy, match="1 at rest"):
        await world.hooks.probe()
    async with world.db.transaction() as tx:
        told = select(func.count()).where(event_table.c.kind == EndpointRested.kind)
        assert (await tx.execute(told)).scalar_one() == 1
        with pytest.raises(EndpointStopped):
            await resend_dead(tx, SYSTEM, endpoint)
        await resume_endpoint(tx, SYSTEM, endpoint)
    await world.live.look()
    world.far.answers, world.far.heard = [], []
    await world.conversation()
    await world.settle()
    assert len(world.told()) == 1  # from now on, not from then on
    assert str(await world.hooks.probe()) == "ok"


async def test_who_says_that_it_is_gone_is_left_alone_at_once(world: World) -> None:
    endpoint = await world.endpoint()
    world.far.answers = [410]
    await world.conversation()
    await world.settle()
    (delivery,) = await world.deliveries(endpoint)
    assert (delivery.state, delivery.error) == ("dead", "gone")
    with pytest.raises(Unhealthy):
        await world.hooks.probe()


async def test_a_failing_network_is_a_failure_like_others(world: World) -> None:
    class Breaks:
        internal = None

        async def post(self, *_args) -> Answer:
            raise OutboundFailed("address_internal", 3)

    endpoint = await world.endpoint()
    conversation = await world.conversation()
    for body in await world.jobs(QUEUE_JOB):
        await world.queue(body)
    await Delivering(world.db, SEALED, Breaks())({"lane": str(lane_of(endpoint, conversation))})
    (tried,) = await world.attempts()
    assert (tried.error, tried.status, tried.ms) == ("address_internal", None, 3)


async def test_removed_while_one_is_on_its_way(world: World) -> None:
    endpoint = await world.endpoint()

    async def remove() -> None:
        async with world.db.transaction() as tx:
            await remove_endpoint(tx, SYSTEM, endpoint)

    world.far.while_answering = remove
    world.far.answers = [500]
    await world.conversation()
    await world.settle()
    assert await world.states(endpoint) == ["dead"]
