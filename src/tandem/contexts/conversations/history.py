"""A conversation that is over, as another system or a generator tells it: taken in whole, with nothing to follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PastMessage:
    """One line. `event` names a system line (queued, agent_joined, resolved, rated …) and `data` fills its text."""

    at: datetime
    role: Literal["customer", "bot", "agent", "system"]
    text: str
    author_id: UUID | None = None
    author_name: str | None = None
    event: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastHandling:
    """A person was asked for: since when the customer stood in line and why, and the agent who came (None: nobody
    before the customer left)."""

    queue_id: UUID
    asked_at: datetime
    reason: str
    left_at: datetime
    sl_due_at: datetime
    agent_id: UUID | None = None
    agent_name: str | None = None
    first_response_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PastConversation:
    """A resolved conversation, messages oldest first. `queue_id`: where it began. `labels`: ids. `score` 1–5, None
    when the customer gave none."""

    id: UUID
    customer_id: UUID
    customer_name: str
    channel: str
    account: str
    queue_id: UUID
    opened_at: datetime
    ended_at: datetime
    messages: Sequence[PastMessage]
    customer_verified: bool = True
    handling: PastHandling | None = None
    disposition_id: UUID | None = None
    summary: str | None = None
    solved: bool | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    score: int | None = None
    rated_at: datetime | None = None
    labels: Sequence[UUID] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
