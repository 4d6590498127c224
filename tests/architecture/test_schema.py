"""The migrations make exactly the tables that the code declares."""

import importlib
import pkgutil
import warnings

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, Table, Text
from sqlalchemy.ext.asyncio import create_async_engine

import tandem.adapters
import tandem.contexts
from tandem.kit.metadata import metadata


def declare_tables() -> None:
    for name in (
        "tandem.kit.events", "tandem.kit.db.timer_rows", "tandem.kit.crypto.models", "tandem.demo.borrowers.models",
    ):  # fmt: skip
        importlib.import_module(name)
    for owner in (tandem.contexts, tandem.adapters):
        for part in pkgutil.iter_modules(owner.__path__):
            module = f"{owner.__name__}.{part.name}.models"
            if importlib.util.find_spec(module) is not None:
                importlib.import_module(module)


def _differences(connection: Connection) -> list[object]:
    options = {
        "include_name": lambda name, kind, _parents: (
            not (kind == "table" and str(name).startswith("pgqueuer"))
        ),
        "compare_server_default": False,
    }
    with warnings.catch_warnings():
        # Indexes over expressions cannot be compared; their absence would be.
        warnings.simplefilter("ignore")
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_migrated_schema_is_the_declared_one(database_url: str) -> None:
    declare_tables()
    engine = create_async_engine(database_url)
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(_differences) == []
            planted = Table("planted", metadata, Column("name", Text))
            try:
                assert await connection.run_sync(_differences) != []
            finally:
                metadata.remove(planted)
    finally:
        await engine.dispose()
