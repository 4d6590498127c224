"""A block as others see it: for a time, or for good, a customer may not write."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Lift:
    """Who took a block back."""

    at: datetime
    by: UUID | None
    by_name: str
    note: str


@dataclass(frozen=True)
class Block:
    """`until` is None for good. `seen_in` names what it was about, as the audit trail names things
    (`conversation:<id>`)."""

    id: UUID
    customer_id: UUID
    reason: str
    note: str
    at: datetime
    until: datetime | None
    by: UUID | None
    by_name: str
    seen_in: str
    lift: Lift | None = None

    def stands(self, now: datetime) -> bool:
        """True while it keeps the customer from writing."""
        return self.lift is None and (self.until is None or self.until > now)
