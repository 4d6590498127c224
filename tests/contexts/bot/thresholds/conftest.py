from collections.abc import AsyncIterator

import pytest
from tests.contexts.bot.workbench import Caller, Workbench, calling
from tests.contexts.conversations.conftest import World, world  # noqa: F401

from tandem.contexts.bot.thresholds.endpoints import router
from tandem.contexts.bot.thresholds.grounds import Grounds


@pytest.fixture
async def bench(world: World) -> Workbench:  # noqa: F811
    made = Workbench(world)
    await made.stock()
    return made


async def searched() -> tuple[float, float]:
    return 0.9, 0.6


async def stands_for() -> dict[str, str]:
    return {}


@pytest.fixture
def grounds() -> Grounds:
    return Grounds(searched, stands_for)


@pytest.fixture
async def caller(bench: Workbench, grounds: Grounds) -> AsyncIterator[Caller]:
    async with calling(bench.world, [router(grounds)]) as made:
        yield made
