"""A restriction as others see it: the data may be stored and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Restriction:
    """`until` is None for good. `reason`: request (the customer's), erased, dispute, law, other."""

    id: UUID
    customer_id: UUID
    reason: str
    note: str
    at: datetime
    until: datetime | None
    by: UUID | None
    by_name: str
    lifted_at: datetime | None = None
    lifted_by_name: str | None = None

    def stands(self, now: datetime) -> bool:
        """True while the data may only be stored."""
        return self.lifted_at is None and (self.until is None or self.until > now)
