"""The whole product as it is served to staff: composition root, real uvicorn, real PostgreSQL, real sign-in."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from tandem.contexts.access import api as access
from tandem.contexts.access.api import Actor
from tandem.contexts.conversations import api
from tandem.contexts.customers import api as customers
from tandem.entrypoints.http.app import create_app
from tandem.kit.clock import Clock, SystemClock
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.kit.ids import new_id
from tandem.kit.jobs import Job
from tandem.kit.realtime import Hub
from tandem.settings import Settings
from tandem.wiring import assemble, transport

SYSTEM = Actor.system("test")
PASSWORD = "correct horse 42"
Json = dict[str, Any]


@dataclass
class Socket:
    """A desk's WebSocket, frame by frame. Pings are not shown."""

    link: ClientConnection

    async def say(self, **frame: Any) -> None:
        await self.link.send(orjson.dumps(frame).decode())

    async def hear(self) -> Json:
        while True:
            async with asyncio.timeout(20):
                frame: Json = orjson.loads(await self.link.recv())
            if frame["type"] != "ping":
                return frame

    async def until(self, *kinds: str, when: Callable[[Json], bool] = lambda _: True) -> Json:
        """The first frame of one of these kinds for which `when` holds; what comes before is dropped."""
        while True:
            frame = await self.hear()
            if frame["type"] in kinds and when(frame):
                return frame

    async def closed(self) -> int:
        async with asyncio.timeout(20):
            await self.link.wait_closed()
        return int(self.link.close_code or 0)


@dataclass
class Desk:
    """Somebody's browser: signed in, with cookie and CSRF token."""

    lender: "Lender"
    http: httpx.AsyncClient
    actor: Actor
    csrf: str

    @property
    def id(self) -> UUID:
        assert self.actor.id is not None
        return self.actor.id

    async def call(self, method: str, path: str, body: object = None, **more: Any) -> httpx.Response:
        more.setdefault("headers", {"X-CSRF-Token": self.csrf})
        return await self.http.request(method, f"/api/v1{path}", json=body, **more)

    async def get(self, path: str, **params: Any) -> Any:
        """The answer's JSON; fails unless it is 200."""
        answer = await self.call("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ids(self, **params: Any) -> list[str]:
        """The ids of all pages of a list, in order."""
        found, cursor = [], None
        while True:
            page = await self.get("/conversations", **params, **({"cursor": cursor} if cursor else {}))
            found += [row["id"] for row in page["items"]]
            cursor = page["next"]
            if cursor is None:
                return found

    @asynccontextmanager
    async def socket(self, *, ready: bool = True) -> AsyncIterator[Socket]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        headers = {"Cookie": cookies, "Origin": f"http://{self.lender.address}"}
        url = f"ws://{self.lender.address}/api/v1/socket"
        async with connect(
            url, additional_headers=headers, proxy=None, ping_interval=None, max_queue=None
        ) as link:
            opened = Socket(link)
            if ready:
                await opened.say(type="hello")
                assert (await opened.hear())["type"] == "ready"
            yield opened


@dataclass
class Lender:
    db: Database
    hub: Hub
    address: str
    passwords: access.Passwords
    app: Any
    jobs: Sequence[Job] = ()
    queue_id: UUID = field(default_factory=new_id)
    browsers: list[httpx.AsyncClient] = field(default_factory=list)

    async def do(self, action: Any, *args: Any, **more: Any) -> Any:
        async with self.db.transaction() as tx:
            return await action(tx, *args, **more)

    async def team(self, name: str = "一组") -> UUID:
        line = await self.do(access.create_business_line, SYSTEM, f"{name}线")
        return await self.do(access.create_team, SYSTEM, name, line)

    async def desk(
        self, username: str, *roles: str, team_id: UUID | None = None, queues: list[UUID] | None = None,
        capacity: int = 20, online: bool = True,
    ) -> Desk:  # fmt: skip
        """Hire somebody, give them a seat (queues=[]: none), sign them in."""
        staff = await self.do(
            access.create_staff, SYSTEM, username=username, name=username.title(), roles=roles or ("agent",),
            team_id=team_id, password_hash=await self.passwords.hash(PASSWORD),
        )  # fmt: skip
        if queues != []:
            await self.do(
                api.create_seat, staff.id, staff.name, queue_ids=queues or [self.queue_id], capacity=capacity,
                team_id=team_id,
            )  # fmt: skip
            if online:
                await self.do(api.change_presence, staff.id, "online", SYSTEM)
        return await self.sign_in(username, staff.actor())

    async def sign_in(self, username: str, actor: Actor) -> Desk:
        http = httpx.AsyncClient(
            base_url=f"http://{self.address}", trust_env=False, headers={"Accept-Language": "en"}, timeout=30
        )
        self.browsers.append(http)
        answer = await http.post("/api/v1/session", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        return Desk(self, http, actor, answer.json()["csrf_token"])

    async def customer(self) -> Actor:
        person = await self.do(customers.recognise, "web_anonymous", "demo", new_id().hex)
        return Actor.customer(person.id, person.display_name())

    async def talk(self, *, queue: str = "general", says: str | None = "你好") -> tuple[UUID, Actor]:
        """A conversation with the bot."""
        who = await self.customer()
        opened, _ = await self.do(
            api.open_conversation, customer_id=who.id, customer_name=who.name, customer_verified=False,
            channel="web", account="demo", queue_key=queue,
        )  # fmt: skip
        if says:
            await self.write(opened.id, who, says)
        return opened.id, who

    async def waiting(self, **more: Any) -> tuple[UUID, Actor]:
        id_, who = await self.talk(**more)
        await self.do(api.request_person, id_, who, reason="asked_for_person")
        return id_, who

    async def held(self, desk: Desk, **more: Any) -> tuple[UUID, Actor]:
        id_, who = await self.waiting(**more)
        await self.do(api.claim, id_, desk.actor)
        return id_, who

    async def write(self, id_: UUID, who: Actor, text: str) -> Any:
        return await self.do(api.receive, id_, who, client_id=new_id().hex, text=text)

    async def audit(self, subject: UUID, actor: Actor) -> list[str]:
        """What the trail says that this person did with this conversation."""
        from sqlalchemy import text

        async with self.db.transaction() as tx:
            rows = await tx.execute(
                text(
                    "SELECT action FROM access_audit_entry WHERE subject = :s AND actor = :a ORDER BY at, id"
                ),
                {"s": f"conversation:{subject}", "a": actor.label},
            )
            return list(rows.scalars())


@pytest.fixture
def clock() -> Clock:
    """The time at the lender's."""
    return SystemClock()


@pytest.fixture
async def lender(database_url: str, tmp_path: Path, keyring: Keyring, clock: Clock) -> AsyncIterator[Lender]:
    settings = Settings(
        home=tmp_path,
        database_url=database_url,
        testing=True,
        rate_limits=False,
        encoders=(),
        silent_seat=True,
        secret_key="x" * 40,
        accounts="local",
    )
    db = Database(database_url, pool_size=10, keyring=keyring, clock=clock)
    hub = Hub(db, transport(settings), sweep_s=0.5)
    db.publisher = hub
    container = assemble(settings, db, hub)
    app = create_app(container)
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            app, lifespan="off", log_config=None, ws_per_message_deflate=False, timeout_graceful_shutdown=1
        )
    )
    await hub.start()
    serving = asyncio.create_task(server.serve(sockets=[door]))
    made = Lender(
        db, hub, f"127.0.0.1:{door.getsockname()[1]}", app.state.access.passwords, app, container.jobs
    )
    try:
        made.queue_id = await made.do(api.create_queue, "general", "在线客服")
        yield made
    finally:
        for browser in made.browsers:
            await browser.aclose()
        server.should_exit = True
        await serving
        await hub.stop()
        await db.close()
