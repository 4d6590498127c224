"""Telling what a database error means: it is away, it is busy, or it was given something it cannot hold."""

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from tandem.kit.errors import Invalid, TandemError, Unavailable

# Classes 08 (connection), 53 (out of resources, e.g. too many connections), 57P (operator intervention).
_AWAY = ("08", "53", "57P")
# Serialisation failure, deadlock, lock not available, statement timeout: the same again may well succeed.
_BUSY = ("40001", "40P01", "55P03", "57014")
# Numbers and times out of range, characters that cannot be stored (NUL, half of a surrogate pair).
_UNSTORABLE = ("22001", "22003", "22007", "22008", "22021", "22P05")


def is_away(error: BaseException) -> bool:
    """True when the error says that the database cannot be reached now, whatever was asked."""
    if isinstance(error, PoolTimeout | asyncpg.PostgresConnectionError):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or is_away(_native(error))
    if isinstance(error, asyncpg.InternalClientError):
        # The server was ending it when it was used (SQLAlchemy takes this for a lost connection, too).
        return "cannot switch to state" in str(error)
    if isinstance(error, asyncpg.InterfaceError):
        # The class also holds programming errors; only these say that the connection is gone.
        return "closed" in str(error) or "released back to the pool" in str(error)
    return _state(error).startswith(_AWAY)


def meaning(error: Exception) -> TandemError | None:
    """The error to show instead, or None when `error` is a fault of the program."""
    if is_away(error):
        return Unavailable("database_away", retry_after=1)
    native = _native(error)
    state = _state(native)
    if state in _BUSY:
        return Unavailable("busy", retry_after=1)
    if state in _UNSTORABLE or _cannot_encode(native):
        return Invalid("unstorable_value")
    return None


def _cannot_encode(error: BaseException) -> bool:
    """asyncpg refused an argument before sending it. Other causes than these are wrong types: our fault."""
    return isinstance(error, asyncpg.DataError) and isinstance(
        error.__cause__, OverflowError | UnicodeEncodeError
    )


def _native(error: BaseException) -> BaseException:
    """asyncpg's own error under SQLAlchemy's two layers, or under one of ours (`again`)."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        orig: BaseException = error.orig
        own: bool = isinstance(orig, asyncpg.PostgresError)
        return orig if own else orig.__cause__ or orig
    return error


def _state(error: BaseException) -> str:
    return getattr(error, "sqlstate", None) or ""
