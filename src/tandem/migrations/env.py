"""Alembic's entry: runs on the connection that the runner passes in."""

from alembic import context
from sqlalchemy import Connection

from tandem.kit.metadata import metadata


def include(name: str | None, kind: str, _parents: object) -> bool:
    # PgQueuer owns its tables and upgrades them itself.
    return not (kind == "table" and (name or "").startswith("pgqueuer"))


def run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=metadata, include_name=include, compare_server_default=False
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
