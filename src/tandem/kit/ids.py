"""Identifiers: time-ordered UUIDs, so that indexes stay dense and rows sort by birth."""

from datetime import datetime
from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return UUID(int=uuid_utils.uuid7().int)


def id_of(at: datetime, chance: int) -> UUID:
    """The UUIDv7 of a moment and 74 bits of somebody's choice: for ids that are to be the same again."""
    milliseconds = int(at.timestamp() * 1000)
    high, low = chance >> 62 & 0xFFF, chance & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
