"""Frozen DTOs: what the context gives to others, and how a message looks on the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

PRIORITIES = ("low", "normal", "high", "urgent")


@dataclass(frozen=True)
class MessageView:
    id: UUID
    conversation_id: UUID
    seq: int
    client_id: str | None
    kind: str
    role: str
    author_id: UUID | None
    author_name: str | None
    text: str
    payload: Mapping[str, Any]
    audience: str
    reply_to: UUID | None
    state: str
    created_at: datetime
    leg_id: UUID | None = None

    def wire(self) -> dict[str, Any]:
        """The message as the API and the sockets show it."""
        author = None
        if self.author_name is not None:
            author = {"id": str(self.author_id) if self.author_id else None, "name": self.author_name}
        return {
            "id": str(self.id),
            "conversation_id": str(self.conversation_id),
            "seq": self.seq,
            "client_id": self.client_id,
            "kind": self.kind,
            "role": self.role,
            "author": author,
            "text": self.text,
            "payload": dict(self.payload),
            "audience": self.audience,
            "reply_to": str(self.reply_to) if self.reply_to else None,
            "state": self.state,
            "created_at": self.created_at.isoformat().replace("+00:00", "Z"),
        }


@dataclass(frozen=True)
class Conversation:
    """The conversation's present."""

    id: UUID
    customer_id: UUID
    customer_name: str
    customer_verified: bool
    channel: str
    account: str
    context: Mapping[str, Any]
    status: str
    controller: str
    queue_id: UUID
    agent_id: UUID | None
    priority: int
    last_seq: int
    customer_delivered_seq: int
    customer_read_seq: int
    agent_read_seq: int
    unread: int
    last_message: Mapping[str, Any] | None
    waiting_since: datetime | None
    sla_kind: str | None
    sla_due_at: datetime | None
    sla_missed_at: datetime | None
    opened_at: datetime
    updated_at: datetime
    snoozed_until: datetime | None
    resolved_at: datetime | None
    version: int
    leg_id: UUID | None = None
    leg_channel: str | None = None

    @property
    def way(self) -> str:
        """The channel in which it is now: answers go out there."""
        return self.leg_channel or self.channel


@dataclass(frozen=True)
class Appended:
    """The result of sending: `created` is False when the client id was known and the first result is given."""

    message: MessageView
    created: bool


@dataclass(frozen=True)
class Draft:
    """A message to append. `client_id` makes a re-send harmless (unique for conversation and role)."""

    role: str
    text: str
    kind: str = "text"
    client_id: str | None = None
    author_id: UUID | None = None
    author_name: str | None = None
    payload: Mapping[str, Any] | None = None
    audience: str = "all"
    reply_to: UUID | None = None
