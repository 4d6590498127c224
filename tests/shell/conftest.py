"""The shell around a bakery: no context is needed to see it work."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, WebSocket

from tandem.entrypoints.http.app import create_app
from tandem.kit.db import Database
from tandem.kit.health import Check, Health
from tandem.kit.realtime import Hub
from tandem.kit.realtime.postgres import PostgresTransport
from tandem.settings import Settings


@dataclass
class Bakery:
    """Stands for wiring.Container."""

    settings: Settings
    db: Database
    hub: Hub
    health: Health = field(default_factory=Health)
    routers: Sequence[tuple[str, APIRouter]] = ()
    state: Mapping[str, Any] = field(default_factory=dict)


def bakery_router() -> APIRouter:
    router = APIRouter(prefix="/cakes", tags=["cakes"])

    @router.get("/{cake_id}")
    async def read(cake_id: int) -> dict[str, int]:
        """One cake."""
        return {"id": cake_id}

    @router.post("/{cake_id}/attachments")
    async def attach(cake_id: int, picture: dict[str, str]) -> dict[str, int]:
        return {"characters": sum(map(len, picture.values()))}

    @router.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")
        await websocket.receive_text()

    return router


def customers_router() -> APIRouter:
    router = APIRouter(prefix="/web", tags=["web"])

    @router.post("/sessions")
    async def start() -> dict[str, str]:
        return {"token": "t"}

    @router.get("/broken")
    async def broken() -> None:
        raise RuntimeError("oven")

    return router


@pytest.fixture
def web_dir(tmp_path: Path) -> Path:
    """Built pages, as Vite leaves them."""
    for name, content in {
        "desk/index.html": "<!doctype html><title>desk</title>",
        "desk/favicon.svg": "<svg/>",
        "desk/assets/index-B0Zx1DNA.js": "console.log(1);" * 200,
        "widget/widget.js": "(function(){})()",
        "widget/chat/index.html": "<!doctype html><title>chat</title>",
        "widget/chat/assets/index-BCWmB0_s.css": "a{}",
        "secret.txt": "secret",
    }.items():
        path = tmp_path / "web" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path / "web"


@pytest.fixture
def settings(tmp_path: Path, web_dir: Path) -> Settings:
    return Settings(
        home=tmp_path / "home",
        web_dir=web_dir,
        attachment_bytes=1024 * 1024,
        allowed_origins=("https://desk.example.com",),
        public_url="https://tandem.example.com",
    )


@pytest.fixture
async def bakery(settings: Settings) -> AsyncIterator[Bakery]:
    """Its database is never there."""
    url = "postgresql+asyncpg://nobody@127.0.0.1:1/nothing"
    db = Database(url)
    yield Bakery(
        settings,
        db,
        Hub(db, PostgresTransport(url)),
        routers=[("/api/v1", bakery_router()), ("/api/v1", customers_router())],
        state={"ovens": 3},
    )
    await db.close()


@pytest.fixture
async def client(bakery: Bakery) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(bakery)
    assert app.state.ovens == 3
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="https://tandem.example.com") as opened:
        yield opened


def check(name: str, *, fails: bool = False, critical: bool = True) -> Check:
    async def probe() -> str:
        if fails:
            raise RuntimeError("postgresql://user:password@host")
        return "fine"

    return Check(name, probe, critical)


@pytest.fixture
def make_check() -> Any:
    return check
