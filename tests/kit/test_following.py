"""What a process holds in memory keeps step with the database."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tandem.kit.errors import Unavailable
from tandem.kit.following import Follower


class Held:
    """Each look waits behind its own gate, if there is one; what it raises is put in by the test."""

    def __init__(self) -> None:
        self.truth = self.seen = 0
        self.looks = 0
        self.raises: list[Exception] = []
        self.gates: list[asyncio.Event] = []
        self.read = asyncio.Event()

    async def look(self) -> float | None:
        self.looks += 1
        found = self.truth
        self.read.set()
        if self.gates:
            await self.gates.pop(0).wait()
        if self.raises:
            raise self.raises.pop()
        self.seen = found
        return None


@pytest.fixture
async def held() -> Held:
    return Held()


@pytest.fixture
async def follower(held: Held) -> AsyncIterator[Follower]:
    made = Follower("held", held.look, topic="nothing", every_s=3600)
    yield made
    await made.stop()


async def test_looks_at_once_and_when_told(held: Held, follower: Follower) -> None:
    await follower.start()
    await follower.start()
    await follower.looked()
    held.truth = 1
    await follower.looked()
    assert held.seen == 1
    assert follower.started


async def test_a_look_that_had_read_before_does_not_count(held: Held, follower: Follower) -> None:
    first, second = asyncio.Event(), asyncio.Event()
    held.gates += [first, second]
    await follower.start()
    await held.read.wait()  # it has read 0 by now
    held.truth = 7
    waiting = asyncio.create_task(follower.looked())
    await asyncio.sleep(0)
    first.set()
    for _ in range(20):
        await asyncio.sleep(0)
    assert not waiting.done()
    second.set()
    await waiting
    assert held.seen == 7
    assert held.looks == 2


@pytest.mark.parametrize("error", [Unavailable("database_away"), RuntimeError("odd")])
async def test_whatever_happens_it_goes_on(held: Held, follower: Follower, error: Exception) -> None:
    held.raises.append(error)
    await follower.start()
    held.truth = 3
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        while held.seen != 3:
            follower.look_again()
            await asyncio.sleep(0)
    assert held.looks >= 2


async def test_it_may_be_stopped_and_begun_again(held: Held, follower: Follower) -> None:
    await follower.looked()
    await follower.stop()
    assert not follower.started
    held.truth = 5
    await follower.looked()
    assert held.seen == 5
