"""The installation's database, for commands that work on it beside a running `tandem up` or without one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.kit.postgres import EmbeddedPostgres, PostgresError
from tandem.settings import Settings


class NoDatabase(Exception):
    """There is no usable database; the text says what to do."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database of the settings; an embedded one that is not running is started for as long as this lasts.
    Raises NoDatabase."""
    if settings.database_url is not None:
        async with _checked(settings, settings.database_url) as db:
            yield db
        return
    if not (settings.home / "postgres" / "data").exists():
        raise NoDatabase(
            f"There is no installation in {settings.home}. Run tandem up first, or set TANDEM_HOME."
        )
    server = EmbeddedPostgres(settings.home)
    try:
        server.prepare()
        if not await _answers(server.url):
            server.start()
    except (PostgresError, OSError) as error:
        raise NoDatabase(str(error)) from error
    try:
        async with _checked(settings, server.url) as db:
            yield db
    finally:
        server.stop()  # only what start() started


@asynccontextmanager
async def _checked(settings: Settings, url: str) -> AsyncIterator[Database]:
    from tandem.kit.migrations import current, head

    try:
        found = await current(url)
    except Exception as error:  # any driver, any network: the person needs the cause, not a traceback
        raise NoDatabase(f"The database does not answer: {error}") from error
    if found != head():
        raise NoDatabase("The database is not up to date. Run tandem up or tandem migrate first.")
    db = Database(url, pool_size=2, keyring=Keyring(settings.master_keys_given, settings.master_keys_path))
    try:
        yield db
    finally:
        await db.close()


async def _answers(url: str) -> bool:
    import asyncpg

    try:
        await (await asyncpg.connect(url.replace("+asyncpg", ""), timeout=5)).close()
    except (OSError, TimeoutError, asyncpg.CannotConnectNowError):
        return False
    return True
