"""Jobs of one name that wait for their turn are done together, and a bad one takes no other with it."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import pytest

from tandem.kit.db import Database
from tandem.kit.events import Recorded, Subscription
from tandem.kit.jobs import Job, jobs_of
from tandem.kit.jobs.together import Together

from .test_jobs import enqueue, working

Payload = Mapping[str, Any]


class Oven:
    """Bakes what it is given, one by one or a whole tray; a burnt cake spoils its tray."""

    def __init__(self, *, at_once: int = 1) -> None:
        self.trays: list[list[int]] = []
        self.alone: list[int] = []
        self.cold = asyncio.Event()
        self.turns = asyncio.Semaphore(at_once)
        self.together = Together("bake", self.one, self.many, self.turns)

    async def one(self, cake: Payload) -> None:
        self.alone.append(cake["n"])
        if cake.get("burnt"):
            raise ValueError("burnt")

    async def many(self, cakes: Sequence[Payload]) -> None:
        self.trays.append([cake["n"] for cake in cakes])
        if any(cake.get("burnt") for cake in cakes):
            raise ValueError("smoke")

    def put(self, n: int, **more: Any) -> "asyncio.Task[None]":
        return asyncio.create_task(self.together.handle({"n": n, **more}))


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_who_waits_for_the_turn_is_taken_along() -> None:
    oven = Oven()
    await oven.turns.acquire()
    waiting = [oven.put(n) for n in range(5)]
    await settled()
    assert (oven.trays, oven.alone) == ([], [])
    oven.turns.release()
    await asyncio.gather(*waiting)
    assert (oven.trays, oven.alone) == ([[0, 1, 2, 3, 4]], [])
    await oven.put(9)
    assert oven.alone == [9], "one alone is a job as always"


async def test_who_comes_during_the_work_is_not_forgotten() -> None:
    oven = Oven()
    begun, go_on = asyncio.Event(), asyncio.Event()
    bake = oven.many

    async def slow(cakes: Sequence[Payload]) -> None:
        begun.set()
        await go_on.wait()
        await bake(cakes)

    oven.together = Together("bake", oven.one, slow, oven.turns)
    await oven.turns.acquire()
    first = [oven.put(n) for n in (0, 1)]
    await settled()
    oven.turns.release()
    await begun.wait()
    late = [oven.put(n) for n in (2, 3)]
    await settled()
    go_on.set()
    await asyncio.wait_for(asyncio.gather(*first, *late), 5)
    assert oven.trays == [[0, 1], [2, 3]]


async def test_a_bad_one_takes_no_other_with_it() -> None:
    oven = Oven()
    await oven.turns.acquire()
    waiting = [oven.put(n, burnt=n == 2) for n in range(4)]
    await settled()
    oven.turns.release()
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(end) for end in ends] == [type(None), type(None), ValueError, type(None)]
    assert str(ends[2]) == "burnt"
    assert Counter(oven.alone) == Counter(range(4))


async def test_cut_off_nobody_waits_for_ever_and_the_turn_is_free() -> None:
    oven = Oven()
    stuck = asyncio.Event()

    async def hang(_: Sequence[Payload]) -> None:
        stuck.set()
        await asyncio.Event().wait()

    oven.together = Together("bake", oven.one, hang, oven.turns)
    await oven.turns.acquire()
    waiting = [oven.put(n) for n in range(3)]
    await settled()
    oven.turns.release()
    await stuck.wait()
    waiting[0].cancel()
    ends = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
    assert all(isinstance(end, asyncio.CancelledError) for end in ends)
    await asyncio.wait_for(oven.put(7), 5)
    assert oven.alone == [7]


async def test_cut_off_while_it_waits_for_its_turn() -> None:
    oven = Oven()
    await oven.turns.acquire()
    waiting = [oven.put(n) for n in range(3)]
    await settled()
    waiting[0].cancel()
    ends = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
    assert all(isinstance(end, asyncio.CancelledError) for end in ends)
    oven.turns.release()
    await asyncio.wait_for(oven.put(7), 5)


async def test_a_subscriber_may_hear_several_events_at_once() -> None:
    heard: list[list[str]] = []

    async def one(_: Recorded) -> None: ...

    async def many(events: Sequence[Recorded]) -> None:
        heard.append([event.kind for event in events])

    (job,) = jobs_of([Subscription(kind, "hear", one, together=many) for kind in ("a", "b")])
    assert job.together is not None
    body = {
        "id": 1,
        "at": "2026-11-22T00:00:00+00:00",
        "subject_id": None,
        "actor": None,
        "topics": [],
        "data": {},
    }
    await job.together([{**body, "kind": "a"}, {**body, "kind": "b"}])
    assert heard == [["a", "b"]]
    with pytest.raises(ValueError, match="two handlers"):
        jobs_of([Subscription("a", "hear", one, together=many), Subscription("b", "hear", one)])


async def test_a_worker_takes_a_tray(
    db: Database, dsn: str, connection: asyncpg.Connection, eventually: Any
) -> None:
    trays: list[int] = []
    held, go_on = asyncio.Event(), asyncio.Event()

    async def hold(_: Payload) -> None:
        held.set()
        await go_on.wait()

    async def one(_: Payload) -> None:
        trays.append(1)

    async def many(cakes: Sequence[Payload]) -> None:
        trays.append(len(cakes))

    async with working(dsn, Job("hold", hold), Job("bake", one, together=many), at_once=1):
        await enqueue(db, "hold")
        await held.wait()
        for n in range(5):
            await enqueue(db, payload={"n": n})
        # All of them are taken, and wait for the turn.
        while await connection.fetchval("SELECT count(*) FROM pgqueuer WHERE status = 'picked'") < 6:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        go_on.set()
        await eventually(lambda: trays)
    assert trays == [5]
