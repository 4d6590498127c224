"""Keyset paging: opaque cursors, never offsets."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Generic, TypeVar

import orjson
from pydantic import BaseModel

from tandem.kit import json
from tandem.kit.errors import Invalid

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: str | None = None


def encode_cursor(*values: Any) -> str:
    return urlsafe_b64encode(json.dumps(values)).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[Any]:
    """The values of a cursor; a cursor that was not made here is refused with 422."""
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise Invalid("bad_cursor") from error
    if not isinstance(values, list) or len(values) != length:
        raise Invalid("bad_cursor")
    return values
