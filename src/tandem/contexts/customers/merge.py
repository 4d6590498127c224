"""A merge as others see it: two customers that turned out to be one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Merge:
    """`gone_id` became part of `kept_id`; both keep their rows. `evidence` holds codes and ids, no personal data."""

    id: UUID
    kept_id: UUID
    gone_id: UUID
    at: datetime
    by: UUID | None
    by_name: str
    reason: str
    evidence: Mapping[str, Any]
    undone_at: datetime | None = None
    undone_by: UUID | None = None
    undone_by_name: str | None = None
    undone_note: str | None = None

    @property
    def undone(self) -> bool:
        return self.undone_at is not None
