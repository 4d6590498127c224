"""Drafts, who sat at the silent seat when, and what people made of drafts."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from tandem.kit.metadata import metadata

_AT = DateTime(timezone=True)
_WAITING = text("state = 'waiting'")

bot_draft_table = Table(
    "bot_draft",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    # The customer's message that it answers: one draft each, however often the job runs.
    Column("message_id", Uuid, ForeignKey("message.id"), nullable=False, unique=True),
    Column("seq", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("entry_id", Uuid, nullable=False),
    Column("confidence", Float, nullable=False),
    # What the bot would have done: its policy and reason, and the thresholds that the confidence lies between.
    Column("policy", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("thresholds", JSONB, nullable=False),
    # The draft's own entry first: entry_id, key, question, answer, version, confidence.
    Column("candidates", JSONB, nullable=False),
    # Set when the language model wrote the text: model, sources, sentences with their entries.
    Column("composed", JSONB(none_as_null=True)),
    Column("opened_at", _AT, nullable=False),
    Column("due_at", _AT, nullable=False),
    Column("extended_at", _AT),
    # Who looks at it just now: advice to the others, not a lock.
    Column("held_by", Uuid),
    Column("held_by_name", Text),
    Column("held_until", _AT),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("decided_at", _AT),
    Column("decided_by", Text),
    Column("decided_by_id", Uuid),
    Column("decided_by_name", Text),
    Column("decided_why", Text),
    Column("client_id", Text),
    Column("said_id", Uuid, ForeignKey("message.id")),
    Column("said_entry_id", Uuid),
    CheckConstraint(
        "state IN ('waiting','approved','edited','replaced','taken_over','handed_over','expired','withdrawn')",
        name="state",
    ),
    CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name="decided"),
    Index("uq_bot_draft_waiting", "conversation_id", unique=True, postgresql_where=_WAITING),
    Index("ix_bot_draft_due", "due_at", postgresql_where=_WAITING),
    Index("ix_bot_draft_conversation", "conversation_id", "opened_at"),
    Index("ix_bot_draft_decided", "decided_by_id", "decided_at"),
)

silent_seat_table = Table(
    "silent_seat",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("staff_id", Uuid, ForeignKey("access_staff.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("since", _AT, nullable=False),
    Column("last_seen_at", _AT, nullable=False),
    Column("until", _AT),
    Column("end_reason", Text),
    Index("uq_silent_seat_present", "staff_id", unique=True, postgresql_where=text("until IS NULL")),
    Index("ix_silent_seat_staff", "staff_id", "since"),
)

# For the trainers: what the bot would have said, and what a person said instead.
training_example_table = Table(
    "training_example",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("draft_id", Uuid, ForeignKey("bot_draft.id"), nullable=False, unique=True),
    Column("conversation_id", Uuid, ForeignKey("conversation.id"), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("bot_text", Text, nullable=False),
    Column("bot_entry_id", Uuid, nullable=False),
    Column("person_text", Text, nullable=False),
    Column("person_entry_id", Uuid),
    Column("by_id", Uuid),
    Column("by_name", Text),
    Column("at", _AT, nullable=False),
    CheckConstraint("outcome IN ('edited','replaced')", name="outcome"),
    Index("ix_training_example_at", "at"),
)
