"""One suite over every transport: PostgreSQL's NOTIFY, and NATS against a real nats-server."""

import asyncio
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

from tandem.adapters.realtime_nats import NatsTransport
from tandem.kit.notice import Notice
from tandem.kit.postgres import EmbeddedPostgres
from tandem.kit.realtime import Transport
from tandem.kit.realtime.postgres import PostgresTransport


class Carrier(Protocol):
    """A server that can be killed and started again."""

    def transport(self, backlog: int = 1000) -> Transport: ...
    def start(self) -> None: ...
    def kill(self) -> None: ...


class Postgres:
    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="tandem-carrier-"))
        self._home.chmod(0o711)
        self._server = EmbeddedPostgres(self._home, flags={"shared_buffers": "32MB"})

    def transport(self, backlog: int = 1000) -> Transport:
        return PostgresTransport(self._server.url.replace("+asyncpg", ""), backlog=backlog)

    def start(self) -> None:
        self._server.start()

    def kill(self) -> None:
        assert self._server.process is not None
        self._server.process.kill()
        self._server.process.wait()

    def close(self) -> None:
        self._server.stop()
        shutil.rmtree(self._home, ignore_errors=True)


class Nats:
    def __init__(self, program: str) -> None:
        self._program = program
        # Bound all the time, so that nobody else gets it; not listening, so that the server can have it.
        self._kept = socket.socket()
        self._kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._kept.bind(("127.0.0.1", 0))
        self._port = self._kept.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def transport(self, backlog: int = 1000) -> Transport:
        return NatsTransport(f"nats://127.0.0.1:{self._port}", backlog=backlog)

    def start(self) -> None:
        command = [self._program, "-a", "127.0.0.1", "-p", str(self._port)]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE)
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if b"Server is ready" in line:
                return
        raise RuntimeError("nats-server did not start")

    def kill(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        self._process.kill()
        self._process.wait()
        self._process.stderr.close()

    def close(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self.kill()
        self._kept.close()


@pytest.fixture(scope="module", params=["postgres", "nats"])
def carrier(request: pytest.FixtureRequest) -> Iterator[Carrier]:
    program = shutil.which("nats-server")
    if request.param == "nats" and program is None:
        pytest.skip("nats-server is not installed (Debian package nats-server)")
    server = Postgres() if request.param == "postgres" else Nats(str(program))
    server.start()
    try:
        yield server
    finally:
        server.close()


@dataclass
class Ear:
    """What one process hears."""

    transport: Transport
    notices: list[Notice] = field(default_factory=list)
    gaps: int = 0

    def kinds(self) -> list[str]:
        return [notice.kind for notice in self.notices]

    def gap(self) -> None:
        self.gaps += 1


@asynccontextmanager
async def running(transport: Transport, *, listen: bool = True) -> AsyncIterator[Ear]:
    ear = Ear(transport)
    task = asyncio.create_task(transport.run(ear.notices.append, ear.gap, listen=listen))
    try:
        if listen:
            await until(lambda: transport.connected and ear.gaps)
        yield ear
    finally:
        task.cancel()
        await asyncio.wait({task})


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def notice(kind: str, **data: object) -> Notice:
    return Notice(None, kind, ("shop",), data)


async def test_others_hear_and_the_sender_does_not(carrier: Carrier) -> None:
    async with running(carrier.transport()) as here, running(carrier.transport()) as there:
        sent = Notice(7, "cake_baked", ("shop", "shop:1"), {"name": "栗子", "n": 1})
        here.transport.publish([sent, notice("last")])
        await until(lambda: "last" in there.kinds())
        assert there.notices[0] == sent
        there.transport.publish([notice("answer")])
        await until(lambda: "answer" in here.kinds())
        assert here.kinds() == ["answer"]


async def test_a_sender_need_not_listen(carrier: Carrier) -> None:
    async with running(carrier.transport(), listen=False) as here, running(carrier.transport()) as there:
        here.transport.publish([notice("bell")])
        await until(lambda: there.kinds() == ["bell"])
        there.transport.publish([notice("echo")])
        assert not here.transport.connected
        assert here.notices == []
        assert here.gaps == 0


async def test_order_is_kept(carrier: Carrier) -> None:
    async with running(carrier.transport()) as here, running(carrier.transport()) as there:
        for n in range(600):
            here.transport.publish([notice(str(n))])
        await until(lambda: len(there.notices) == 600)
        assert there.kinds() == [str(n) for n in range(600)]


async def test_a_body_too_large_to_travel_is_announced_without_it(carrier: Carrier) -> None:
    async with running(carrier.transport()) as here, running(carrier.transport()) as there:
        here.transport.publish([Notice(9, "large", ("shop",), {"text": "长" * 400_000})])
        await until(lambda: there.notices)
        assert there.notices == [Notice(9, "large", ("shop",), None)]


async def test_an_ephemeral_notice_too_large_is_dropped_alone(carrier: Carrier) -> None:
    async with running(carrier.transport()) as here, running(carrier.transport()) as there:
        here.transport.publish([notice("large", text="长" * 400_000), notice("small")])
        await until(lambda: there.notices)
        assert there.kinds() == ["small"]


async def test_a_full_backlog_never_blocks_or_raises(carrier: Carrier) -> None:
    transport = carrier.transport(backlog=3)
    transport.publish([notice(str(n)) for n in range(10)])
    async with running(carrier.transport()) as there, running(transport):
        await until(lambda: len(there.notices) == 3)
        assert there.kinds() == ["0", "1", "2"]


async def test_reconnects_and_reports_the_gap(carrier: Carrier) -> None:
    async with running(carrier.transport()) as here, running(carrier.transport()) as there:
        carrier.kill()
        await until(lambda: not here.transport.connected and not there.transport.connected)
        gaps = there.gaps
        carrier.start()
        await until(lambda: here.transport.connected and there.transport.connected)
        assert there.gaps > gaps
        here.transport.publish([notice("after")])
        await until(lambda: "after" in there.kinds())


async def test_waits_for_a_server_that_is_not_there_yet(carrier: Carrier) -> None:
    carrier.kill()
    transport = carrier.transport()
    ear = Ear(transport)
    task = asyncio.create_task(transport.run(ear.notices.append, ear.gap))
    try:
        transport.publish([notice("early")])
        await asyncio.sleep(0)
        assert not transport.connected
        carrier.start()
        await until(lambda: transport.connected)
    finally:
        task.cancel()
        await asyncio.wait({task})
