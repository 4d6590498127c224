"""The processes as processes: they listen where they are told, end when they are told, and tidy up."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tandem.kit.db import Database
from tandem.kit.db.timer_rows import timer_table
from tandem.kit.events import event_table
from tandem.kit.ids import new_id
from tandem.kit.metadata import metadata

_API = """
import asyncio, sys
from dataclasses import dataclass, field
from fastapi import APIRouter, WebSocket
from tandem.entrypoints.http.app import create_app
from tandem.entrypoints.http.serving import serve
from tandem.entrypoints.running import run
from tandem.kit.db import Database
from tandem.kit.health import Health
from tandem.kit.realtime import Hub
from tandem.kit.realtime.postgres import PostgresTransport
from tandem.settings import Settings

router = APIRouter()

@router.websocket("/socket")
async def socket(websocket: WebSocket):
    await websocket.accept()
    await websocket.send_text("hello")
    await asyncio.Event().wait()  # a handler that waits for something to send, for ever

@router.get("/slow")
async def slow():
    print("slow begins", flush=True)
    await asyncio.sleep(0.5)
    return {"slow": True}

@dataclass
class Container:
    settings: Settings
    db: Database
    hub: Hub
    health: Health = field(default_factory=Health)
    routers: tuple = (("/api/v1", router),)
    state: dict = field(default_factory=dict)

async def main(settings):
    url = "postgresql+asyncpg://nobody@127.0.0.1:1/nothing"
    db = Database(url)
    try:
        await serve(create_app(Container(settings, db, Hub(db, PostgresTransport(url)))), settings)
    finally:
        print("tidied up", flush=True)

run(main, Settings())
"""

_WORKER = """
import asyncio, sys
from dataclasses import dataclass, field
from tandem.entrypoints.running import run
from tandem.entrypoints.worker.working import work
from tandem.kit.db import Database
from tandem.kit.jobs import Job
from tandem.kit.periodic import Periodic
from tandem.settings import Settings

async def bake(body):
    print("job", body["n"], flush=True)
    if body["n"] == "endless":
        await asyncio.Event().wait()

async def ring(tx, timer):
    print("timer", timer.data["n"], flush=True)

async def sweep():
    print("periodic", flush=True)

@dataclass
class Container:
    settings: Settings
    db: Database
    jobs: tuple = (Job("bake", bake),)
    timer_handlers: dict = field(default_factory=lambda: {"ring": ring})
    periodic: tuple = (Periodic("sweep", 0.05, sweep),)

async def main(settings):
    db = Database(settings.database_url)
    try:
        await work(Container(settings, db))
    finally:
        await db.close()
        print("tidied up", flush=True)

run(main, Settings())
"""


class Process:
    def __init__(self, inner: asyncio.subprocess.Process) -> None:
        self._inner = inner
        self.lines: list[str] = []

    async def says(self, text: str) -> None:
        assert self._inner.stdout is not None
        async with asyncio.timeout(30):
            while True:
                line = (await self._inner.stdout.readline()).decode().strip()
                self.lines.append(line)
                if text in line:
                    return
                assert line or not self._inner.stdout.at_eof(), f"ended before {text!r}: {self.lines}"

    async def ends(self, number: signal.Signals, within: float = 20) -> int:
        self._inner.send_signal(number)
        assert self._inner.stdout is not None
        async with asyncio.timeout(within):
            self.lines += (await self._inner.stdout.read()).decode().split("\n")
            return await self._inner.wait()


@asynccontextmanager
async def process(script: str, *, pass_fds: tuple[int, ...] = (), **env: str) -> AsyncIterator[Process]:
    inner = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        script,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        pass_fds=pass_fds,
        env={"PYTHONPATH": "src", "PATH": "/usr/bin:/bin", **env},
    )
    try:
        yield Process(inner)
    finally:
        if inner.returncode is None:
            inner.kill()
        await inner.wait()


@asynccontextmanager
async def api(tmp_path: Path, grace: str) -> AsyncIterator[tuple[Process, str]]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        host, port = door.getsockname()
        async with process(
            _API,
            pass_fds=(door.fileno(),),
            TANDEM_HOME=str(tmp_path),
            TANDEM_LISTEN_FD=str(door.fileno()),
            TANDEM_GRACEFUL_SHUTDOWN_S=grace,
        ) as started:
            yield started, f"{host}:{port}"


async def test_the_api_takes_the_socket_it_is_given_and_ends_cleanly(tmp_path: Path) -> None:
    async with api(tmp_path, "10") as (started, address), httpx.AsyncClient(timeout=30) as client:
        assert (await client.get(f"http://{address}/healthz")).status_code == 200
        slow = asyncio.create_task(client.get(f"http://{address}/api/v1/slow"))
        await started.says("slow begins")
        assert await started.ends(signal.SIGTERM) == 0
        assert (await slow).json() == {"slow": True}
    assert "tidied up" in started.lines


async def test_a_socket_cannot_hold_up_the_end(tmp_path: Path) -> None:
    async with (
        api(tmp_path, "1") as (started, address),
        connect(f"ws://{address}/api/v1/socket", open_timeout=30) as client,
    ):
        assert await client.recv() == "hello"
        ending = asyncio.create_task(started.ends(signal.SIGTERM))
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(client.recv(), 20)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1012  # come back soon
        assert await ending == 0
    assert "tidied up" in started.lines


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all, tables=[event_table, timer_table])
    yield database
    await database.close()


async def test_the_worker_runs_everything_and_ends_cleanly(
    db: Database, database_url: str, tmp_path: Path
) -> None:
    env: dict[str, Any] = {"TANDEM_DATABASE_URL": database_url, "TANDEM_HOME": str(tmp_path)}
    async with process(_WORKER, TANDEM_GRACEFUL_SHUTDOWN_S="0.5", **env) as worker:
        await worker.says("periodic")
        async with db.transaction() as tx:
            tx.enqueue("bake", {"n": "first"})
            await tx.schedule("ring", new_id(), tx.now, {"n": "second"})
        await asyncio.gather(worker.says("second"))
        async with db.transaction() as tx:
            tx.enqueue("bake", {"n": "endless"})
        await worker.says("job endless")
        assert await worker.ends(signal.SIGTERM) == 0
        assert "job first" in worker.lines
        assert "tidied up" in worker.lines
    # What it could not finish is still there for the next one.
    async with process(_WORKER, TANDEM_GRACEFUL_SHUTDOWN_S="0.5", **env) as next_worker:
        await next_worker.says("job endless")
