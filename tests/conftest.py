"""Databases for tests: one throw-away PostgreSQL for each pytest worker, started when first asked for.

`database_url` is a fresh, migrated database for one test (about 15 ms: a copy of a template);
`module_database_url` is one for all tests of a module.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tandem.kit.crypto import Keyring, new_master_key
from tandem.kit.postgres import EmbeddedPostgres

# Tests run side by side: threads of linear algebra that wait for a busy core are many times slower than one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

_FAST = {  # nothing here has to survive a power cut
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
}
_TEMPLATE = "tandem_template"
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """The worker's own PostgreSQL server."""
    home = Path(tempfile.mkdtemp(prefix="tandem-test-"))
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
def _template(postgres: EmbeddedPostgres) -> str:
    _administer(postgres, f"CREATE DATABASE {_TEMPLATE} OWNER tandem")
    _apart(lambda: _migrate(postgres.url_for(_TEMPLATE)))
    return _TEMPLATE


@pytest.fixture
def database_url(postgres: EmbeddedPostgres, _template: str) -> Iterator[str]:
    """A fresh, migrated database for this test (SQLAlchemy form, the product's role)."""
    with _database(postgres, _template) as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(postgres: EmbeddedPostgres, _template: str) -> Iterator[str]:
    """A migrated database shared by the tests of one module."""
    with _database(postgres, _template) as url:
        yield url


@pytest.fixture
def empty_database_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """A database with no tables, for tests of migrations and of kit."""
    with _database(postgres, "template1") as url:
        yield url


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    """A master key of this run: `Database(url, keyring=keyring)` can seal and open personal data."""
    return Keyring(new_master_key())


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


@contextmanager
def _database(server: EmbeddedPostgres, template: str) -> Iterator[str]:
    name = f"t{next(_numbers)}"
    _administer(server, f"CREATE DATABASE {name} OWNER tandem TEMPLATE {template} STRATEGY file_copy")
    try:
        yield server.url_for(name)
    finally:
        _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(server: EmbeddedPostgres, statement: str) -> None:
    async def execute() -> None:
        link = await asyncpg.connect(plain(server.superuser_url))
        try:
            await link.execute(statement)
        finally:
            await link.close()

    _apart(execute)


async def _migrate(url: str) -> None:
    from tandem.kit.migrations import upgrade

    await upgrade(url)


def _apart(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs `work` in an event loop of its own, out of the way of the test's loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work())).result()
