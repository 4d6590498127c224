"""An embedded PostgreSQL: private, local, dying with its parent."""

from tandem.kit.postgres.errors import PostgresError
from tandem.kit.postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "PostgresError"]
