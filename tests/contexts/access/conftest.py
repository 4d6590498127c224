"""A Database with a clock that stands still, and the staff doors as an application."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from tandem.contexts.access.api import AccessOptions, Actor, Gate, Staff, create_staff, install
from tandem.contexts.access.endpoints import router
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.http import problems

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SYSTEM = Actor.system("test")
PASSWORD = "correct horse 42"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING)


@pytest.fixture
async def db(database_url: str, clock: FixedClock) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=4, clock=clock)
    yield database
    await database.close()


@pytest.fixture
def gate() -> Gate:
    return Gate(AccessOptions(secret=b"x" * 32, cheap_passwords=True, rate_limits=False))


@pytest.fixture
def app(db: Database, gate: Gate) -> FastAPI:
    application = FastAPI()
    problems.install(application)
    application.state.db = db
    install(application, gate)
    application.include_router(router(), prefix="/api/v1")
    return application


@dataclass
class Desk:
    """A person's browser."""

    http: httpx.AsyncClient
    csrf: str = ""

    async def sign_in(self, username: str, password: str = PASSWORD) -> httpx.Response:
        answer = await self.http.post("/session", json={"username": username, "password": password})
        if answer.status_code == 201:
            self.csrf = answer.json()["csrf_token"]
        return answer

    async def send(self, method: str, path: str, **more: object) -> httpx.Response:
        return await self.http.request(method, path, headers={"X-CSRF-Token": self.csrf}, **more)  # type: ignore[arg-type]


@pytest.fixture
async def desks(app: FastAPI) -> AsyncIterator[Callable[[], Desk]]:
    """`desks()` opens another browser."""
    opened: list[httpx.AsyncClient] = []

    def browser() -> Desk:
        transport = httpx.ASGITransport(app)
        client = httpx.AsyncClient(
            transport=transport, base_url="http://desk.test/api/v1", headers={"Accept-Language": "en"}
        )
        opened.append(client)
        return Desk(client)

    yield browser
    for client in opened:
        await client.aclose()


Hire = Callable[..., Awaitable[Staff]]


@pytest.fixture
def hire(db: Database, gate: Gate) -> Hire:
    """`await hire("li.na", "supervisor", team_id=...)`: a person with PASSWORD."""

    async def create(username: str, *roles: str, team_id: UUID | None = None) -> Staff:
        made = await gate.passwords.hash(PASSWORD)
        async with db.transaction() as tx:
            return await create_staff(
                tx,
                SYSTEM,
                username=username,
                name=username.title(),
                roles=roles or ("agent",),
                team_id=team_id,
                password_hash=made,
            )

    return create
