"""An endpoint: where webhooks go."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Endpoint:
    """Without its secrets: `repository.endpoints.secrets_of` opens them to sign with."""

    id: UUID
    name: str
    url: str
    event_types: tuple[str, ...]
    discloses: tuple[str, ...]
    created_at: datetime
    created_by: str
    paused_at: datetime | None
    rested_at: datetime | None
    rested_for: str | None
    after_event: int
    again_at: datetime | None
    failing_since: datetime | None
    last_delivered_at: datetime | None
    last_failed_at: datetime | None
    last_error: str | None
    former_until: datetime | None

    @property
    def state(self) -> str:
        """resting, paused, failing or active."""
        if self.rested_at is not None:
            return "resting"
        if self.paused_at is not None:
            return "paused"
        return "failing" if self.failing_since is not None else "active"

    @property
    def stopped(self) -> bool:
        return self.rested_at is not None or self.paused_at is not None
