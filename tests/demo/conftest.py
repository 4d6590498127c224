from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import orjson
import pytest

from tandem.demo.clients import Address, HttpPool, Instance

from .fake_server import FakeTandem, Faults, running

Serving = Callable[..., AbstractAsyncContextManager[tuple[FakeTandem, Instance]]]


@pytest.fixture
def serving(tmp_path: Path) -> Serving:
    """`async with serving(show_twice=True) as (fake, instance)`: a fake server and where it is."""
    logins = [
        {"username": f"agent{n:02}", "password": "secret", "roles": ["agent"], "name": f"坐席{n}"}
        for n in range(1, 4)
    ]
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "demo-logins.json").write_bytes(orjson.dumps(logins))

    @asynccontextmanager
    async def serve(**faults: bool | int) -> AsyncIterator[tuple[FakeTandem, Instance]]:
        async with running(FakeTandem(Faults(**faults))) as fake:
            yield fake, Instance(Address.parse(fake.url), tmp_path)

    return serve


@pytest.fixture
async def open_door(serving: Serving) -> AsyncIterator[tuple[FakeTandem, HttpPool]]:
    """A fake server that behaves, and a pool of connections to it."""
    async with serving() as (fake, instance):
        pool = HttpPool(instance.address)
        yield fake, pool
        pool.close()
