"""The customers' door as it is served: a real database, a real uvicorn on a free port, real WebSockets."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels import api as channels
from tandem.contexts.channels.continuing.continuing import Continuing
from tandem.contexts.channels.ports import FaqCategory, FaqQuestion
from tandem.contexts.channels.web.endpoints import router
from tandem.contexts.channels.web.options import WebOptions
from tandem.contexts.channels.web.socket.told import TOLD
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.api import FileUrls
from tandem.contexts.conversations.endpoints.files import router as files_router
from tandem.contexts.verification.api import Verification
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.kit.http import problems
from tandem.kit.ids import new_id
from tandem.kit.realtime import Hub
from tandem.kit.realtime.postgres import PostgresTransport

SECRET = b"a root secret for tests, long enough"
APP_KEY = "the key that lies in every copy of the app, long enough"
APP = {"key": APP_KEY, "bundle": "com.example.hesui", "platform": "ios", "version": "3.2.0"}
SITE_SECRET = "the secret that the host site shares with us, long enough even for the longest HMAC there is"
Json = dict[str, Any]


class Faq:
    async def questions(self, tx: object, keys: object, locale: str) -> list[FaqQuestion]:
        return [FaqQuestion(str(key), f"{key}?", "repayment") for key in keys]  # type: ignore[attr-defined]

    async def categories(self, tx: object, locale: str) -> list[FaqCategory]:
        return [FaqCategory("repayment", "还款")]


def check_told(frame: Json) -> None:
    """Every frame of every test is what the AsyncAPI document says: nothing missing, nothing more."""
    model = TOLD[frame["type"]].model_validate(frame)
    assert _shape(model.model_dump(mode="json", exclude_unset=True)) == _shape(frame), frame


def _shape(value: object, within: str = "") -> object:
    """The names in a document; what lies in a payload is the message's own affair."""
    if isinstance(value, dict) and within != "payload":
        return {key: _shape(part, key) for key, part in value.items()}
    return None


@dataclass
class Socket:
    """A customer's WebSocket, frame by frame. Pings are answered and not shown."""

    link: ClientConnection

    async def say(self, **frame: Any) -> None:
        await self.link.send(orjson.dumps(frame).decode())

    async def hear(self, timeout: float = 10.0) -> Json:
        while True:
            async with asyncio.timeout(timeout):
                frame: Json = orjson.loads(await self.link.recv())
            check_told(frame)
            if frame["type"] != "ping":
                return frame
            await self.say(type="pong")

    async def until(self, wanted: Callable[[Json], bool]) -> list[Json]:
        """Every frame up to the first that is wanted."""
        heard: list[Json] = []
        while not heard or not wanted(heard[-1]):
            heard.append(await self.hear())
        return heard

    async def closed(self) -> int:
        """Wait for the close; its code."""
        async with asyncio.timeout(10):
            await self.link.wait_closed()
        return int(self.link.close_code or 0)


@dataclass
class Visitor:
    """A customer's browser."""

    world: "World"
    token: str
    id: str
    conversation: Json = field(default_factory=dict)

    async def call(self, method: str, path: str, body: object = None, **options: Any) -> httpx.Response:
        options.setdefault("headers", {})["Authorization"] = f"Bearer {self.token}"
        return await self.world.http.request(method, f"/api/v1/web{path}", json=body, **options)

    async def open(self) -> str:
        answer = await self.call("POST", "/conversations", {"client_id": new_id().hex})
        assert answer.status_code in (200, 201), answer.text
        self.conversation = answer.json()
        return str(self.conversation["id"])

    @property
    def conversation_id(self) -> UUID:
        return UUID(self.conversation["id"])

    def path(self, noun: str = "") -> str:
        return f"/conversations/{self.conversation['id']}/{noun}".rstrip("/")

    async def say(self, text: str, client_id: str | None = None) -> httpx.Response:
        body = {"client_id": client_id or new_id().hex, "text": text}
        return await self.call("POST", self.path("messages"), body)

    @asynccontextmanager
    async def listening(self, after: int = 0, **hello: Any) -> AsyncIterator[Socket]:
        """A socket that has said hello; the first frame to hear is `ready`."""
        async with self.world.socket() as heard:
            frame: Json = {"type": "hello", "token": self.token, "after": after}
            if self.conversation:
                frame["conversation_id"] = self.conversation["id"]
            await heard.say(**{**frame, **hello})
            yield heard


@dataclass
class World:
    db: Database
    hub: Hub
    http: httpx.AsyncClient
    address: str
    objects: Path

    async def session(self, **body: Any) -> httpx.Response:
        return await self.http.post("/api/v1/web/sessions", json={"site": "demo", **body})

    async def visitor(self, *, opened: bool = True, **body: Any) -> Visitor:
        answer = await self.session(**body)
        assert answer.status_code == 201, answer.text
        visitor = Visitor(self, answer.json()["token"], answer.json()["customer"]["id"])
        if opened:
            await visitor.open()
        return visitor

    @asynccontextmanager
    async def socket(self) -> AsyncIterator[Socket]:
        url = f"ws://{self.address}/api/v1/web/socket"
        async with connect(url, ping_interval=None, proxy=None, max_queue=None) as link:
            yield Socket(link)

    async def agent(self, name: str = "林静怡") -> Actor:
        id_ = new_id()
        async with self.db.transaction() as tx:
            queue = await conversations.queue_by_key(tx, "general")
            await conversations.create_seat(tx, id_, name, queue_ids=[queue.id])
            await conversations.change_presence(tx, id_, "online", Actor.system("test"))
        return Actor("staff", id_, name, permissions_of(["agent"]))

    async def reply(self, visitor: Visitor, agent: Actor, text: str) -> None:
        async with self.db.transaction() as tx:
            await conversations.reply(tx, visitor.conversation_id, agent, client_id=new_id().hex, text=text)

    async def note(self, visitor: Visitor, agent: Actor, text: str) -> None:
        async with self.db.transaction() as tx:
            await conversations.note(tx, visitor.conversation_id, agent, client_id=new_id().hex, text=text)

    async def bot(self, visitor: Visitor, text: str, **values: Any) -> None:
        async with self.db.transaction() as tx:
            await conversations.reply_as_bot(
                tx, visitor.conversation_id, client_id=new_id().hex, text=text, **values
            )


Serve = Callable[..., Awaitable[World]]


@asynccontextmanager
async def _served(
    db: Database, objects: Path, options: WebOptions, verification: Verification | None = None,
    elsewhere: Continuing | None = None,
) -> AsyncIterator[World]:  # fmt: skip
    transport = PostgresTransport(db.url.replace("+asyncpg", ""))
    hub = Hub(db, transport, sweep_s=0.5)
    db.publisher = hub
    app = FastAPI()
    app.state.db = db
    problems.install(app)
    files = FileUrls(SECRET)
    app.state.files = files
    web = router(
        db=db, hub=hub, objects=LocalObjects(objects), files=files, faq=Faq(), options=options,
        verification=verification, elsewhere=elsewhere,
    )  # fmt: skip
    app.include_router(web, prefix="/api/v1")
    app.include_router(
        files_router(db, LocalObjects(objects), attachment_bytes=options.attachment_bytes), prefix="/api/v1"
    )
    door = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        proxy_headers=False,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    await hub.start()
    serving = asyncio.create_task(server.serve(sockets=[door]))
    address = f"127.0.0.1:{door.getsockname()[1]}"
    try:
        async with httpx.AsyncClient(base_url=f"http://{address}", trust_env=False, timeout=60) as http:
            yield World(db, hub, http, address, objects)
    finally:
        server.should_exit = True
        await serving
        await hub.stop()


OPTIONS = WebOptions(
    secret=SECRET, rate_limits=False, attachment_bytes=64 * 1024, complaint_queue="complaint"
)


@pytest.fixture
async def db(database_url: str, keyring: Keyring) -> AsyncIterator[Database]:
    database = Database(database_url, pool_size=8, keyring=keyring)
    async with database.transaction() as tx:
        await conversations.create_queue(tx, "general", "在线客服")
        await conversations.create_queue(tx, "complaint", "投诉处理")
        await channels.create_site(
            tx, "demo", "禾穗金融", queue_key="general", brand={"accent": "#0a7"}, greeting="您好",
            privacy_text="隐私", complaint_text="投诉请拨 400-000-0123",
            faq=["early"], identity_mode="both", identity_secret=SITE_SECRET, secret=SECRET,
        )  # fmt: skip
        await channels.create_site(
            tx, "app", "禾穗金融App", kind="app", app_key=APP_KEY, app_bundles=["com.example.hesui"],
            queue_key="general", identity_mode="both", identity_secret=SITE_SECRET, secret=SECRET,
        )  # fmt: skip
    yield database
    await database.close()


@pytest.fixture
async def world(db: Database, tmp_path: Path) -> AsyncIterator[World]:
    async with _served(db, tmp_path / "objects", OPTIONS) as served:
        yield served


@pytest.fixture
async def limited(db: Database, tmp_path: Path) -> AsyncIterator[World]:
    """The same with rate limits on."""
    options = replace(OPTIONS, rate_limits=True, messages_per_minute=15, sessions_per_minute=6)
    async with _served(db, tmp_path / "objects", options) as served:
        yield served
