"""Keyset paging: opaque cursors, never offsets."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from pydantic import BaseModel

from tandem.kit.errors import Invalid

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: str | None = None


def encode_cursor(*values: Any) -> str:
    """A cursor that stands for `values` (what orjson can write)."""
    return urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def decode_cursor(cursor: str, length: int, kinds: Sequence[type] = ()) -> list[Any]:
    """The values of a cursor, of the given types if any (datetime, UUID, int, str).

    A cursor that was not made here is refused with 422 "bad_cursor"."""
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != length:
            raise ValueError("another cursor")
        return [_as(kind, value) for kind, value in zip(kinds, values, strict=True)] if kinds else values
    except (ValueError, TypeError, AttributeError) as error:
        raise Invalid("bad_cursor") from error


def _as(kind: type, value: Any) -> Any:
    if kind is datetime:
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError("a time without a zone")
        return at
    if kind is UUID:
        return UUID(value)
    if type(value) is not kind:
        raise ValueError("another type")
    return value
