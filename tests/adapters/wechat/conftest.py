from collections.abc import AsyncIterator

import pytest

from .world import World, world


@pytest.fixture
async def wechat(database_url: str) -> AsyncIterator[World]:
    """An account with sealed callbacks."""
    async with world(database_url) as made:
        yield made
