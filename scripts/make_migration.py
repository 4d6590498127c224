"""`make migration NAME="add consents"`: writes the next Alembic version from the tables as they are declared.

Runs on a throw-away embedded PostgreSQL that has all earlier versions."""

import asyncio
import importlib
import pkgutil
import shutil
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

import tandem.adapters
import tandem.contexts
from tandem.kit.migrations.runner import config, upgrade
from tandem.kit.postgres import EmbeddedPostgres


def declare_tables() -> None:
    """Import every module that declares tables."""
    for name in (
        "tandem.kit.events", "tandem.kit.db.timer_rows", "tandem.kit.crypto.models", "tandem.demo.borrowers.models",
    ):  # fmt: skip
        importlib.import_module(name)
    for owner in (tandem.contexts, tandem.adapters):
        for part in pkgutil.iter_modules(owner.__path__):
            module = f"{owner.__name__}.{part.name}.models"
            if importlib.util.find_spec(module) is not None:
                importlib.import_module(module)


async def write(url: str, name: str) -> None:
    await upgrade(url)
    settings = config()
    number = len(list(ScriptDirectory.from_config(settings).walk_revisions())) + 1
    engine = create_async_engine(url)
    async with engine.connect() as connection:

        def generate(sync_connection: object) -> None:
            settings.attributes["connection"] = sync_connection
            command.revision(settings, name, autogenerate=True, rev_id=f"{number:04}")

        await connection.run_sync(generate)
    await engine.dispose()


def main() -> None:
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('usage: make migration NAME="what it does"')
    declare_tables()
    home = Path(tempfile.mkdtemp(prefix="tandem-migration-"))
    home.chmod(0o711)
    server = EmbeddedPostgres(home)
    try:
        server.start()
        asyncio.run(write(server.url_for("tandem"), sys.argv[1]))
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
