"""A request for a copy or for erasure, as others see it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class PrivacyRequest:
    """`state`: waiting, done, failed (see `failure`), expired (the copy was deleted)."""

    id: UUID
    customer_id: UUID
    kind: str
    reason: str
    asked_at: datetime
    by: UUID | None
    by_name: str
    state: str
    finished_at: datetime | None
    failure: str | None
    document: str | None
    expires_at: datetime | None
