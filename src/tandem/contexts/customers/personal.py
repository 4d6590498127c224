"""A piece of personal data as others see it: never the value."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Personal:
    """`source` says where it came from (core, signed, customer, agent)."""

    id: UUID
    customer_id: UUID
    kind: str
    masked: str
    source: str
    verified_at: datetime | None
    created_at: datetime
    replaced_at: datetime | None = None
