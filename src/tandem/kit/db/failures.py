"""Telling a database that is away from a statement that is wrong."""

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# Classes 08 (connection), 57P (operator intervention), 53 (out of resources, e.g. too many connections).
_AWAY = ("08", "57P", "53")


def is_away(error: BaseException) -> bool:
    """True when the error says that the database cannot be reached now, whatever was asked."""
    if isinstance(error, PoolTimeout | ConnectionError | FileNotFoundError):
        return True
    if isinstance(error, asyncpg.InterfaceError | asyncpg.PostgresConnectionError):
        return True
    if isinstance(error, DBAPIError):
        if error.connection_invalidated or isinstance(error, InterfaceError):
            return True
        state = getattr(error.orig, "sqlstate", None) or ""
        if state.startswith(_AWAY):
            return True
        cause = error.orig.__cause__ if error.orig is not None else None
        return cause is not None and is_away(cause)
    state = getattr(error, "sqlstate", None) or ""
    if state.startswith(_AWAY):
        return True
    return isinstance(error, OSError | TimeoutError)
