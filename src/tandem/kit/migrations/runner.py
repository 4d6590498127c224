"""Alembic, driven from code: no ini file, one connection, one lock."""

from importlib.resources import files

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from pgqueuer import AsyncpgDriver, Queries
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

# Any constant will do; it only has to be the same in every process.
_LOCK = 0x7A4D_E301


def config() -> Config:
    """Alembic's configuration with the package's own script folder."""
    settings = Config()
    settings.set_main_option("script_location", str(files("tandem") / "migrations"))
    return settings


def head() -> str | None:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(config()).get_current_head()


async def current(url: str) -> str | None:
    """The revision that the database has."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
    finally:
        await engine.dispose()


async def upgrade(url: str) -> None:
    """Bring the database to `head()`. Safe to call from several processes at once."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
            await connection.commit()
            try:
                await connection.run_sync(_run)
                await connection.commit()
                fairy = await connection.get_raw_connection()
                raw = fairy.driver_connection
                assert isinstance(raw, asyncpg.Connection)
                await _converge_queue(raw)
            finally:
                await connection.rollback()
                await connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
                await connection.commit()
    finally:
        await engine.dispose()


def _run(connection: Connection) -> None:
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


async def _converge_queue(connection: asyncpg.Connection) -> None:
    queries = Queries(AsyncpgDriver(connection))
    if await queries.schema_is_installed():
        await queries.upgrade()
    else:
        await queries.install()
