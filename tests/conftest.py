"""Databases for tests: one throw-away PostgreSQL for each pytest worker, started when first asked for.

`database_url` is a fresh, migrated database for one test (a copy of a template, made while the test before it ran);
`module_database_url` is one for all tests of a module.
"""

import asyncio
import gc
import os
import shutil
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import schemathesis.reporting.html.writer
import schemathesis.reporting.junitxml
import structlog

from tandem.kit.crypto import Keyring, new_master_key
from tandem.kit.postgres import EmbeddedPostgres

# schemathesis imports its reports when a session ends. Python 3.11 cannot always compile there ("AST constructor
# recursion depth mismatch", when tests left greenlets to the garbage collector), so it is done now.
with suppress(ImportError):
    import schemathesis.reporting.allure  # noqa: F401

# Tests run side by side: threads of linear algebra that wait for a busy core are many times slower than one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# An error that is logged would be drawn by rich, with every local variable of every frame: up to ten seconds each.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)

_FAST = {  # nothing here has to survive a power cut
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
}
_MEMORY = Path("/dev/shm")
_ENOUGH = 2**31
_TEMPLATE = "tandem_template"
_numbers = count(1)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is collected stays for good. Looking through thousands of tests and their modules for what is unused, again
    and again, was a tenth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """The worker's own PostgreSQL server."""
    home = Path(tempfile.mkdtemp(prefix="tandem-test-", dir=_roomy_memory()))
    home.chmod(0o711)
    server = EmbeddedPostgres(home, flags=_FAST)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(postgres: EmbeddedPostgres) -> str:
    """Superuser URL of the worker's server (SQLAlchemy form)."""
    return postgres.superuser_url


@pytest.fixture(scope="session")
def _databases(postgres: EmbeddedPostgres) -> Iterator["_Databases"]:
    made = _Databases(postgres)
    yield made
    made.close()


@pytest.fixture(scope="session")
def _template(postgres: EmbeddedPostgres, _databases: "_Databases") -> str:
    _databases.run(f"CREATE DATABASE {_TEMPLATE} OWNER tandem")
    _apart(lambda: _migrate(postgres.url_for(_TEMPLATE)))
    return _TEMPLATE


@pytest.fixture
def database_url(_databases: "_Databases", _template: str) -> Iterator[str]:
    """A fresh, migrated database for this test (SQLAlchemy form, the product's role)."""
    with _databases.one(_template) as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(_databases: "_Databases", _template: str) -> Iterator[str]:
    """A migrated database shared by the tests of one module."""
    with _databases.one(_template) as url:
        yield url


@pytest.fixture
def empty_database_url(_databases: "_Databases") -> Iterator[str]:
    """A database with no tables, for tests of migrations and of kit."""
    with _databases.one("template1") as url:
        yield url


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """A master key of this run: `Database(url, keyring=keyring)` can seal and open personal data."""
    return Keyring(new_master_key())


@pytest.fixture
def no_garbage_meanwhile() -> Iterator[None]:
    """For tests that parse Python: 3.11 cannot when the garbage collector ends greenlets of other tests meanwhile."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A plain asyncpg connection to `database_url`."""
    opened = await asyncpg.connect(plain(database_url))
    try:
        yield opened
    finally:
        await opened.close()


def plain(url: str) -> str:
    """The same URL without SQLAlchemy's driver name."""
    return url.replace("+asyncpg", "")


def _roomy_memory() -> Path | None:
    """Where a copy of the template costs a third of what it costs on a disk; None: the usual place."""
    try:
        return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ENOUGH else None
    except OSError:
        return None


class _Databases:
    """The databases of one server: statements one after another over one connection, out of the way of the tests' loop.
    A copy of each template that was asked for lies ready, and nobody waits until one is dropped."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._link = self._submit(asyncpg.connect(plain(server.superuser_url))).result()
        self._line = asyncio.Lock()
        self._ready: dict[str, Future[str]] = {}

    def run(self, statement: str) -> None:
        self._submit(self._execute(statement)).result()

    @contextmanager
    def one(self, template: str) -> Iterator[str]:
        made = self._ready.pop(template, None) or self._submit(self._copy(template))
        name = made.result()
        self._ready[template] = self._submit(self._copy(template))
        try:
            yield self._server.url_for(name)
        finally:
            self._submit(self._execute(f"DROP DATABASE {name} WITH (FORCE)"))

    def close(self) -> None:
        self._submit(self._end()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _copy(self, template: str) -> str:
        name = f"t{next(_numbers)}"
        await self._execute(f"CREATE DATABASE {name} OWNER tandem TEMPLATE {template} STRATEGY file_copy")
        return name

    async def _execute(self, statement: str) -> None:
        async with self._line:
            try:
                await self._link.execute(statement)
            except (asyncpg.InterfaceError, asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError):
                # A test cut every connection of the server, or restarted it.
                self._link = await asyncpg.connect(plain(self._server.superuser_url))
                await self._link.execute(statement)

    async def _end(self) -> None:
        async with self._line:
            await self._link.close()

    def _submit(self, work: Coroutine[Any, Any, Any]) -> Future[Any]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)


async def _migrate(url: str) -> None:
    from tandem.kit.migrations import upgrade

    await upgrade(url)


def _apart(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs `work` in an event loop of its own, out of the way of the test's loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work())).result()
