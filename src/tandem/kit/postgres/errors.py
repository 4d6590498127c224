"""What can go wrong with the embedded server, in words for the person who starts it."""


class PostgresError(Exception):
    """The embedded PostgreSQL cannot be made, started or reached; the text says why and what to do."""
