"""Deliveries: signed, in order, tried again, given up, sent again; a kill changes nothing."""

import asyncio
from base64 import b64decode, b64encode
from datetime import timedelta
from hashlib import sha256
from hmac import digest

import pytest
from sqlalchemy import func, select, update
from tests.contexts.integrations.conftest import INTERNAL, SEALED, SYSTEM, World
from tests.far_end import answer

from tandem.contexts.conversations.events import Changed
from tandem.contexts.integrations.actions.delivering import DELIVER_JOB, Delivering
from tandem.contexts.integrations.actions.managing import (
    change_endpoint,
    pause_endpoint,
    remove_endpoint,
    renew_secret,
    resume_endpoint,
)
from tandem.contexts.integrations.actions.queueing import QUEUE_JOB
from tandem.contexts.integrations.actions.resending import resend, send_test
from tandem.contexts.integrations.errors import DeliveryNotFound, DeliveryOpen, EventGone
from tandem.contexts.integrations.models import attempt_table, delivery_table
from tandem.contexts.integrations.rules.retrying import AT_ONCE, UNCERTAIN_AFTER
from tandem.kit.ids import new_id
from tandem.kit.outbound import Answer

QUEUE = new_id()


def resolved(conversation_id, what="resolved"):
    return Changed(subject_id=conversation_id, actor="staff:x", queue_id=QUEUE, what=what)


async def test_what_happens_is_told_signed(world: World) -> None:
    endpoint = await world.endpoint()
    conversation = await world.conversation()
    await world.settle()
    (heard,) = world.far.heard
    key = b64decode(world.secrets[endpoint].removeprefix("whsec_"))
    signed = f"{heard.headers['webhook-id']}.{heard.headers['webhook-timestamp']}.".encode() + heard.body
    expected = b64encode(digest(key, signed, sha256)).decode()
    assert heard.headers["webhook-signature"] == f"v1,{expected}"
    (told,) = world.told()
    assert (told["type"], told["version"]) == ("conversation.created", 1)
    assert told["data"]["conversation_id"] == str(conversation)
    (delivery,) = await world.deliveries(endpoint)
    assert (delivery.state, delivery.tries) == ("delivered", 1)
    assert heard.headers["webhook-id"] == f"msg_{delivery.id.hex}"


async def test_where_nobody_listens_nothing_is_asked_for(world: World) -> None:
    await world.conversation()
    assert await world.jobs(QUEUE_JOB) == []
    endpoint = await world.endpoint("customer.merged")
    await world.conversation()
    assert await world.jobs(QUEUE_JOB) == []
    async with world.db.transaction() as tx:
        await remove_endpoint(tx, SYSTEM, endpoint)
    await world.live.look()
    assert world.live.types == frozenset()


async def test_what_another_process_did_not_ask_for_is_caught_up_with(world: World) -> None:
    """It had not heard of the endpoint yet."""
    endpoint = await world.endpoint()
    world.live.types = frozenset()
    conversation = await world.conversation()
    await world.live.look()
    await world.happens(resolved(conversation))
    await world.settle()
    assert len(world.told()) == 2  # the second event's job found the first
    world.live.types = frozenset()
    await world.conversation()
    await world.settle()
    assert len(world.told()) == 2
    await world.later(seconds=20)
    assert [told["type"] for told in world.told()] == [
        "conversation.created", "conversation.resolved", "conversation.created",
    ]  # fmt: skip
    assert await world.states(endpoint) == ["delivered"] * 3


async def test_a_conversation_is_told_in_order_whatever_overtakes_what(world: World) -> None:
    endpoint = await world.endpoint()
    conversations = [await world.conversation() for _ in range(3)]
    expected = ["conversation.created"]
    for what in ("snoozed", "resolved", "reopened", "resolved"):
        for one in conversations:
            await world.happens(resolved(one, what))
        expected.append(f"conversation.{what}")
    world.far.answers = [500, 204, 503]
    await world.settle()  # the newest jobs first, lanes side by side
    await world.later(minutes=1)
    for one in conversations:
        heard = [told["type"] for told in world.told() if told["data"]["conversation_id"] == str(one)]
        first_tries = list(dict.fromkeys(heard[:1])) + heard[1:]
        assert [one for n, one in enumerate(first_tries) if n == 0 or one != first_tries[n - 1]] == expected
    assert await world.states(endpoint) == ["delivered"] * 15


async def test_what_comes_after_waits_for_what_failed(world: World) -> None:
    endpoint = await world.endpoint()
    conversation = await world.conversation()
    await world.happens(resolved(conversation))
    world.far.answers = [answer(500, "服务异常".encode()), answer(429, retry_after="90")]
    await world.settle()
    assert [told["type"] for told in world.told()] == ["conversation.created"]
    assert await world.states(endpoint) == ["queued", "queued"]
    await world.later(seconds=6)
    assert len(world.told()) == 2
    await world.later(seconds=60)  # it asked for 90
    assert len(world.told()) == 2
    await world.later(seconds=40)
    assert [told["type"] for told in world.told()] == ["conversation.created"] * 3 + ["conversation.resolved"]
    assert len({heard.headers["webhook-id"] for heard in world.far.heard[:3]}) == 1
    tries = await world.attempts()
    assert [(one.number, one.status, one.error) for one in tries] == [
        (1, 500, "status_500"), (2, 429, "status_429"), (3, 204, None), (1, 204, None),
    ]  # fmt: skip
    assert SEALED.decrypt(tries[0].answer.encode()).decode() == "服务异常"
    assert "服务" not in tries[0].answer


async def test_one_conversation_that_fails_holds_up_no_other(world: World) -> None:
    endpoint = await world.endpoint()
    for _ in range(3):
        await world.conversation()
    world.far.answers = [500]
    await world.settle()
    assert sorted(await world.states(endpoint)) == ["delivered", "delivered", "queued"]


async def test_killed_between_sending_and_noting_it_is_sent_again_under_the_same_id(world: World) -> None:
    endpoint = await world.endpoint()
    conversation = await world.conversation()
    await world.happens(resolved(conversation))
    arrived = asyncio.Event()

    async def arrives() -> None:
        arrived.set()

    world.far.while_answering = arrives
    for body in await world.jobs(QUEUE_JOB):
        await world.queue(body)
    (job,) = await world.jobs(DELIVER_JOB)

    class Dies:
        internal = None

        async def post(self, *args) -> Answer:
            await world.delivering._outbound.post(*args)
            raise asyncio.CancelledError  # as a killed process: nothing more is written

    with pytest.raises(asyncio.CancelledError):
        await Delivering(world.db, SEALED, Dies())(job)
    assert arrived.is_set()
    assert await world.states(endpoint) == ["sending", "queued"]
    await world.delivering(job)  # another worker takes the job over at once
    assert len(world.far.heard) == 1  # nobody knows yet whether the first one is still at it
    await world.later(seconds=61)
    first, again, after = world.far.heard
    assert first.headers["webhook-id"] == again.headers["webhook-id"] != after.headers["webhook-id"]
    assert first.body == again.body
    assert await world.states(endpoint) == ["delivered", "delivered"]


async def test_a_lost_job_is_asked_for_again(world: World) -> None:
    endpoint = await world.endpoint()
    await world.conversation()
    for body in await world.jobs(QUEUE_JOB):
        await world.queue(body)
    await world.jobs(DELIVER_JOB)
    world.clock.advance(timedelta(minutes=2))
    await world.hooks.sweep()
    await world.settle()
    assert await world.states(endpoint) == ["delivered"]


async def test_a_pause_keeps_what_happens(world: World) -> None:
    endpoint = await world.endpoint()
    async with world.db.transaction() as tx:
        await pause_endpoint(tx, SYSTEM, endpoint)
    conversation = await world.conversation()
    await world.happens(resolved(conversation))
    await world.settle()
    assert world.far.heard == []
    async with world.db.transaction() as tx:
        await resume_endpoint(tx, SYSTEM, endpoint)
        await resume_endpoint(tx, SYSTEM, endpoint)
    await world.settle()
    assert [told["type"] for told in world.told()] == ["conversation.created", "conversation.resolved"]
    assert await world.audited() == ["webhook.created", "webhook.paused", "webhook.resumed"]


async def test_a_secret_is_changed_without_a_gap(world: World) -> None:
    endpoint = await world.endpoint()
    async with world.db.transaction() as tx:
        new = await renew_secret(tx, SEALED, SYSTEM, endpoint)
    await world.conversation()
    await world.settle()
    await world.later(hours=25)
    await world.conversation()
    await world.settle()
    both, one = (heard.headers["webhook-signature"].split(" ") for heard in world.far.heard)
    assert (len(both), len(one)) == (2, 1)
    assert new != world.secrets[endpoint]


async def test_a_test_tells_nothing_and_does_not_wait(world: World) -> None:
    endpoint = await world.endpoint()
    async with world.db.transaction() as tx:
        made = await send_test(tx, SYSTEM, endpoint)
    await world.settle()
    assert world.told()[0] == {
        "type": "webhook.test", "version": 1, "timestamp": "2026-11-22T02:00:00Z", "data": {},
    }  # fmt: skip
    async with world.db.transaction() as tx:
        await resend(tx, SYSTEM, made)
        with pytest.raises(DeliveryOpen):
            await resend(tx, SYSTEM, made)
        with pytest.raises(DeliveryNotFound):
            await resend(tx, SYSTEM, new_id())
    await world.settle()
    ids = [heard.headers["webhook-id"] for heard in world.far.heard]
    assert ids == [f"msg_{made.hex}"] * 2


async def test_what_is_no_longer_kept_is_not_told(world: World) -> None:
    endpoint = await world.endpoint()
    await world.conversation()
    await world.settle()
    (delivery,) = await world.deliveries(endpoint)
    async with world.db.transaction() as tx:
        await tx.execute(update(delivery_table).values(event_id=delivery.event_id + 10_000))
        with pytest.raises(EventGone):
            await resend(tx, SYSTEM, delivery.id)


async def test_few_at_a_time_go_to_one_endpoint(world: World) -> None:
    class Slow:
        def __init__(self) -> None:
            self.asked, self.released = 0, asyncio.Event()

        async def post(self, *_args) -> Answer:
            self.asked += 1
            await self.released.wait()
            return Answer(204, b"", True, 1)

    endpoint, slow = await world.endpoint(), Slow()
    for _ in range(12):
        await world.conversation()
    for body in await world.jobs(QUEUE_JOB):
        await world.queue(body)
    sending = Delivering(world.db, SEALED, slow)
    tasks = [asyncio.create_task(sending(body)) for body in await world.jobs(DELIVER_JOB)]
    async with asyncio.timeout(20):
        for done in asyncio.as_completed(tasks):
            await done
            if sum(task.done() for task in tasks) == 12 - AT_ONCE:
                break
    assert slow.asked == AT_ONCE
    # Those that wait do not ask every second: nothing is due before whoever is sending must have died.
    world.clock.advance(UNCERTAIN_AFTER - timedelta(seconds=1))
    while await world.timers.fire_next():
        pass
    assert await world.jobs(DELIVER_JOB) == []
    slow.released.set()
    await asyncio.gather(*tasks)
    await world.settle()  # a free place wakes the next, at once
    assert set(await world.states(endpoint)) == {"delivered"}


async def test_the_log_is_cleared_after_30_days(world: World) -> None:
    endpoint = await world.endpoint()
    await world.conversation()
    await world.settle()
    world.clock.advance(timedelta(days=29))
    await world.conversation()
    await world.settle()
    assert await world.hooks.clear() == 0
    world.clock.advance(timedelta(days=2))
    assert await world.hooks.clear() == 1
    assert len(await world.deliveries(endpoint)) == 1
    async with world.db.transaction() as tx:
        assert (await tx.execute(select(func.count()).select_from(attempt_table))).scalar_one() == 1


async def test_a_second_change_forgets_nothing_of_the_first(world: World) -> None:
    """A process that has not heard of the endpoint yet asks for nothing; the look afterwards begins at the first
    change."""
    endpoint = await world.endpoint()
    await world.conversation()
    await world.jobs(QUEUE_JOB)  # as if nobody had asked for it
    world.clock.advance(timedelta(seconds=5))
    async with world.db.transaction() as tx:
        await change_endpoint(tx, INTERNAL, SYSTEM, endpoint, {"name": "另一个名字"})
    await world.later(seconds=20)
    assert await world.states(endpoint) == ["delivered"]
