"""Identifiers: time-ordered UUIDs, so that indexes stay dense and rows sort by birth."""

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A fresh UUIDv7."""
    return UUID(int=uuid_utils.uuid7().int)
