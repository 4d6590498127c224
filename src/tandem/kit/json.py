"""JSON as events, jobs and notices carry it."""

from typing import Any
from uuid import UUID

import orjson


def _plain(value: Any) -> Any:
    # asyncpg gives its own subclass of UUID, which orjson does not take for one.
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def dumps(value: Any) -> bytes:
    """JSON bytes; datetimes as RFC 3339, UUIDs as text, other foreign types refused."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)
