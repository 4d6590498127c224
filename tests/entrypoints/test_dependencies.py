"""What every request passes through before its endpoint."""

from collections.abc import Iterator
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from tandem.kit.db import Database
from tandem.kit.realtime import Hub
from tandem.kit.realtime.postgres import PostgresTransport
from tandem.settings import Settings
from tandem.wiring import assemble


def _routes(router: APIRouter) -> Iterator[Any]:
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        yield from [route] if inner is None else _routes(inner)


def _calls(dependant: Dependant) -> Iterator[Any]:
    for one in dependant.dependencies:
        yield one.call
        yield from _calls(one)


def _is_coroutine(call: Any) -> bool:
    return iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__)


async def test_no_dependency_and_no_endpoint_takes_a_thread(tmp_path: Path) -> None:
    """FastAPI sends plain functions to a thread each: several milliseconds a request while the loop is busy."""
    settings = Settings(home=tmp_path, testing=True)
    db = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    container = assemble(settings, db, Hub(db, PostgresTransport(db.url), listen=False))
    found = [route for _, router in container.routers for route in _routes(router)]
    assert len(found) > 60
    plain = set()
    for route in found:
        calls = [route.endpoint]
        if isinstance(route, APIRoute):  # callbacks are plain routes: nothing stands before them
            calls += [*_calls(route.dependant), *(d.dependency for d in route.dependencies)]
        plain |= {call.__qualname__ for call in calls if not _is_coroutine(call)}
    assert not plain
